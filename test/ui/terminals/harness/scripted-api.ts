import type {
  Api,
  CallName,
  Calls,
  PageEventName,
  PageEvents,
  SendName,
  Settings,
  Snapshot,
} from '../../../../electron/contract.ts';

type Answers = { -readonly [K in CallName]?: (...args: Parameters<Calls[K]>) => ReturnType<Calls[K]> };

export interface ScriptedApi {
  readonly api: Api;
  /** All calls and sends, in order. */
  readonly log: { readonly name: CallName | SendName; readonly args: readonly unknown[] }[];
  readonly emit: <K extends PageEventName>(event: K, value: PageEvents[K]) => void;
  readonly connect: (connected: boolean) => void;
}

/** Where what was told by `keepLayout` lies. */
export const keptLayout = 'kept layout';

/** An Api that answers as told and writes down what it was asked. */
export function createScriptedApi(snapshot: Snapshot, answers: Answers = {}): ScriptedApi {
  const listeners = new Map<PageEventName, Set<(value: never) => void>>();
  const connections = new Set<(connected: boolean) => void>();
  const log: { name: CallName | SendName; args: readonly unknown[] }[] = [];
  let settings: Settings = snapshot.settings;

  const emit = <K extends PageEventName>(event: K, value: PageEvents[K]): void => {
    for (const listener of listeners.get(event) ?? []) (listener as (value: PageEvents[K]) => void)(value);
  };
  const defaults: Answers = {
    snapshot: () => snapshot,
    attachSession: () => ({ from: 0, liveFrom: 0, earlier: '' }),
    readClipboard: () => '',
    updateSettings(patch) {
      settings = { ...settings, ...patch };
      emit('settings', settings);
      return settings;
    },
  };
  const on: Api['on'] = (event, listener) => {
    const all = listeners.get(event) ?? new Set();
    all.add(listener as (value: never) => void);
    listeners.set(event, all);
    return () => all.delete(listener as (value: never) => void);
  };
  const onConnection: Api['onConnection'] = (listener) => {
    connections.add(listener);
    return () => connections.delete(listener);
  };
  const sends: readonly string[] = ['input', 'acknowledge', 'resize', 'setInFront', 'keepLayout'] satisfies SendName[];

  const api = new Proxy({ on, onConnection } as unknown as Api, {
    get(target, name: string) {
      if (name === 'on' || name === 'onConnection') return target[name];
      return (...args: unknown[]) => {
        log.push({ name: name as CallName, args });
        // As core does, over a reload of the page.
        if (name === 'keepLayout') sessionStorage.setItem(keptLayout, String(args[0]));
        if (sends.includes(name)) return undefined;
        const answer = (answers[name as CallName] ?? defaults[name as CallName]) as
          | ((...all: unknown[]) => unknown)
          | undefined;
        return Promise.resolve({ ok: true, value: answer?.(...args) });
      };
    },
  });
  return { api, log, emit, connect: (connected) => connections.forEach((listener) => void listener(connected)) };
}
