import { ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useActions } from '../actions.ts';

/** A page in the user's own browser. */
export function ExternalLink({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  const { openUrl } = useActions();
  return (
    <a
      className="external"
      href={url}
      onClick={(event) => {
        event.preventDefault();
        openUrl(url);
      }}
    >
      {children}
      <ArrowUpRight aria-hidden />
    </a>
  );
}
