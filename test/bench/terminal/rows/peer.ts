/** The same streams as GitLab's own page takes them: an xterm, each frame decoded by itself, nothing acknowledged. */
import { watchResident } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { makeStream, type StreamKind } from '../streams.ts';
import { megabytes, type Row, seconds } from '../table.ts';

export async function measurePeer(stage: Stage, kind: StreamKind, bytes: number): Promise<Row> {
  const { gitlab, page } = stage;
  const name = `peer ${kind}`;
  await gitlab.addJob(name);
  const path = await gitlab.writeStream(kind, bytes);
  const terminalPath = await gitlab.terminalPath(name);
  const whole = makeStream(kind, bytes).length;
  // the terminal is taken from a page of GitLab itself only
  const [cookie = '', value = ''] = stage.cookie.split('=');
  await page.context().addCookies([{ name: cookie, value, url: stage.gitlabUrl }]);
  await page.goto(`${stage.gitlabUrl}/users/sign_in`);
  const resident = watchResident(await stage.rendererPids());
  const before = resident.peakMb;
  const seen = await page.evaluate(([way, file]) => window.bench.peer(way, file), [terminalPath, path] as const);
  resident.stop();
  const losses = [
    seen.refusedBytes > 0 ? `${megabytes(seen.refusedBytes / 1e6)} thrown away` : '',
    seen.garbled > 0 ? `${seen.garbled} characters garbled` : '',
  ].filter((text) => text !== '');
  return {
    what: `as GitLab’s page does it, ${whole / 1e6 > 10 ? Math.round(whole / 1e6) : (whole / 1e6).toFixed(1)} MB ${kind}`,
    measured: `${seconds(seen.ms)}, page grew by ${megabytes(resident.peakMb - before)}; loses: ${losses.join(', ') || 'nothing'}`,
    ratio: '',
    bar: '',
    met: null,
  };
}
