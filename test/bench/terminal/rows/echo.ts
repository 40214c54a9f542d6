/** One key to the shell and back, idle: straight to GitLab's socket and through core and browser door, in turns. */
import { WebSocket } from 'ws';
import type { Snapshot } from '../../../../electron/contract.ts';
import { readOutputFrame, writeInputFrame } from '../../../../renderer/transport/frames.ts';
import type { Stage } from '../stage.ts';
import { milliseconds, percentile, type Row } from '../table.ts';
import { dialStraight } from './source.ts';

interface Line {
  /** Sends one byte; resolves when something comes back. */
  echo(): Promise<number>;
  close(): void;
}

const key = new TextEncoder().encode('a');

function lineOver(
  socket: WebSocket,
  wrap: (bytes: Uint8Array) => Uint8Array,
  isOutput: (data: Buffer) => boolean,
): Line {
  let heard: () => void = () => {};
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary && isOutput(data)) heard();
  });
  return {
    echo: () =>
      new Promise((resolve) => {
        const from = performance.now();
        heard = () => resolve(performance.now() - from);
        socket.send(wrap(key));
      }),
    close: () => socket.terminate(),
  };
}

/** The terminal echoes, nothing else runs: what is measured is the way. */
const ECHO_ONLY = 'stty -icanon; exec cat > /dev/null\r';

async function directLine(stage: Stage, name: string): Promise<Line> {
  const socket = await dialStraight(stage, name);
  socket.send(ECHO_ONLY);
  return lineOver(
    socket,
    (bytes) => bytes,
    () => true,
  );
}

async function relayLine(stage: Stage): Promise<Line> {
  const sessionId = await stage.page.evaluate(async () => {
    const { sessions } = (await window.bench.call('snapshot')) as Snapshot;
    return sessions[0]?.id ?? '';
  });
  const cookies = await stage.page.context().cookies(stage.coreUrl);
  const socket = new WebSocket(`${stage.coreUrl.replace(/^http/, 'ws')}/socket/${crypto.randomUUID()}`, {
    origin: stage.coreUrl,
    headers: { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    perMessageDeflate: false,
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  // the page lets go of the session, and this is its view from now on
  socket.send(JSON.stringify({ id: 1, call: 'attachSession', args: [sessionId] }));
  const line = lineOver(
    socket,
    (bytes) => writeInputFrame(sessionId, bytes),
    (data) => {
      const { offset, bytes } = readOutputFrame(Uint8Array.from(data).buffer);
      socket.send(JSON.stringify({ send: 'acknowledge', args: [sessionId, offset + bytes.length, null] }));
      return true;
    },
  );
  socket.send(writeInputFrame(sessionId, new TextEncoder().encode(ECHO_ONLY)));
  return line;
}

export async function measureEcho(stage: Stage, times: number): Promise<readonly Row[]> {
  await stage.open('relayed');
  const lines = [await directLine(stage, 'direct'), await relayLine(stage)] as const;
  await stage.page.waitForTimeout(1_000);
  const direct: number[] = [];
  const relayed: number[] = [];
  for (let n = 0; n < times; n += 1) {
    direct.push(await lines[0].echo());
    relayed.push(await lines[1].echo());
    // idle: nothing may still be on its way
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  for (const line of lines) line.close();
  const at = (share: number) => [percentile(direct, share), percentile(relayed, share)] as const;
  const adds = (share: number) => at(share)[1] - at(share)[0];
  const told = (share: number) => at(share).map(milliseconds).join(' → ');
  return [
    {
      what: `echo, idle, ${times} keys: what the relay adds`,
      measured: `p50 ${milliseconds(adds(0.5))} (${told(0.5)}), p99 ${milliseconds(adds(0.99))} (${told(0.99)})`,
      ratio: '',
      bar: '≤ 1 ms p50, ≤ 4 ms p99',
      met: adds(0.5) <= 1 && adds(0.99) <= 4,
    },
  ];
}
