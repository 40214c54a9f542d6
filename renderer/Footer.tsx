import { AwakeNote } from './AwakeNote.tsx';
import { useNow } from './clock.ts';
import { useStore } from './store.ts';
import { byteSize } from './terminals/durations.ts';
import { shortSpan } from './ui/ages.ts';
import { failureTable } from './ui/failures.ts';

/** Each instance's health, the open terminals, and what they carry. */
export function Footer() {
  const accounts = useStore((state) => state.accounts);
  const sessions = useStore((state) => state.sessions);
  const armed = useStore((state) => state.armed.filter((one) => one.state.status !== 'over').length);
  const vault = useStore((state) => state.vault);
  const updates = useStore((state) => state.updates);
  const openDialog = useStore((state) => state.openDialog);
  const open = sessions.filter((one) => one.state.status === 'open' || one.state.status === 'held').length;
  return (
    <footer className="foot">
      <ul>
        {accounts.map((account) => (
          <li key={account.id}>
            <Health accountId={account.id} />
          </li>
        ))}
      </ul>
      <span className="foot-end">
        <AwakeNote />
        {updates.status === 'ready' && (
          <button
            type="button"
            className="foot-button"
            onClick={() => openDialog({ kind: 'settings', page: 'updates' })}
          >
            Version {updates.update.version} is ready
          </button>
        )}
        {vault.mode === 'memory' && accounts.length > 0 && (
          <button
            type="button"
            className="foot-button"
            onClick={() => openDialog({ kind: 'settings', page: 'security' })}
          >
            Secrets in memory only
          </button>
        )}
        {accounts.length > 0 && (
          <span className="num">
            {open === 1 ? '1 terminal' : `${open} terminals`}
            {armed > 0 && ` · ${armed} armed`}
          </span>
        )}
        {sessions.length > 0 && <Traffic />}
      </span>
    </footer>
  );
}

function Traffic() {
  const counters = [...useStore((state) => state.counters).values()];
  return (
    <span className="num">
      <span aria-hidden="true">↓ </span>
      <span className="visually-hidden">received </span>
      {byteSize(counters.reduce((sum, one) => sum + one.bytesIn, 0))}
      <span aria-hidden="true"> ↑ </span>
      <span className="visually-hidden">, sent </span>
      {byteSize(counters.reduce((sum, one) => sum + one.bytesOut, 0))}
    </span>
  );
}

function Health({ accountId }: { readonly accountId: string }) {
  const account = useStore((state) => state.accounts.find(({ id }) => id === accountId));
  const openDialog = useStore((state) => state.openDialog);
  const now = useNow();
  if (!account) return null;
  const { reach } = account;
  const word =
    reach.status === 'online'
      ? `${Math.round(reach.latencyMs)} ms`
      : reach.status === 'unknown'
        ? '…'
        : `${reach.failure.kind === 'offline' ? 'offline' : failureTable[reach.failure.kind].heading.toLowerCase()} · ${shortSpan(now - reach.since)}`;
  return (
    <button
      type="button"
      className="foot-button"
      title={reach.status === 'unreachable' ? reach.failure.message : account.instance.url}
      onClick={() => openDialog({ kind: 'edit-account', accountId })}
    >
      <i className="health" data-status={reach.status} aria-hidden="true" />
      {account.label} <span className="num">{word}</span>
    </button>
  );
}
