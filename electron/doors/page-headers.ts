import type { PageFile } from './page-files.ts';

export interface PageNeeds {
  /** What the page may talk to besides its own origin. */
  readonly connect?: readonly string[];
  /** Images in terminals: xterm decodes them by WebAssembly, which is compiled nowhere else. */
  readonly images?: boolean;
}

/** Scripts are our own files and nothing else. Inline styles are xterm's (it writes colours into style elements). */
export function contentSecurityPolicy({ connect = [], images = false }: PageNeeds = {}): string {
  return [
    "default-src 'none'",
    images ? "script-src 'self' 'wasm-unsafe-eval'" : "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers for everything a door serves to its page. */
export function pageHeaders(needs: PageNeeds = {}): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(needs),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  };
}

export function fileHeaders(file: PageFile): Record<string, string> {
  return {
    'Content-Type': file.type,
    'Content-Length': String(file.body.byteLength),
    'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  };
}
