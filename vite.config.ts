import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build as buildScript } from 'esbuild';
import { defineConfig, type Plugin } from 'vite';

/** The oldest Electron it must run on. */
const OLDEST = 'chrome108';
const FIRST_LIST = 'first-list.js';

/** renderer/main.ts imports what draws late, and the browser is to fetch it at once all the same. */
const fetchDrawing: Plugin = {
  name: 'fetch-drawing',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {}, path }) {
      const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []));
      const drawing = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/renderer/draw.tsx'));
      if (drawing === undefined || !path.endsWith('index.html')) return [];
      const missing = [drawing.fileName, ...drawing.imports].filter((file) => !html.includes(file));
      return missing.map((file) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
        injectTo: 'head' as const,
      }));
    },
  },
};

/**
 * What the door put into the page is drawn before the first paint: by a script that rendering waits for, whole and without
 * anything else of ours.
 */
const drawFirstList: Plugin = {
  name: 'draw-first-list',
  async generateBundle() {
    const { outputFiles } = await buildScript({
      entryPoints: [fileURLToPath(new URL('./renderer/first-list/main.ts', import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      target: OLDEST,
    });
    this.emitFile({ type: 'asset', fileName: FIRST_LIST, source: outputFiles[0]?.text ?? '' });
  },
  transformIndexHtml: (_html, { path }) =>
    path.endsWith('index.html')
      ? [{ tag: 'script', attrs: { defer: true, blocking: 'render', src: `./${FIRST_LIST}` }, injectTo: 'head' }]
      : [],
};

/** The renderer, as static files that either door serves. */
export default defineConfig({
  root: fileURLToPath(new URL('./renderer', import.meta.url)),
  // Relative, so that the same files work below app://jobdeck/ and http://127.0.0.1:N/.
  base: './',
  plugins: [react(), fetchDrawing, drawFirstList],
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL('./dist/renderer', import.meta.url)),
    emptyOutDir: true,
    // The head of the desktop door's sign-in window is a page of its own.
    rollupOptions: {
      input: ['index.html', 'sign-in.html'].map((page) =>
        fileURLToPath(new URL(`./renderer/${page}`, import.meta.url)),
      ),
    },
    // Lightning CSS lowers oklch and nesting for it.
    target: OLDEST,
    cssTarget: OLDEST,
    // The strict CSP allows no data: fonts; everything is a file of our own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
  },
  server: { host: '127.0.0.1' },
});
