import { Anchor } from 'lucide-react';
import type { SessionState, ShellKept } from '../../electron/contract.ts';

/** That the shell goes on over a drop, or that it cannot although that was wanted; nothing where nobody asked. */
export function KeptSign({ kept, status }: { readonly kept: ShellKept; readonly status: SessionState['status'] }) {
  if (status === 'ended') return null;
  switch (kept.status) {
    case 'off':
    case 'starting':
      return null;
    case 'kept':
      return (
        <span className="t-chip" title={keptTitle(kept)}>
          <Anchor aria-hidden />
          <span role="status">{kept.resumedAt === null || status === 'connecting' ? 'kept' : 'resumed'}</span>
        </span>
      );
    case 'refused':
      return (
        <span className="t-chip t-chip-quiet" title={refusedTitles[kept.why]}>
          <span role="status">not kept</span>
        </span>
      );
  }
}

function keptTitle({ by, resumedAt }: Extract<ShellKept, { readonly status: 'kept' }>): string {
  const resumed =
    resumedAt === null ? '' : `The same shell as before, found again at ${new Date(resumedAt).toLocaleTimeString()}. `;
  return `${resumed}It runs in ${by}, so it goes on while the connection is cut. Closing the tab ends it.`;
}

const refusedTitles = {
  'none-there': 'This job has none of tmux, screen and dtach, so a drop ends this shell.',
  'unknown-shell': 'This shell did not answer as a shell that can be kept would, so a drop ends it.',
} as const;
