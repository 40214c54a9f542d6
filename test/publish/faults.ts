import { FuseV1Options } from '@electron/fuses';

/** As electron-builder.yml names them. */
export type FuseWishes = Readonly<Record<string, boolean>>;

/** State of each fuse by its place in the wire: https://www.electronjs.org/docs/latest/tutorial/fuses. */
const ON = 0x31;
const OFF = 0x30;

type Wire = Readonly<Partial<Record<FuseV1Options, number>>>;

/** What the program does not have as it was asked for. */
export function fuseFaults(wishes: FuseWishes, wire: Wire): readonly string[] {
  return Object.entries(wishes).flatMap(([name, wanted]) => {
    const key = `${name.charAt(0).toUpperCase()}${name.slice(1)}` as keyof typeof FuseV1Options;
    const place = FuseV1Options[key];
    if (place === undefined) return [`no fuse is called ${name}`];
    const state = wire[place];
    if (state === (wanted ? ON : OFF)) return [];
    return [
      `fuse ${name} is ${state === ON ? 'on' : state === OFF ? 'off' : 'not there'}, wanted ${wanted ? 'on' : 'off'}`,
    ];
  });
}

const MOST_ASAR_BYTES = 12 * 1024 * 1024;

/** All that app.asar may hold; the packages' own tests know more about each kind of package. */
const OURS = /^\/(package\.json|dist|dist\/(electron|renderer)(\/.*)?|node_modules(\/.*)?)$/;
const NATIVE = /^\/node_modules(\/(node-pty|@lydell|@napi-rs)(\/.*)?)?$/;

export function contentFaults(paths: readonly string[], asarBytes: number): readonly string[] {
  const files = paths.map((path) => path.replaceAll('\\', '/'));
  const strangers = files.filter(
    (file) => !OURS.test(file) || file.endsWith('.map') || (file.startsWith('/node_modules') && !NATIVE.test(file)),
  );
  return [
    ...strangers.slice(0, 10).map((file) => `app.asar holds ${file}`),
    ...(strangers.length > 10 ? [`and ${strangers.length - 10} more`] : []),
    ...(asarBytes > MOST_ASAR_BYTES ? [`app.asar has ${asarBytes} bytes, more than ${MOST_ASAR_BYTES}`] : []),
  ];
}
