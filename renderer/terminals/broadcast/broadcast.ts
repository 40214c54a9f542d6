import type { SessionFacts, SessionId } from '../../../electron/contract.ts';

/*
 * Which terminals get what is typed into any of them. A terminal is in with the shell that it had when it was chosen:
 * a new shell in the same tab knows nothing of what went before, so it is not typed into unasked.
 */

export interface Member {
  readonly sessionId: SessionId;
  readonly shellNumber: number;
}

export type Broadcast =
  /** Two or more. `leftOut`: who was in and is not any more, and why, as sentences. */
  | { readonly status: 'on'; readonly members: readonly Member[]; readonly leftOut: readonly string[] }
  /** It has ended by itself; `why` is sentences. */
  | { readonly status: 'over'; readonly why: string };

/** There is a shell to type into. */
export function takesInput({ state }: SessionFacts): boolean {
  return state.status === 'open' || state.status === 'held';
}

/** Among all of these that have a shell. */
export function startBroadcast(sessions: readonly SessionFacts[]): Broadcast {
  const members = sessions.filter(takesInput).map(asMember);
  if (members.length > 1) return { status: 'on', members, leftOut: [] };
  return { status: 'over', why: 'Typing to several terminals needs two that have a shell.' };
}

const asMember = ({ id, shellNumber }: SessionFacts): Member => ({ sessionId: id, shellNumber });

export function memberIds(broadcast: Broadcast | null): readonly SessionId[] {
  return broadcast?.status === 'on' ? broadcast.members.map(({ sessionId }) => sessionId) : [];
}

/** Takes the terminal in, or leaves it out. */
export function toggleMember(broadcast: Broadcast | null, session: SessionFacts): Broadcast | null {
  if (broadcast?.status !== 'on') return broadcast;
  if (!memberIds(broadcast).includes(session.id)) {
    if (!takesInput(session)) return broadcast;
    return { ...broadcast, members: [...broadcast.members, asMember(session)] };
  }
  const members = broadcast.members.filter(({ sessionId }) => sessionId !== session.id);
  return members.length > 1 ? { ...broadcast, members } : null;
}

/** The same without those whose shell is gone or another one. `sessions`: those of this window. */
export function settleBroadcast(broadcast: Broadcast | null, sessions: readonly SessionFacts[]): Broadcast | null {
  if (broadcast?.status !== 'on') return broadcast;
  const leftOut = broadcast.members.flatMap((member) => whyLeftOut(member, sessions) ?? []);
  if (leftOut.length === 0) return broadcast;
  const members = broadcast.members.filter((member) => whyLeftOut(member, sessions) === null);
  const all = [...broadcast.leftOut, ...leftOut];
  if (members.length > 1) return { ...broadcast, members, leftOut: all };
  return { status: 'over', why: `What you type goes to one terminal again. ${leftOut.join(' ')}` };
}

function whyLeftOut(member: Member, sessions: readonly SessionFacts[]): string | null {
  const session = sessions.find(({ id }) => id === member.sessionId);
  if (!session) return 'One was closed or is in another window.';
  if (session.state.status === 'connecting') return `${session.title} is being connected again.`;
  if (session.state.status === 'ended') return `${session.title} has no shell any more.`;
  return session.shellNumber === member.shellNumber ? null : `${session.title} has a new shell.`;
}

/** Who else gets what is typed into this one. */
export function othersOf(
  broadcast: Broadcast | null,
  sessions: readonly SessionFacts[],
  typedInto: SessionId,
): readonly SessionId[] {
  const ids = memberIds(settleBroadcast(broadcast, sessions));
  return ids.includes(typedInto) ? ids.filter((id) => id !== typedInto) : [];
}
