import type { Settings } from '../../contract.ts';
import type { Clock } from '../host.ts';
import type { Catalogue } from './catalogue.ts';
import { diskBytesOf, isOpen } from './entry.ts';
import { planRoom } from './room.ts';

export interface RoomKeeperDeps {
  readonly catalogue: Pick<Catalogue, 'all' | 'drop'>;
  readonly clock: Clock;
  settings(): Pick<Settings, 'transcriptMegabytes' | 'transcriptDays'>;
  /** Something may have been removed. */
  onLooked(): void;
}

/** Holds all transcripts together to their budget and their age. */
export interface RoomKeeper {
  /** The budget is used up, and nothing more can be given up. */
  readonly pressed: boolean;
  makeRoom(): void;
  wrote(bytes: number): void;
  dispose(): void;
}

const MIB = 1024 * 1024;
/** Looked at again after so much more output. */
const LOOK_AFTER_BYTES = 4 * MIB;
const LOOK_EVERY_MS = 60 * 60_000;

export function createRoomKeeper({ catalogue, clock, settings, onLooked }: RoomKeeperDeps): RoomKeeper {
  let pressed = false;
  let writtenSinceLook = 0;
  let cancelLook = clock.after(LOOK_EVERY_MS, lookAgain);

  function lookAgain(): void {
    cancelLook = clock.after(LOOK_EVERY_MS, lookAgain);
    makeRoom();
  }

  function makeRoom(): void {
    writtenSinceLook = 0;
    const entries = catalogue.all();
    const { transcriptMegabytes, transcriptDays } = settings();
    const plan = planRoom({
      now: clock.now(),
      budgetBytes: transcriptMegabytes * MIB,
      days: transcriptDays,
      transcripts: entries.map((entry) => ({
        id: entry.id,
        endedAt: isOpen(entry) ? null : entry.about.endedAt,
        diskBytes: diskBytesOf(entry),
        busy: entry.readers > 0,
      })),
    });
    for (const id of plan.remove) void catalogue.drop(id);
    let { overBytes } = plan;
    const open = entries.filter(isOpen).sort((one, other) => one.about.startedAt - other.about.startedAt);
    for (const { live } of open) if (overBytes > 0) overBytes -= live?.release(overBytes) ?? 0;
    pressed = overBytes > 0;
    onLooked();
  }

  return {
    get pressed() {
      return pressed;
    },
    makeRoom,
    wrote(bytes) {
      writtenSinceLook += bytes;
      if (writtenSinceLook >= Math.min(LOOK_AFTER_BYTES, (settings().transcriptMegabytes * MIB) / 16)) makeRoom();
    },
    dispose: () => cancelLook(),
  };
}
