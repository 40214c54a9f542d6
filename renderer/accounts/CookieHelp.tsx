import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { ExternalLink } from '../ui/ExternalLink.tsx';

/** How to get at the web session in a browser. */
export function CookieHelp({ signInUrl }: { readonly signInUrl: string | null }) {
  return (
    <Collapsible.Root>
      <Collapsible.Trigger className="disclosure">
        <ChevronRight aria-hidden />
        How to copy it from your browser
      </Collapsible.Trigger>
      <Collapsible.Content>
        <ol className="steps">
          <li>
            {signInUrl === null ? 'Sign in to GitLab' : <ExternalLink url={signInUrl}>Sign in to GitLab</ExternalLink>},
            best in a private window that you then close.
          </li>
          <li>
            Press <kbd className="kbd">F12</kbd> and open <b>Application</b> (Chrome, Edge) or <b>Storage</b> (Firefox,
            Safari), then <b>Cookies</b>.
          </li>
          <li>
            Copy the value of <code>_gitlab_session</code> and paste it here. Do not sign out there: that ends this
            session too.
          </li>
        </ol>
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
