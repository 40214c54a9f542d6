/** One theme in the words of each terminal it can come from: channels are told apart by their number. */
const shade = (index: number): string => `#0${index.toString(16)}1${index.toString(16)}2${index.toString(16)}`;
const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

export const expected = {
  background: '#101112',
  foreground: '#e0e1e2',
  cursor: '#c0c1c2',
  ansi: Array.from({ length: 16 }, (_, index) => shade(index)),
};

const iterm = (name: string, hex: string): string => {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return `<key>${name}</key><dict><key>Alpha Component</key><real>1</real><key>Blue Component</key><real>${blue}</real><key>Color Space</key><string>sRGB</string><key>Green Component</key><real>${green}</real><key>Red Component</key><real>${red}</real></dict>`;
};
const scheme = (name: string) => ({
  name,
  background: '#101112',
  foreground: '#E0E1E2',
  cursorColor: '#C0C1C2',
  ...Object.fromEntries(names.map((one, index) => [one === 'magenta' ? 'purple' : one, shade(index)])),
  ...Object.fromEntries(
    names.map((one, index) => {
      const windows = one === 'magenta' ? 'purple' : one;
      return [`bright${windows.charAt(0).toUpperCase()}${windows.slice(1)}`, shade(index + 8)];
    }),
  ),
});
const upper = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const tomlShades = (from: number): string =>
  names.map((name, index) => `${name} = '${shade(from + index)}'`).join('\n');
const yamlShades = (from: number): string =>
  names.map((name, index) => `    ${name}: '0x${shade(from + index).slice(1)}'`).join('\n');

export const themeFiles: Readonly<Record<string, string>> = {
  'night.itermcolors': `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>${expected.ansi.map((hex, index) => iterm(`Ansi ${index} Color`, hex)).join('')}${iterm('Background Color', '#101112')}${iterm('Foreground Color', '#e0e1e2')}${iterm('Cursor Color', '#c0c1c2')}</dict></plist>`,
  'windows-terminal.json': JSON.stringify(scheme('Night')),
  'vs-code.json': `{
  // a comment, and "a string with // in it"
  "name": "Night", "type": "dark",
  "colors": {
    /* the editor */ "editor.background": "#ffffff",
    "terminal.background": "#101112", "terminal.foreground": "#e0e1e2ff", "terminalCursor.foreground": "#c0c1c2",
    ${names.map((name, index) => `"terminal.ansi${upper(name)}": "${shade(index)}", "terminal.ansiBright${upper(name)}": "${shade(index + 8)}",`).join('\n')}
  },
}`,
  'alacritty.toml': `[colors.primary]
background = '#101112'
foreground = '#e0e1e2'
[colors.cursor]
cursor = '#c0c1c2'
text = 'CellBackground'
[colors.normal]
${tomlShades(0)}
[colors.bright]
${tomlShades(8)}
`,
  'alacritty.yml': `colors:
  primary:
    background: '0x101112'
    foreground: '0xe0e1e2'
  cursor:
    cursor: '0xc0c1c2'
  normal:
${yamlShades(0)}
  bright:
${yamlShades(8)}
`,
  '.Xresources': `! a comment
#define ground #101112
*background: ground
*.foreground: #e0e1e2
URxvt*cursorColor: rgb:c0/c1/c2
${expected.ansi.map((hex, index) => `*color${index}: ${hex}`).join('\n')}
`,
  'kitty.conf': `# a comment
background #101112
foreground #e0e1e2
cursor     #c0c1c2
${expected.ansi.map((hex, index) => `color${index} ${hex}`).join('\n')}
`,
};

export const windowsSettings = `{
  "$schema": "https://aka.ms/terminal-profiles-schema",
  "schemes": [${JSON.stringify(scheme('One'))}, ${JSON.stringify(scheme('Two'))}],
}`;

export const base16 = `scheme: "Night"
author: "Somebody"
${Array.from({ length: 16 }, (_, index) => `base0${index.toString(16).toUpperCase()}: ${String(index).padStart(6, '0')}`).join('\n')}
`;
