import { useStore } from './store.ts';

/** In the footer: that this computer is kept awake, for how many, or that it cannot be. Leads to the setting. */
export function AwakeNote() {
  const awake = useStore((state) => state.awake);
  const openDialog = useStore((state) => state.openDialog);
  if (awake.status === 'idle') return null;
  const count = awake.sessionIds.length;
  const text =
    awake.status === 'awake'
      ? `Keeping this computer awake for ${count === 1 ? '1 job' : `${count} jobs`}`
      : 'This computer may go to sleep';
  return (
    <button
      type="button"
      className="foot-button"
      title={
        awake.status === 'awake' ? 'Closing the lid or an empty battery puts it to sleep all the same.' : awake.why
      }
      onClick={() => openDialog({ kind: 'settings', page: 'general' })}
    >
      {text}
    </button>
  );
}
