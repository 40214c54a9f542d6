import type { DoorEvents, Result, SessionId, Snapshot } from '../contract.ts';
import type { Clock } from '../core/host.ts';
import type { Doorway } from './doorway.ts';
import type { AnyEvent } from './events.ts';

/** What a page hears: core's events, and those of its door. */
export type PageEvent =
  | AnyEvent
  | { readonly [K in keyof DoorEvents]: { readonly name: K; readonly value: DoorEvents[K] } }[keyof DoorEvents];

/** The way to one page. Must not throw when the page is gone. */
export interface View {
  deliver(event: PageEvent): void;
}

/** One page's way in. */
export interface Page {
  call(name: unknown, args: unknown): Promise<Result<unknown>>;
  /** False when it was refused. */
  send(name: unknown, args: unknown): boolean;
  /** It is loaded anew, on the same way: until it attaches to a session again it gets nothing of it. */
  restart(): void;
  /** The page is gone. Its sessions wait a moment for it (a reload), then go to the oldest other page. */
  leave(): void;
}

/** All pages of one core, and which of them shows which session: each is in one at a time. */
export interface Views {
  /** `key` names the page over its reloads; a later page with the key of a live one takes its place. */
  join(key: string, view: View): Page;
  /** Hands an event to the pages it is for. */
  deliver(event: PageEvent): void;
  /** Null while there is no page. */
  ownerOf(sessionId: SessionId): string | null;
  /** From now on this page shows it; it may join later. */
  give(key: string, sessionId: SessionId): void;
  dispose(): void;
}

interface ViewsDeps {
  readonly doorway: Doorway;
  readonly clock: Clock;
  /** How long a page that left may take to come back. */
  readonly returnsWithinMs: number;
}

/** Calls that make a session and answer its id. */
const OPENING = new Set<unknown>(['openTerminal', 'openJobUrl', 'openLocalShell']);
/** Only the page that shows a session may say how far it has got and how large it is. */
const OWNERS_ONLY = new Set<unknown>(['acknowledge', 'resize']);

interface Member {
  readonly key: string;
  view: View | null;
  told: string;
  cancelLeaving: (() => void) | null;
  /** What it was told before it had asked for the whole: a page that is still loading would not hear it. Null = it listens. */
  early: PageEvent[] | null;
}

export function createViews({ doorway, clock, returnsWithinMs }: ViewsDeps): Views {
  /** Oldest first. */
  const members = new Map<string, Member>();
  const owners = new Map<SessionId, string>();
  /**
   * Who attached to a session last. A page that came in the place of another (a crash, a reload, a lost socket) is the owner
   * before it attaches, and what was meant for the one before begins in the middle: it would take the rest for lost.
   */
  const readers = new Map<SessionId, View>();
  const inFront = new Set<string>();
  /** Who asked last for a session that is not there yet. */
  const opening: string[] = [];
  let lastInFront: string | null = null;
  let known: readonly SessionId[] = [];

  const oldest = (): string | null => members.keys().next().value ?? null;
  const front = (): string | null => (lastInFront !== null && members.has(lastInFront) ? lastInFront : oldest());

  function ownerOf(sessionId: SessionId): string | null {
    const owner = owners.get(sessionId);
    return owner !== undefined && members.has(owner) ? owner : oldest();
  }

  function tell(member: Member, again = false): void {
    const value = known.filter((id) => ownerOf(id) !== member.key);
    const text = value.join();
    if (member.view === null || (!again && text === member.told)) return;
    member.told = text;
    member.view.deliver({ name: 'elsewhere', value });
  }

  function tellAll(): void {
    for (const member of members.values()) tell(member);
  }

  function give(key: string, sessionId: SessionId): void {
    owners.set(sessionId, key);
    tellAll();
  }

  function learn(ids: readonly SessionId[]): void {
    for (const id of ids) {
      const newcomer = !known.includes(id) && !owners.has(id);
      const owner = opening.at(-1) ?? front();
      if (newcomer && owner !== null) owners.set(id, owner);
    }
    for (const id of owners.keys()) if (known.includes(id) && !ids.includes(id)) owners.delete(id);
    for (const id of readers.keys()) if (known.includes(id) && !ids.includes(id)) readers.delete(id);
    known = ids;
    tellAll();
  }

  function setInFront(key: string, now: boolean): boolean {
    const before = inFront.size > 0;
    if (now) {
      inFront.add(key);
      lastInFront = key;
    } else inFront.delete(key);
    const after = inFront.size > 0;
    return before === after ? true : doorway.send('setInFront', [after]);
  }

  function remove(member: Member): void {
    if (members.get(member.key) !== member) return;
    members.delete(member.key);
    tellAll();
  }

  function enter(key: string, view: View): Member {
    const before = members.get(key);
    before?.cancelLeaving?.();
    const member: Member = before ?? { key, view, told: '', cancelLeaving: null, early: [] };
    member.view = view;
    member.cancelLeaving = null;
    members.set(key, member);
    return member;
  }

  async function call(member: Member, name: unknown, args: unknown): Promise<Result<unknown>> {
    const [first] = Array.isArray(args) ? (args as readonly unknown[]) : [];
    // Before the call: the first output may come before its answer.
    if (name === 'attachSession' && typeof first === 'string') {
      give(member.key, first);
      if (member.view !== null) readers.set(first, member.view);
    }
    if (!OPENING.has(name)) {
      const result = await doorway.call(name, args);
      if (name === 'snapshot' && result.ok) {
        known = (result.value as Snapshot).sessions.map(({ id }) => id);
        tell(member, true);
        for (const event of member.early?.splice(0) ?? []) member.view?.deliver(event);
        member.early = null;
      }
      return result;
    }
    opening.push(member.key);
    try {
      return await doorway.call(name, args);
    } finally {
      opening.splice(opening.indexOf(member.key), 1);
    }
  }

  return {
    join(key, view) {
      const member = enter(key, view);
      const isCurrent = () => member.view === view;
      tellAll();
      return {
        call: (name, args) => call(member, name, args),
        send(name, args) {
          const [first] = Array.isArray(args) ? (args as readonly unknown[]) : [];
          if (OWNERS_ONLY.has(name) && ownerOf(first as SessionId) !== key) return true;
          if (name === 'setInFront' && typeof first === 'boolean') return setInFront(key, first);
          return doorway.send(name, args);
        },
        restart() {
          for (const [id, reader] of readers) if (reader === view) readers.delete(id);
        },
        leave() {
          if (!isCurrent()) return;
          member.view = null;
          setInFront(key, false);
          if (returnsWithinMs === 0) remove(member);
          else member.cancelLeaving = clock.after(returnsWithinMs, () => remove(member));
        },
      };
    },
    deliver(event) {
      if (event.name === 'sessions') learn(event.value.map(({ id }) => id));
      const only =
        event.name === 'output'
          ? ownerOf(event.value.sessionId)
          : event.name === 'showSession'
            ? ownerOf(event.value)
            : event.name === 'failed' || event.name === 'menuCommand' || event.name === 'announcement'
              ? front()
              : undefined;
      if (only === undefined) for (const member of members.values()) member.view?.deliver(event);
      else if (only !== null) {
        const member = members.get(only);
        if (event.name === 'output') {
          const reader = readers.get(event.value.sessionId);
          if (reader !== undefined && reader === member?.view) reader.deliver(event);
        } else if (member?.early) member.early.push(event);
        else member?.view?.deliver(event);
      }
    },
    ownerOf,
    give,
    dispose() {
      for (const member of members.values()) member.cancelLeaving?.();
      members.clear();
    },
  };
}
