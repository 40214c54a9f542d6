import { SerializeAddon } from '@xterm/addon-serialize';
import type { Terminal } from '@xterm/xterm';

/** What a terminal shows and keeps, as it would have to be printed to show the same again. */
export function seenAsAnsi(terminal: Terminal): string {
  return withAddon(terminal, (addon) => addon.serialize({ excludeModes: true }).replace(/\r?\n?$/, '\r\n'));
}

const PRE = /<pre>([\s\S]*)<\/pre>/;

/** The same as a page of its own, which runs nothing and fetches nothing. */
export function seenAsHtml(terminal: Terminal, title: string): string {
  const whole = withAddon(terminal, (addon) => addon.serializeAsHTML({ includeGlobalBackground: true }));
  const body = PRE.exec(whole)?.[1] ?? '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="Jobdeck">
<title>${title.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)}</title>
<style>body { margin: 0; } pre { margin: 0; direction: ltr; unicode-bidi: bidi-override; }</style>
</head>
<body>
<pre>${body}</pre>
</body>
</html>
`;
}

function withAddon<T>(terminal: Terminal, use: (addon: SerializeAddon) => T): T {
  const addon = new SerializeAddon();
  terminal.loadAddon(addon);
  try {
    return use(addon);
  } finally {
    addon.dispose();
  }
}
