import type { PageFiles } from '../doors/page-files.ts';

/**
 * What a browser without a page session gets instead of the app: it trades the key in the address for the cookie and
 * starts over, so that neither the app nor the browser's history ever sees the key.
 */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Jobdeck</title>
<link rel="icon" href="data:,">
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 28rem; padding: 2rem; }
  h1 { font-size: 1.1rem; margin: 0 0 .5rem; }
  p { margin: 0; }
  code { font-size: .95em; }
</style>
<script src="/arrival.js" defer></script>
</head>
<body>
<main role="status" hidden>
<h1>This address has been used</h1>
<p>Each address that Jobdeck prints opens it once. For a new one, press Enter in the terminal where Jobdeck runs,
or start it again.</p>
</main>
<noscript><main><h1>Jobdeck needs JavaScript</h1><p>Please allow it for this page.</p></main></noscript>
</body>
</html>
`;

const SCRIPT = `'use strict';
(async () => {
  const key = /^#key=([\\w-]+)$/.exec(location.hash);
  history.replaceState(null, '', '/');
  const answer = key
    ? await fetch('/key', { method: 'POST', body: key[1] })
    // Signed in, but brought here by a link on another site: a strict cookie stays at home then.
    : await fetch('/key');
  if (answer.ok) location.replace('/');
  else document.querySelector('main').hidden = false;
})();
`;

export function createArrival(): PageFiles {
  const page = { type: 'text/html; charset=utf-8', body: Buffer.from(PAGE), immutable: false };
  const script = { type: 'text/javascript; charset=utf-8', body: Buffer.from(SCRIPT), immutable: false };
  return new Map([
    ['/', page],
    ['/arrival.js', script],
  ]);
}
