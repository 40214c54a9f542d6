import type { SessionRules } from './api.ts';

/*
 * How long a web session lives (config/initializers/session_store.rb, doc/administration/settings/account_and_limit_settings.md):
 * `session_expire_delay` minutes since its last use, or since the sign-in with `session_expire_from_init`. Older versions
 * date the cookie (`expire_after`) and set it with each answer; newer ones keep the time on the server (`expires_in`)
 * and set a cookie that ends with the browser. How often those renew is not verified: both can be had here.
 */

interface Life {
  readonly madeAt: number;
  renewedAt: number;
}

export const defaultSessionRules: SessionRules = {
  minutes: 10_080,
  cookie: 'browser',
  fromInit: false,
  renewEveryMs: 0,
};

export interface SessionLife {
  rules: SessionRules;
  /** Still alive; its first sight is its making. */
  isAlive(session: string): boolean;
  /** An ordinary request. The `expires` part of the cookie that the answer sets; null = it sets none. */
  use(session: string): string | null;
  /** How much of its time is over, for tests: as if so many minutes had passed. */
  age(session: string, minutes: number): void;
}

export function createSessionLife(): SessionLife {
  const lives = new Map<string, Life>();
  let rules = defaultSessionRules;

  function lifeOf(session: string): Life {
    const life = lives.get(session) ?? { madeAt: Date.now(), renewedAt: Date.now() };
    lives.set(session, life);
    return life;
  }

  function endOf(life: Life): number {
    return (rules.fromInit ? life.madeAt : life.renewedAt) + rules.minutes * 60_000;
  }

  return {
    get rules() {
      return rules;
    },
    set rules(next) {
      rules = next;
    },
    isAlive: (session) => Date.now() < endOf(lifeOf(session)),
    use(session) {
      const life = lifeOf(session);
      const renews = Date.now() - life.renewedAt >= rules.renewEveryMs;
      if (renews) life.renewedAt = Date.now();
      if (rules.cookie === 'browser' || !renews) return null;
      return `; expires=${new Date(endOf(life)).toUTCString()}`;
    },
    age(session, minutes) {
      const life = lifeOf(session);
      lives.set(session, { madeAt: life.madeAt - minutes * 60_000, renewedAt: life.renewedAt - minutes * 60_000 });
    },
  };
}
