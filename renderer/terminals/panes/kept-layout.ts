import type { SessionFacts, SessionId } from '../../../electron/contract.ts';
import { keep, type Layout } from './layout.ts';
import { named, readTree, sessionsOf } from './pane-tree.ts';

/*
 * Which tabs stand together, as core keeps it for all windows over a reload, a crash and a restart. Sessions have other ids
 * after a restart, so it names them by their jobs, each of which has one; a local shell does not come back.
 */

const nameOf = ({ id, job }: SessionFacts): string => (job === null ? `shell ${id}` : `job ${job.key}`);

/** What is kept from now on: the groups of this window, and those of others as they were. */
export function writeKept(
  layout: Layout,
  kept: string,
  here: readonly SessionFacts[],
  all: readonly SessionFacts[],
): string {
  const names = new Map(all.map((session) => [session.id, nameOf(session)]));
  const mine = layout.flatMap(({ tree, zoomed }) => {
    const ids = sessionsOf(tree);
    return ids.every((id) => names.has(id)) ? [{ tree: named(tree, (id) => names.get(id) ?? id), zoomed }] : [];
  });
  const elsewhere = new Set(all.filter(({ id }) => !here.some((one) => one.id === id)).map(nameOf));
  const others = readGroups(kept).filter(({ tree }) => sessionsOf(tree).some((name) => elsewhere.has(name)));
  const mineNames = new Set(mine.flatMap(({ tree }) => sessionsOf(tree)));
  const groups = [...mine, ...keep(others, (name) => !mineNames.has(name))];
  return groups.length === 0 ? '' : JSON.stringify(groups);
}

/** The kept groups of these sessions, but for those that stand together already. */
export function adopted(layout: Layout, kept: string, here: readonly SessionFacts[]): Layout {
  const ids = new Map(here.map((session) => [nameOf(session), session.id]));
  const taken = new Set(layout.flatMap(({ tree }) => sessionsOf(tree)));
  const isFree = (name: string): boolean => {
    const id = ids.get(name);
    return id !== undefined && !taken.has(id);
  };
  return keep(readGroups(kept), isFree).map(({ tree, zoomed }) => ({
    tree: named(tree, (name) => ids.get(name) ?? name),
    zoomed,
  }));
}

/** The groups in a kept text, by the sessions' names; what is none is left out. */
function readGroups(kept: string): Layout {
  const groups = parse(kept);
  if (!Array.isArray(groups)) return [];
  const seen = new Set<SessionId>();
  return (groups as readonly unknown[]).flatMap((one) => {
    const { tree: keptTree, zoomed } = (one ?? {}) as Readonly<Record<string, unknown>>;
    const tree = readTree(keptTree);
    if (tree?.kind !== 'split' || sessionsOf(tree).some((id) => seen.has(id))) return [];
    for (const id of sessionsOf(tree)) seen.add(id);
    return [{ tree, zoomed: zoomed === true }];
  });
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
