/** A process that prints into a transcript until it is killed, and says which lines are surely on disk. */
import type { Job } from '../../../electron/contract.ts';
import { createVault } from '../../../electron/core/accounts/vault.ts';
import { createBacklog } from '../../../electron/core/terminals/backlog.ts';
import { createShelf } from '../../../electron/core/transcripts/shelf.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { realClock } from '../../fakes/real-clock.ts';
import { plainCipher } from './world.ts';

const [dir = '', vaultFile = ''] = process.argv.slice(2);
const log = createMemoryLog();
const vault = createVault({
  file: vaultFile,
  now: Date.now,
  log,
  offerCipher: async () => ({ cipher: plainCipher }),
  onProblem: () => {},
});
await vault.open();
const shelf = createShelf({
  dir,
  clock: realClock,
  log,
  vault,
  settings: () => ({ transcriptMegabytes: 2048, transcriptDays: 30, transcriptLocalShells: true }),
  account: () => null,
  onChange: () => {},
  onTrouble: () => {},
});
const recording = shelf.begin('killed', null as Job | null);
const backlog = createBacklog({ clock: realClock, recording, onWritten: () => {}, onDiskError: () => {} });
recording.follow(backlog);
for (let line = 0; ; line += 1) {
  backlog.append(Buffer.from(`line ${line} ${'x'.repeat(line % 200)}\n`));
  if (line % 500 !== 499) continue;
  await backlog.flush();
  process.stdout.write(`${line}\n`);
}
