import { type Fields, fieldsOf, finish, type ReadTheme } from './theme-file.ts';

/** Which of base16's sixteen stands for which colour of a terminal (base16-shell's template). */
const ansi = ['00', '08', '0B', '0A', '0D', '0E', '0C', '05', '03', '08', '0B', '0A', '0D', '0E', '0C', '07'];

export function isBase16(document: Fields): boolean {
  return 'base00' in document || 'base00' in fieldsOf(document, 'palette');
}

export function readBase16(document: Fields): ReadTheme {
  const palette = 'base00' in document ? document : fieldsOf(document, 'palette');
  const of = (number: string): unknown => palette[`base${number}`] ?? palette[`base${number.toLowerCase()}`];
  const name = document.scheme ?? document.name;
  return {
    name: typeof name === 'string' && name.trim() !== '' ? name.trim() : null,
    colours: finish({
      background: of('00'),
      foreground: of('05'),
      cursor: of('05'),
      selection: of('02'),
      ansi: ansi.map(of),
    }),
  };
}
