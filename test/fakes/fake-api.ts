import type {
  Api,
  CallName,
  Calls,
  Failure,
  PageEventName,
  PageEvents,
  Result,
  SendName,
  Snapshot,
} from '../../electron/contract.ts';

type Answers = {
  [K in CallName]?: (
    ...args: Parameters<Calls[K]>
  ) => Result<ReturnType<Calls[K]>> | Promise<Result<ReturnType<Calls[K]>>>;
};

export interface FakeApi extends Api {
  /** Every call and send so far, in order. */
  readonly asked: { readonly name: CallName | SendName; readonly args: readonly unknown[] }[];
  /** What core would say; also kept for the next snapshot. */
  readonly tell: <K extends PageEventName>(event: K, value: PageEvents[K]) => void;
  readonly setConnected: (connected: boolean) => void;
  /** Replaces the answer to one call. */
  readonly answer: <K extends CallName>(name: K, reply: NonNullable<Answers[K]>) => void;
}

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const fail = (kind: Failure['kind'], rest: Partial<Failure> = {}): Result<never> => ({
  ok: false,
  failure: { kind, message: `Message of ${kind}.`, next: null, ...rest },
});

const sends: readonly SendName[] = ['input', 'acknowledge', 'resize', 'setInFront', 'setActiveSession', 'keepLayout'];

/** The renderer's way to core, without a core: answers from a snapshot, and remembers what it was asked. */
export function createFakeApi(start: Snapshot): FakeApi {
  let snapshot = start;
  const asked: FakeApi['asked'][number][] = [];
  const listeners = new Map<PageEventName, Set<(value: never) => void>>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  const answers: Answers = {
    snapshot: () => ok(snapshot),
    addAccount: () => ok('new-account'),
    openTerminal: (jobKey) => ok(`session-of-${jobKey}`),
    openJobUrl: () => ok('session-of-url'),
    openLocalShell: () => ok('local-session'),
    attachSession: () => ok({ from: 0, liveFrom: 0, earlier: '' }),
    readClipboard: () => ok(''),
    listTranscripts: () => ok([]),
    exportTranscript: () => ok({ download: null }),
    probeInstance: (address) => {
      const url = address.startsWith('http') ? new URL(address).origin : `https://${address}`;
      return ok({
        url,
        name: new URL(url).host,
        tokenPageUrl: `${url}/-/user_settings/personal_access_tokens?name=Jobdeck&scopes=read_api`,
        signInUrl: `${url}/users/sign_in`,
      });
    },
    updateSettings(patch) {
      const settings = { ...snapshot.settings, ...patch };
      tell('settings', settings);
      return ok(settings);
    },
    readNotices(ids) {
      tell(
        'notices',
        snapshot.notices.map((notice) => (ids.includes(notice.id) ? { ...notice, read: true } : notice)),
      );
      return ok(undefined);
    },
    dismissNotices(ids) {
      tell(
        'notices',
        snapshot.notices.filter((notice) => !ids.includes(notice.id)),
      );
      return ok(undefined);
    },
  };

  function tell<K extends PageEventName>(event: K, value: PageEvents[K]): void {
    if (event in snapshot) snapshot = { ...snapshot, [event]: value };
    for (const listener of listeners.get(event) ?? []) (listener as (value: PageEvents[K]) => void)(value);
  }

  const members = {
    asked,
    tell,
    setConnected(connected: boolean) {
      for (const listener of connectionListeners) listener(connected);
    },
    answer<K extends CallName>(name: K, reply: NonNullable<Answers[K]>) {
      Object.assign(answers, { [name]: reply });
    },
    on<K extends PageEventName>(event: K, listener: (value: PageEvents[K]) => void) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => void set.delete(listener);
    },
    onConnection(listener: (connected: boolean) => void) {
      connectionListeners.add(listener);
      return () => void connectionListeners.delete(listener);
    },
  };

  return new Proxy(members as unknown as FakeApi, {
    get(target, name) {
      // A promise would be looked for when the fake itself is awaited.
      if (typeof name !== 'string' || name in target || name === 'then') return Reflect.get(target, name);
      if ((sends as readonly string[]).includes(name)) {
        return (...args: unknown[]) => void asked.push({ name: name as SendName, args });
      }
      return async (...args: unknown[]) => {
        asked.push({ name: name as CallName, args });
        const reply = answers[name as CallName] as ((...args: unknown[]) => unknown) | undefined;
        return reply ? reply(...args) : ok(undefined);
      };
    },
  });
}
