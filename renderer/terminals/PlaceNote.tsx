import { FolderInput, X } from 'lucide-react';
import type { SessionFacts, ShellPlace } from '../../electron/contract.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import type { TerminalController } from './terminal-contract.ts';
import type { TabActions } from './use-tab-actions.ts';

export interface PlaceNoteProps {
  readonly session: SessionFacts;
  readonly terminal: TerminalController;
  readonly actions: TabActions;
}

/** Where the shell began, when that is not where the job's files are: said once per shell, in its corner. */
export function PlaceNote({ session, terminal, actions }: PlaceNoteProps) {
  const { shell } = session;
  const place = shell?.place;
  if (!shell || !place?.offered || session.state.status === 'ended') return null;
  const go = shell.doing === 'prompt';
  return (
    <div className="t-place-note" role="status" title={`${placeText(place)}. The job’s files: ${place.buildDirectory}`}>
      <FolderInput aria-hidden />
      <span>{placeText(place)}</span>
      <Button
        size="small"
        disabled={!go}
        title={go ? `Types cd ${place.buildDirectory}` : 'When the shell is at its prompt'}
        onClick={() => {
          actions.goToBuild(session.id);
          terminal.focus();
        }}
      >
        Go to build directory
      </Button>
      <IconButton
        icon={X}
        label="Stay here"
        onClick={() => {
          actions.stayInPlace(session.id);
          terminal.focus();
        }}
      />
    </div>
  );
}

function placeText({ directory, hasJobVariables }: ShellPlace): string {
  if (!hasJobVariables) return 'In the runner’s directory, without the job’s variables';
  return `In ${directory ?? '/'}, with the job’s variables`;
}
