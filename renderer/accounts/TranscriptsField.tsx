import { useId } from 'react';
import { useStore } from '../store.ts';
import type { KeptSoFar } from '../transcripts/kept-so-far.ts';
import { SwitchRow } from '../ui/SwitchRow.tsx';

export interface TranscriptsFieldProps {
  readonly keep: boolean;
  /** As it was before this form. */
  readonly kept: boolean;
  readonly soFar: Pick<KeptSoFar, 'count' | 'words'>;
  /** Those kept so far are deleted with the change. */
  readonly removing: boolean;
  readonly onKeep: (keep: boolean) => void;
  readonly onRemoving: (removing: boolean) => void;
}

/** Whether this account's terminals are recorded, and what becomes of what there is once they are not. */
export function TranscriptsField({ keep, kept, soFar, removing, onKeep, onRemoving }: TranscriptsFieldProps) {
  const id = useId();
  const days = useStore((state) => state.settings.transcriptDays);
  return (
    <div className="field">
      <SwitchRow
        label="Keep transcripts of this account’s terminals"
        help={
          keep
            ? 'What they print can be read later, also once their tab is closed.'
            : `Nothing more is kept${kept ? ', nor what tabs that are open now have printed' : ''}.`
        }
        checked={keep}
        onChecked={onKeep}
      />
      {!keep && soFar.count > 0 && (
        <div className="kept-so-far">
          <input
            id={id}
            type="checkbox"
            checked={removing}
            aria-describedby={`${id}-help`}
            onChange={(event) => onRemoving(event.target.checked)}
          />
          <label htmlFor={id}>Delete those kept so far ({soFar.words})</label>
          <p id={`${id}-help`}>
            {removing
              ? 'Once saved they are gone for good.'
              : `They stay, until they are ${days} days old or have to make room.`}
          </p>
        </div>
      )}
    </div>
  );
}
