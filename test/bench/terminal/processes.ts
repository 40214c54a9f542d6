/** What processes use, by Linux' own count; nothing elsewhere. */
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  readonly cpuSeconds: number;
}

function statOf(pid: number): Stat | null {
  try {
    // behind the name in brackets: state, parent, …; user and system time are the 12th and 13th there
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { parent: Number(fields[1]), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND };
  } catch {
    return null;
  }
}

export function cpuSecondsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (statOf(pid)?.cpuSeconds ?? 0), 0);
}

/** Resident megabytes (of 10^6 bytes). */
export function residentMbOf(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kib) * 1024) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/** The process and all below it. */
export function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  try {
    for (const name of readdirSync('/proc')) {
      if (/^\d+$/.test(name)) parents.set(Number(name), statOf(Number(name))?.parent ?? 0);
    }
  } catch {
    // no /proc here
  }
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

/** Looks at processes now and then; answers their largest resident size together so far. */
export function watchResident(pids: readonly number[]): { readonly peakMb: number; stop(): void } {
  const now = () => pids.reduce((sum, pid) => sum + (residentMbOf(pid) || 0), 0);
  let peakMb = now();
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, now());
  }, 100);
  return {
    get peakMb() {
      return peakMb;
    },
    stop: () => clearInterval(timer),
  };
}
