/** One start of an Electron app, timed from outside: from the moment the process is made to what its page painted. */
import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { untilExit, untilPrinted } from '../e2e/child.ts';
import { isRoot } from '../e2e/machine.ts';
import { paintsOf } from './start-probe.ts';

export interface DesktopStart {
  readonly firstPaintMs: number;
  readonly listMs: number | null;
  /** The list can be used. */
  readonly readyMs: number | null;
  /** When the page began to load: what came before is the runtime and main. */
  readonly pageMs: number;
}

/** Named, since at port 0 the compat build takes the one who asks for a driver and waits for it (test/electron/driver.ts). */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function startElectronOnce(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  withList: boolean,
): Promise<DesktopStart> {
  const switches = [...(isRoot ? ['--no-sandbox'] : []), `--remote-debugging-port=${await freePort()}`];
  const begunAt = Date.now();
  const child = spawn(program, [...switches, '--password-store=gnome-libsecret', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  try {
    const [, port] = await untilPrinted(child, () => printed, /DevTools listening on ws:\/\/[^:]+:(\d+)\//);
    const paints = await paintsOf(Number(port), withList);
    return {
      firstPaintMs: paints.first - begunAt,
      listMs: paints.list === null ? null : paints.list - begunAt,
      readyMs: paints.ready === null ? null : paints.ready - begunAt,
      pageMs: paints.origin - begunAt,
    };
  } finally {
    child.kill('SIGKILL');
    await untilExit(child);
  }
}
