/** What a start is measured against: an empty React page, and an Electron app with nothing in it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../e2e/machine.ts';

const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Empty</title>
<script type="module" src="/empty.js"></script></head><body><div id="root"></div></body></html>`;

const REACT = `import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
createRoot(document.getElementById('root')).render(createElement('p', null, 'Empty'));`;

export interface EmptyPage {
  readonly url: string;
  dispose(): Promise<void>;
}

/** React and one word, minified, from loopback. */
export async function serveEmptyPage(): Promise<EmptyPage> {
  const { outputFiles } = await build({
    stdin: { contents: REACT, resolveDir: repositoryRoot },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const script = Buffer.from(outputFiles[0]?.contents ?? []);
  const server = createServer((request, response) => {
    const isScript = request.url === '/empty.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : HTML);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    dispose: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const MAIN = `const { app, BrowserWindow } = require('electron');
app.setPath('userData', process.env.EMPTY_DATA);
app.whenReady().then(() => new BrowserWindow({ width: 1200, height: 800 }).loadFile('index.html'));`;

/** One window with one word, as Electron's own guide begins. Answers its folder. */
export function writeEmptyApp(parent: string): string {
  const folder = join(parent, 'empty-app');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"name":"empty","version":"1.0.0","main":"main.cjs"}');
  writeFileSync(join(folder, 'main.cjs'), MAIN);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><meta charset="utf-8"><title>Empty</title><p>Empty</p>');
  return folder;
}
