/** Small plain pages; enough for a person who looks and for a client that must tell a page from data. */

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
}

export function layout(title: string, body: string, csrf: string | null = null): string {
  const meta = csrf
    ? `<meta name="csrf-param" content="authenticity_token"><meta name="csrf-token" content="${csrf}">`
    : '';
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta content="GitLab" property="og:site_name">${meta}<title>${escapeHtml(title)} · GitLab</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;color:#333}h1{font-size:1.4rem}label{display:block;margin:.8rem 0}input[type=text],input[type=password]{width:100%;padding:.4rem}pre{background:#1f1e24;color:#eee;padding:1rem;overflow:auto}</style></head><body>${body}</body></html>`;
}

export const notFoundPage = layout(
  'The page could not be found',
  '<h1>404: Page not found</h1><p>Make sure the address is correct and the page has not moved. Please contact your GitLab administrator if you think this is a mistake.</p>',
);

const warning = (problem: string | null) => (problem ? `<p role="alert">${escapeHtml(problem)}</p>` : '');

export function signInPage(root: string, csrf: string, problem: string | null, sso = false): string {
  const ways = ['redirect', 'post', 'pop-up'].map(
    (way) =>
      `<form action="${root}/users/auth/acme?way=${way}" method="post"><button>Acme SSO (${way})</button></form>`,
  );
  return layout(
    'Sign in',
    `<h1>GitLab</h1>${warning(problem)}
<form class="new_user gl-show-field-errors" action="${root}/users/sign_in" accept-charset="UTF-8" method="post">
<input type="hidden" name="authenticity_token" value="${csrf}" autocomplete="off">
<label>Username or primary email <input type="text" name="user[login]" id="user_login" autocomplete="username"></label>
<label>Password <input type="password" name="user[password]" id="user_password" autocomplete="current-password"></label>
<label><input type="checkbox" name="user[remember_me]" value="1"> Remember me</label>
<button type="submit">Sign in</button></form>${sso ? ways.join('') : ''}`,
    csrf,
  );
}

export function otpPage(root: string, csrf: string, problem: string | null): string {
  return layout(
    'Two-factor authentication',
    `<h1>Two-factor authentication</h1>${warning(problem)}
<form action="${root}/users/sign_in" method="post"><input type="hidden" name="authenticity_token" value="${csrf}">
<label>Enter verification code <input type="text" name="user[otp_attempt]" autocomplete="one-time-code"></label>
<button type="submit">Verify code</button></form>`,
    csrf,
  );
}

export function termsPage(root: string, csrf: string): string {
  return layout(
    'Terms',
    `<h1>Terms of service</h1><p>Be kind to the runners.</p>
<form action="${root}/-/users/terms/1/accept" method="post"><input type="hidden" name="authenticity_token" value="${csrf}">
<button type="submit">Accept terms</button></form>`,
    csrf,
  );
}
