import { Scaling } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useStore as useView } from 'zustand';
import type { SessionFacts, ShellFacts } from '../../electron/contract.ts';
import { after } from '../after.ts';
import { keepFocus } from './keep-focus.ts';
import type { TerminalController } from './terminal-contract.ts';
import type { TabActions } from './use-tab-actions.ts';

interface SizeChipProps {
  readonly session: SessionFacts;
  readonly terminal: TerminalController;
  readonly actions: TabActions;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

const told = ({ columns, rows }: Size): string => `${columns} × ${rows}`;
const same = (one: Size | null, other: Size): boolean => one?.columns === other.columns && one.rows === other.rows;

/** A size that is told within this is not worth a word. */
const noticeAfterMs = 1_200;

/** The pane's size, and the shell's where that is another: GitLab cannot carry it, so it has to be typed. */
export function SizeChip({ session, terminal, actions }: SizeChipProps) {
  const columns = useView(terminal.view, (view) => view.columns);
  const rows = useView(terminal.view, (view) => view.rows);
  const fullScreen = useView(terminal.view, (view) => view.fullScreenProgram);
  const pane = { columns, rows };
  const { shell } = session;
  const differs = shell !== null && shell.sizing !== 'impossible' && !same(shell.size, pane);
  const lasting = useLasting(differs);
  if (shell === null) return <span className="t-chip t-chip-number">{told(pane)}</span>;
  return (
    <>
      {differs && lasting && (
        <button
          type="button"
          className="t-chip t-chip-number t-chip-button t-chip-warn t-size-other"
          aria-label={`shell ${told(shell.size ?? usual)}: fit it to ${told(pane)}`}
          title={whyNotTold(shell, pane)}
          onClick={() => {
            actions.fitShell(session.id);
            terminal.focus();
          }}
        >
          <Scaling aria-hidden />
          <span className="t-chip-words">shell</span> {told(shell.size ?? usual)}
        </button>
      )}
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          className="t-chip t-chip-number t-chip-button t-size"
          aria-label={`Terminal size ${told(pane)}`}
        >
          {told(pane)}
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            className="t-menu t-menu-wide"
            align="end"
            sideOffset={4}
            onCloseAutoFocus={keepFocus(terminal)}
          >
            <p className="t-menu-note">{sizeNote(shell, pane)}</p>
            {differs && (
              <DropdownMenu.Item className="t-menu-item" onSelect={() => actions.fitShell(session.id)}>
                Fit the shell to {told(pane)}
              </DropdownMenu.Item>
            )}
            <DropdownMenu.Item
              className="t-menu-item"
              disabled={fullScreen || shell.sizing === 'impossible'}
              onSelect={terminal.typeSize}
            >
              Type{' '}
              <code>
                stty rows {rows} cols {columns}
              </code>
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </>
  );
}

/** What programs take where they are told nothing. */
const usual: Size = { columns: 80, rows: 24 };

function sizeNote(shell: ShellFacts, pane: Size): string {
  if (shell.sizing === 'impossible')
    return 'This is PowerShell, which has no command that would tell it the window size.';
  if (same(shell.size, pane)) return 'The shell knows this size. GitLab cannot carry it, so Jobdeck told the shell.';
  return `GitLab cannot carry the window size to the job. ${whyNotTold(shell, pane)}`;
}

/** Why the shell still has another size, and what will happen. */
function whyNotTold(shell: ShellFacts, pane: Size): string {
  const size = `Its programs draw for ${told(shell.size ?? usual)}.`;
  if (shell.sizing === 'failed') return `${size} The shell did not answer when it was told. Fit it to try again.`;
  if (shell.sizing === 'telling') return `${size} It is being told.`;
  const then = shell.sizing === 'waiting' ? `The shell is told ${told(pane)} at` : 'Fit it, and the shell is told at';
  switch (shell.doing) {
    case 'screen':
      return `${size} A program has the screen. ${then} its next prompt.`;
    case 'busy':
      return `${size} A command runs. ${then} its next prompt.`;
    case 'prompt':
      return `${size} ${then} its next empty prompt.`;
    case 'unknown':
      return `${size} ${then} its prompt, which has not been seen yet.`;
  }
}

/** True once something has been so for a while. */
function useLasting(is: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!is) {
      setLasting(false);
      return;
    }
    return after(noticeAfterMs, () => setLasting(true));
  }, [is]);
  return lasting;
}
