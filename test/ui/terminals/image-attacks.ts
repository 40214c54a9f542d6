import { inlineFile, png, sixel } from '../../fakes/pictures.ts';
import { type Attack, BEL, base64, CSI, ESC, most, OSC, ST } from './attacks.ts';

const times = (count: number, text: string): string => text.repeat(count);
/** `Q` stands for `CSI ?`. */
const answering = (pattern: string): RegExp => new RegExp(`^(?:${pattern.replaceAll('Q', '\u001b\\[\\?')})$`);
const dot = png(1, 1, [0, 255, 0]);
const file = (fields: string, data = dot.toString('base64')): string => `${OSC}1337;File=${fields}:${data}${BEL}`;

/** A JPEG's frame header of this kind and size, alone or in front of another. */
const jpeg = (...frames: readonly (readonly [kind: number, width: number, height: number])[]): Buffer =>
  Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    ...frames.map(([kind, width, height]) => {
      const frame = Buffer.from([0xff, kind, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
      frame.writeUInt16BE(height, 5);
      frame.writeUInt16BE(width, 7);
      return frame;
    }),
    Buffer.from('ffda0008010100003f0000', 'hex'),
  ]);

const gif = (width: number, height: number, frameWidth: number, frameHeight: number): Buffer => {
  const bytes = Buffer.alloc(40);
  bytes.write('GIF89a', 'latin1');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  bytes[13] = 0x2c;
  bytes.writeUInt16LE(frameWidth, 18);
  bytes.writeUInt16LE(frameHeight, 20);
  return bytes;
};

const sixels: readonly Attack[] = [
  { name: 'sixel of a pixel’s width and a million lines', prints: `${ESC}Pq"1;1;1;4000000~${ST}` },
  { name: 'the same by hand, without a width', prints: `${ESC}Pq${times(700_000, '-')}${ST}` },
  { name: 'the same, a thousand times', prints: times(1000, `${ESC}Pq"1;1;1;4000000~${ST}`) },
  { name: 'sixel as wide as it gets', prints: `${ESC}Pq!${most}~${ST}${ESC}Pq"1;1;${most};1!99999~${ST}` },
  { name: 'sixel painted over itself', prints: `${ESC}Pq"1;1;4000;6${times(60_000, '!4000~$')}${ST}` },
  { name: 'sixel painted over itself, many times', prints: times(200, `${ESC}Pq${times(300, '!16000~$')}${ST}`) },
  { name: 'sixel of wide bands', prints: times(300, `${ESC}Pq${times(40, '!16380~-')}${ST}`) },
  { name: 'sixel that is never ended', prints: `${ESC}Pq${times(400_000, '~')}${times(100_000, '-~')}` },
  { name: 'sixel cut off by a cancel', prints: `${ESC}Pq"1;1;90;90#1~~~\u0018${ESC}Pq~\u001a` },
  { name: 'sixel with controls and bidi in it', prints: `${ESC}Pq#1\u0007\u0008~~\u202e~\u0000~\u009b2J~${ST}` },
  { name: 'sixel whose colours are out of this world', prints: `${ESC}Pq#${most};2;${most};-1;9e9~#4096~#;;;~${ST}` },
  { name: 'twenty thousand sixels', prints: times(20_000, `${ESC}Pq~${ST}`) },
  { name: 'ten thousand sixels, each in a place of its own', prints: times(10_000, `${ESC}Pq~${ST}x`) },
  { name: 'sixels that fill the storage', prints: times(120, sixel(1000, 100, [9, 9, 9])) },
  {
    name: 'no colours, then a sixel',
    prints: `${CSI}?1;3;0S${ESC}Pq#1~~#300~${ST}`,
    answers: answering('|Q1;[03][;0]*S'),
  },
  {
    name: 'graphics attributes asked for by the thousand',
    prints: `${CSI}?2;1;0S`.repeat(10_000),
    answers: answering('|(?:Q2;0;\\d+;\\d+S){200,999}'),
  },
  {
    name: 'device attributes asked for by the thousand',
    prints: `${CSI}c`.repeat(10_000),
    answers: answering('(?:Q(?:1;2|62;4;9;22)c){200,999}'),
  },
  { name: 'soft resets by the thousand', prints: `${CSI}!p`.repeat(20_000) },
  {
    name: 'sixels that do not scroll, at the margins',
    prints: `${CSI}?80h${CSI}5;6r${CSI}9;9H${sixel(90, 90, [1, 2, 3])}${CSI}?80l`,
  },
  {
    name: 'sixel on the alternate screen, left',
    prints: `${CSI}?1049h${times(50, sixel(90, 9, [1, 2, 3]))}${CSI}?1049l`,
  },
];

const files: readonly Attack[] = [
  { name: 'file to be downloaded', prints: file(`name=${base64('.bashrc')};size=${dot.length};inline=0`) },
  { name: 'file to be downloaded, not said otherwise', prints: file(`name=${base64('.bashrc')};size=${dot.length}`) },
  {
    name: 'file with a name of bidi text',
    prints: file(`name=${base64('\u202egnp.exe\u2066')};size=${dot.length};inline=1`),
  },
  { name: 'file with a name of controls', prints: file(`name=\u0001\u0008;inline=1;size=${dot.length};name=%%%`) },
  { name: 'file whose name is no base64', prints: file(`name=\u202e../../x;size=${dot.length};inline=1`) },
  {
    name: 'file that reaches for what all objects have',
    prints: file(`__proto__=1;constructor=x;inline=1;size=${dot.length}`),
  },
  { name: 'file of a huge declared size', prints: file(`inline=1;size=99999999999999999999`) },
  { name: 'file larger than it says', prints: file(`inline=1;size=3`) },
  { name: 'file smaller than it says', prints: file(`inline=1;size=6000000`) },
  { name: 'file shown larger than life', prints: inlineFile(dot, ';width=99999px;height=99999px') },
  { name: 'file shown as one column', prints: inlineFile(dot, ';width=1px;height=4000000px;preserveAspectRatio=0') },
  {
    name: 'the same, five hundred times',
    prints: times(500, inlineFile(dot, ';width=1px;height=4000000px;preserveAspectRatio=0')),
  },
  { name: 'file of nothing', prints: `${inlineFile(dot, ';width=0px;height=0%')}${file('inline=1;size=0', '')}` },
  {
    name: 'PNG that unfolds to gigabytes',
    prints: inlineFile(png(1, 1, [0, 0, 0], { width: 30_000, height: 30_000 })),
  },
  { name: 'PNG of a negative size', prints: inlineFile(png(1, 1, [0, 0, 0], { width: 0xffffffff, height: 5 })) },
  { name: 'PNG that is cut', prints: inlineFile(png(64, 64, [1, 2, 3]).subarray(0, 60)) },
  { name: 'PNG that is broken', prints: inlineFile(png(4, 4, [1, 2, 3], { width: 40, height: 40 }).fill(7, 45)) },
  { name: 'JPEG whose second head says less', prints: inlineFile(jpeg([0xc1, 65_000, 65_000], [0xc0, 9, 9])) },
  { name: 'JPEG without end', prints: inlineFile(jpeg([0xc0, 2000, 2000])) },
  { name: 'JPEG that goes in circles', prints: inlineFile(Buffer.from(`ffd8${'ffe00000'.repeat(2000)}`, 'hex')) },
  { name: 'GIF whose picture is larger than itself', prints: inlineFile(gif(9, 9, 65_000, 65_000)) },
  {
    name: 'SVG that would run',
    prints: inlineFile(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')),
  },
  { name: 'file that is never ended', prints: `${OSC}1337;File=inline=1;size=5000000:${times(400_000, 'A')}` },
  {
    name: 'file in many parts (iTerm)',
    prints: `${OSC}1337;MultipartFile=inline=1;size=4${BEL}${OSC}1337;FilePart=AAAA${BEL}${OSC}1337;FileEnd${BEL}`,
  },
  {
    name: 'an empty and a nonsense 1337',
    prints: `${OSC}1337;${BEL}${OSC}1337${BEL}${OSC}1337;File${BEL}${OSC}1337;File=:${BEL}`,
  },
  { name: 'two thousand pictures', prints: times(2000, inlineFile(dot)) },
  { name: 'kitty graphics', prints: `${ESC}_Ga=T,f=24,s=${most},v=${most};AAAA${ST}${ESC}_Gi=1,a=q;AAAA${ST}` },
];

/** Tried where images are shown, and where they are not. */
export const imageAttacks: readonly Attack[] = [...sixels, ...files];

/** What is parsed in another way when it is shown again: what is answered, and what the parser waits for. */
export const imagesWaitedFor: readonly Attack[] = [
  ...sixels.filter(({ answers }) => answers !== undefined),
  ...files.filter(({ name }) => /pictures|broken|cut|column/.test(name)),
];
