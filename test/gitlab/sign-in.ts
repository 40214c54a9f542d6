import { type Answer, type Ask, cookies, html, redirect } from './exchange.ts';
import { proofOf } from './identity-provider.ts';
import { layout, otpPage, signInPage, termsPage } from './pages.ts';
import { type Store, secretOf, type UserRecord } from './store.ts';

/** Devise's pages: password, second factor, single sign-on, terms. Null = none of its paths. */
export type SignInRoutes = (ask: Ask, user: UserRecord | null) => Answer | null;

export function createSignInRoutes(deps: {
  readonly store: Store;
  readonly root: string;
  readonly base: () => string;
  readonly csrf: Map<string, string>;
  csrfOf(session: string): string;
  cookie(name: string, value: string, extra?: string): string;
}): SignInRoutes {
  const { store, root, csrf, csrfOf, cookie } = deps;
  /** Sessions whose password was right and whose second factor is still to come. */
  const halfway = new Map<string, { readonly user: UserRecord; readonly remember: boolean }>();

  const sessionOf = (ask: Ask) => cookies(ask.headers.cookie).get('_gitlab_session') ?? '';

  /** A session fixed before the sign-in would be worth stealing: the value changes. */
  function welcome(old: string, user: UserRecord, remember: boolean): Answer {
    csrf.delete(old);
    halfway.delete(old);
    const fresh = secretOf(24);
    store.sessions.set(fresh, user);
    csrfOf(fresh);
    const set = [cookie('_gitlab_session', fresh, store.sessionLife.use(fresh) ?? '')];
    if (remember) {
      const value = secretOf(24);
      store.remembered.set(value, user);
      const expires = new Date(Date.now() + 14 * 86_400_000).toUTCString();
      set.push(cookie('remember_user_token', value, `; expires=${expires}`));
    }
    return redirect(`${deps.base()}/`, { 'Set-Cookie': set });
  }

  function page(session: string, problem: string | null): string {
    return signInPage(root, csrfOf(session), problem, store.identityProvider !== null);
  }

  function signIn(ask: Ask): Answer {
    const session = sessionOf(ask);
    if (ask.method !== 'POST') {
      if (store.sessions.has(session) && store.sessionLife.isAlive(session)) return redirect(`${deps.base()}/`);
      const fresh = csrf.has(session) ? session : secretOf(24);
      return html(200, page(fresh, null), { 'Set-Cookie': [cookie('_gitlab_session', fresh)] });
    }
    const form = new URLSearchParams(ask.body.toString());
    const known = csrf.get(session);
    if (!known || form.get('authenticity_token') !== known) {
      return html(
        422,
        layout('The change you requested was rejected', '<h1>422: The change you requested was rejected.</h1>'),
      );
    }
    const remember = form.get('user[remember_me]') === '1';
    const waiting = halfway.get(session);
    if (waiting !== undefined && form.has('user[otp_attempt]')) {
      if (form.get('user[otp_attempt]') === waiting.user.otp) return welcome(session, waiting.user, waiting.remember);
      return html(200, otpPage(root, known, 'Invalid two-factor code.'));
    }
    const user = store.users.find(
      (one) => one.username === form.get('user[login]') && one.password === form.get('user[password]'),
    );
    if (!user) return html(200, page(session, 'Invalid login or password.'));
    if (user.otp === null) return welcome(session, user, remember);
    halfway.set(session, { user, remember });
    return html(200, otpPage(root, known, null));
  }

  /** Single sign-on as OmniAuth does it: away with a state, back with an assertion. */
  function singleSignOn(ask: Ask): Answer | null {
    const provider = store.identityProvider;
    if (provider === null) return null;
    const session = sessionOf(ask);
    if (ask.path === '/users/auth/acme') {
      const query = new URLSearchParams({
        state: csrfOf(session),
        return: `${deps.base()}/users/auth/acme/callback`,
        way: ask.query.get('way') ?? 'redirect',
      });
      return redirect(`${provider.url}/authorize?${query}`);
    }
    if (ask.path !== '/users/auth/acme/callback') return null;
    const form = ask.method === 'POST' ? new URLSearchParams(ask.body.toString()) : ask.query;
    const [state = '', username = ''] = [form.get('state') ?? '', form.get('user') ?? ''];
    const user = store.users.find((one) => one.username === username);
    // a form posted by another origin comes without a `Lax` cookie, as with SAML: the proof has to do
    if (!user || form.get('proof') !== proofOf(provider.secret, state, username)) {
      return html(422, layout('Sign-in refused', '<h1>Could not authenticate you from Acme.</h1>'));
    }
    return welcome(session, user, false);
  }

  return (ask, user) => {
    switch (ask.path) {
      case '/users/sign_in':
        return signIn(ask);
      case '/users/sign_out':
        store.sessions.delete(sessionOf(ask));
        return redirect(`${deps.base()}/users/sign_in`);
      case '/-/users/terms':
        if (user === null) return redirect(`${deps.base()}/users/sign_in`);
        return html(200, termsPage(root, csrfOf(sessionOf(ask))));
      case '/-/users/terms/1/accept':
        if (user === null || ask.method !== 'POST') return redirect(`${deps.base()}/users/sign_in`);
        store.owesTerms.delete(user.id);
        return redirect(`${deps.base()}/`);
      default:
        return singleSignOn(ask);
    }
  };
}
