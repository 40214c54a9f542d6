import type { Account, AccountFeed, AwakeState, Notice, SessionId, Settings, TerminalSession } from '../../contract.ts';
import type { Core } from '../../core/core.ts';

/** What menus, tray and badge are made from: core's latest words, all of one moment. */
export interface Desk {
  readonly sessions: readonly TerminalSession[];
  readonly feeds: readonly AccountFeed[];
  readonly accounts: readonly Account[];
  readonly notices: readonly Notice[];
  readonly settings: Settings;
  readonly awake: AwakeState;
  readonly activeSession: SessionId | null;
}

export interface DeskWatch {
  now(): Desk;
  /** Hears of each change at once, and returns its undo. */
  onChange(listener: (desk: Desk, before: Desk) => void): () => void;
  dispose(): void;
}

type Part = 'sessions' | 'feeds' | 'accounts' | 'notices' | 'settings' | 'awake';
const PARTS: readonly Part[] = ['sessions', 'feeds', 'accounts', 'notices', 'settings', 'awake'];

/** Follows core from the shell, as the renderer's store does from the page. */
export async function watchDesk(
  core: Pick<Core, 'calls' | 'on' | 'activeSession' | 'onActiveSession'>,
): Promise<DeskWatch> {
  const { sessions, feeds, accounts, notices, settings, awake } = await core.calls.snapshot();
  const listeners = new Set<(desk: Desk, before: Desk) => void>();
  let desk: Desk = { sessions, feeds, accounts, notices, settings, awake, activeSession: core.activeSession() };

  function change(part: Partial<Desk>): void {
    const before = desk;
    desk = { ...desk, ...part };
    for (const listener of [...listeners]) listener(desk, before);
  }

  const undo = [
    ...PARTS.map((part) => core.on(part, (value) => change({ [part]: value }))),
    core.onActiveSession((activeSession) => change({ activeSession })),
  ];
  return {
    now: () => desk,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose() {
      for (const off of undo) off();
      listeners.clear();
    },
  };
}
