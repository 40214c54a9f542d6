import type { JobKey } from '../../contract.ts';
import type { LogMark } from '../terminals/ports.ts';
import { followLog, type LogFollowDeps } from './log-follow.ts';

export type LogReaderDeps = Omit<LogFollowDeps, 'key' | 'followed' | 'onMark'>;

type OnMark = (mark: LogMark) => void;

interface Followed {
  readonly listeners: Set<OnMark>;
  /** For who comes later; of the sections, which may be many, the last. */
  told: readonly LogMark[];
  readonly stop: () => void;
}

const KEPT_MARKS = 200;

/** Follows the logs of those jobs that somebody watches, each once, however many look on. A watcher's call answers its undo. */
export function createLogReader(deps: LogReaderDeps): (key: JobKey, onMark: OnMark) => () => void {
  const followed = new Map<JobKey, Followed>();

  function follow(key: JobKey): Followed {
    const listeners = new Set<OnMark>();
    const entry: Followed = {
      listeners,
      told: [],
      stop: followLog({ ...deps, key, followed: () => followed.size, onMark }),
    };
    function onMark(mark: LogMark): void {
      entry.told = kept([...entry.told, mark]);
      for (const listener of [...listeners]) listener(mark);
    }
    followed.set(key, entry);
    return entry;
  }

  return (key, onMark) => {
    const known = followed.get(key);
    const entry = known ?? follow(key);
    const listener: OnMark = (mark) => onMark(mark);
    // it was not seen just now, so its delay says nothing of the runner's clock
    for (const mark of entry.told) listener(mark.kind === 'section' ? { ...mark, live: false } : mark);
    entry.listeners.add(listener);
    return () => {
      if (!entry.listeners.delete(listener) || entry.listeners.size > 0) return;
      entry.stop();
      if (followed.get(key) === entry) followed.delete(key);
    };
  };
}

function kept(marks: readonly LogMark[]): readonly LogMark[] {
  if (marks.length <= KEPT_MARKS) return marks;
  const first = marks.findIndex((mark) => mark.kind === 'section');
  return marks.filter((_mark, at) => at !== Math.max(0, first));
}
