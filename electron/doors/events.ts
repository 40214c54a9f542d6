import type { EventName, Events } from '../contract.ts';
import type { Core } from '../core/core.ts';

const EVERY_EVENT: Readonly<Record<EventName, true>> = {
  accounts: true,
  feeds: true,
  sessions: true,
  notices: true,
  announcement: true,
  signIns: true,
  armed: true,
  transcripts: true,
  exports: true,
  settings: true,
  vault: true,
  updates: true,
  awake: true,
  layout: true,
  desktop: true,
  output: true,
  showSession: true,
  failed: true,
};

export type AnyEvent = { readonly [K in EventName]: { readonly name: K; readonly value: Events[K] } }[EventName];

/** Hears every event of core, and returns the undo. A new event in the contract does not compile until it is named above. */
export function onEveryEvent(core: Pick<Core, 'on'>, listener: (event: AnyEvent) => void): () => void {
  const undo = (Object.keys(EVERY_EVENT) as EventName[]).map((name) =>
    core.on(name, (value) => listener({ name, value } as AnyEvent)),
  );
  return () => {
    for (const off of undo) off();
  };
}
