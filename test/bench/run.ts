/** `npm run bench -- NAME`, after `npm run build`: measures, and does not fail for what it finds. */
type Bench = (args: readonly string[]) => Promise<void>;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  start: async () => (await import('./start.ts')).benchStart,
  terminal: async () => (await import('./terminal/bench.ts')).benchTerminal,
};

async function run(bench = '', ...args: readonly string[]): Promise<void> {
  const load = benches[bench];
  if (load === undefined) throw new Error(`a bench is one of ${Object.keys(benches).join(', ')}`);
  await (await load())(args);
}

run(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
