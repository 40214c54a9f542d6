import type { SignInHead } from '../../electron/contract.ts';

/** What the window is for, and who the page below belongs to. */
export function purposeWords(head: SignInHead): string {
  if (head.place === 'led-to') {
    return `${head.instance} has led you here to sign in. Type a password only if you know this address as your organisation’s.`;
  }
  const whom = head.who === null ? '' : ` as ${head.who}`;
  if (head.purpose === 'token-page') {
    return `Signed in${whom}. Create the token, copy it, then come back and paste it into Jobdeck.`;
  }
  return `Sign in to ${head.instance}${whom}. The window closes by itself once you are signed in.`;
}

/** How the page is reached. */
export function connectionWords(head: SignInHead): { readonly short: string; readonly long: string } {
  const { host } = head.address;
  switch (head.connection) {
    case 'plain':
      return {
        short: 'Not encrypted',
        long: `This GitLab has no TLS: whoever is between you and ${host} can read your password.`,
      };
    case 'refused':
      return { short: 'Not trusted', long: `The certificate of ${host} is refused.` };
    case 'encrypted':
      if (head.certificate === null) return { short: 'Connecting', long: `${host} has not shown its certificate yet.` };
      return head.ownAuthority
        ? {
            short: 'Encrypted, own CA',
            long: `The connection to ${host} is encrypted, and trusted by a CA of your own: the one given for this instance, or one of this system’s.`,
          }
        : { short: 'Encrypted', long: `The connection to ${host} is encrypted, and trusted by a public authority.` };
  }
}
