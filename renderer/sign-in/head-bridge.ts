import type { SignInHead, SignInStep } from '../../electron/contract.ts';

/** The way to the window that this head belongs to; there is none but on the desktop. */
export interface HeadBridge {
  readonly read: () => Promise<SignInHead>;
  readonly onHead: (listener: (head: SignInHead) => void) => void;
  readonly step: (step: SignInStep) => void;
  /** So many CSS pixels are needed above the page. */
  readonly height: (pixels: number) => void;
}

interface Preload {
  readonly call: (name: string, args: readonly unknown[]) => Promise<unknown>;
  readonly listen: (listener: (name: string, value: unknown) => void) => void;
}

export function findHeadBridge(): HeadBridge | null {
  const preload = (globalThis as { readonly jobdeckTransport?: Preload }).jobdeckTransport;
  if (preload === undefined) return null;
  // The window may be gone before it answers, and nobody is left to be told.
  const tell = (name: string, value: unknown): void => void preload.call(name, [value]).catch(() => {});
  return {
    read: () => preload.call('head', []) as Promise<SignInHead>,
    onHead: (listener) =>
      preload.listen((name, value) => {
        if (name === 'head') listener(value as SignInHead);
      }),
    step: (step) => tell('step', step),
    height: (pixels) => tell('height', pixels),
  };
}
