import { type Answer, type Ask, html, redirect } from './exchange.ts';
import { escapeHtml, layout } from './pages.ts';
import { type Store, secretOf, type UserRecord } from './store.ts';

const PATHS = ['/-/user_settings/personal_access_tokens', '/-/profile/personal_access_tokens'];

/** The page that makes a personal access token: name and scopes come filled in from its address. Null = not its path. */
export function tokenPage(
  ask: Ask,
  deps: {
    readonly store: Store;
    readonly root: string;
    readonly base: string;
    readonly user: UserRecord | null;
    readonly csrf: string | null;
  },
): Answer | null {
  const { store, root, user, csrf } = deps;
  if (!PATHS.includes(ask.path)) return null;
  if (user === null) return redirect(`${deps.base}/users/sign_in`);
  if (ask.method !== 'POST') {
    const [name, scopes] = [ask.query.get('name') ?? '', ask.query.get('scopes') ?? ''].map(escapeHtml);
    const form = `<form action="${root}${PATHS[0]}" method="post"><input type="hidden" name="authenticity_token" value="${csrf}">
<label>Token name <input type="text" name="name" value="${name}"></label>
<label>Scopes <input type="text" name="scopes" value="${scopes}"></label><button>Create token</button></form>`;
    return html(200, layout('Personal access tokens', `<h1>Personal access tokens</h1>${form}`, csrf));
  }
  const form = new URLSearchParams(ask.body.toString());
  if (form.get('authenticity_token') !== csrf) return html(422, layout('Rejected', '<h1>422</h1>'));
  const id = store.nextId('token');
  const value = `glpat-${secretOf(15)}`;
  store.tokens.push({
    id,
    value,
    user,
    name: form.get('name') ?? '',
    scopes: (form.get('scopes') ?? '').split(/[\s,]+/).filter((scope) => scope !== ''),
    expiresAt: null,
    createdAt: Date.now(),
    family: id,
    revoked: false,
    lastUsedAt: null,
  });
  const shown = `<label>Your new personal access token <input type="text" readonly value="${value}"></label>`;
  return html(200, layout('Personal access tokens', `<h1>Personal access tokens</h1>${shown}`, csrf));
}
