import { Ellipsis, GitBranch, Search, ServerCog } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useStore as useView } from 'zustand';
import type { SessionFacts } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { refLabel } from '../ui/git-ref.ts';
import { HoldBanner } from './HoldBanner.tsx';
import { KeptSign } from './KeptSign.tsx';
import { keepFocus } from './keep-focus.ts';
import { keyLabel } from './key-labels.ts';
import { LimitButton } from './LimitButton.tsx';
import { mayBeKept } from './may-be-kept.ts';
import { SessionHealth } from './SessionHealth.tsx';
import { SizeChip } from './SizeChip.tsx';
import type { TerminalController } from './terminal-contract.ts';
import type { TabActions } from './use-tab-actions.ts';
import { usePlatform } from './window-state.ts';

export interface SessionBarProps {
  readonly session: SessionFacts;
  readonly terminal: TerminalController;
  readonly actions: TabActions;
  readonly searching: boolean;
  readonly onSearch: () => void;
  /** What the pane itself offers, where it is one of several. */
  readonly paneTools?: ReactNode;
}

/** Where I am, at the left; how the connection is and what to do with it, at the right. */
export function SessionBar({ session, terminal, actions, searching, onSearch, paneTools }: SessionBarProps) {
  return (
    <div className="t-session-bar">
      <Breadcrumb session={session} terminal={terminal} />
      <div className="t-session-bar-right">
        {session.state.status === 'held' && (
          <HoldBanner hold={session.state.hold} onLetFinish={() => actions.letFinish(session.id)} />
        )}
        <KeptSign kept={session.kept} status={session.state.status} />
        <LimitButton limits={session.limits} held={session.state.status === 'held'} onClosed={keepFocus(terminal)} />
        <SessionHealth session={session} terminal={terminal} onTryNow={() => actions.tryNow(session.id)} />
        <SizeChip session={session} terminal={terminal} actions={actions} />
        <button
          type="button"
          className="t-icon-button t-search-button"
          aria-label="Search in the terminal"
          aria-pressed={searching}
          title="Search in the terminal"
          onClick={onSearch}
        >
          <Search aria-hidden />
        </button>
        {paneTools}
        <MoreMenu session={session} terminal={terminal} actions={actions} />
      </div>
    </div>
  );
}

function Breadcrumb({ session, terminal }: { readonly session: SessionFacts; readonly terminal: TerminalController }) {
  const title = useView(terminal.view, (view) => view.title);
  const { job } = session;
  if (!job) {
    return (
      <div className="t-breadcrumb">
        <b>{session.title}</b>
        {title !== '' && <span className="t-breadcrumb-title">{title}</span>}
      </div>
    );
  }
  return (
    <div className="t-breadcrumb">
      <span className="t-breadcrumb-project">{job.projectPath}</span>
      <span className="t-breadcrumb-slash" aria-hidden>
        /
      </span>
      <span className="t-breadcrumb-pipeline">#{job.pipelineId}</span>
      <span className="t-breadcrumb-slash" aria-hidden>
        /
      </span>
      <b>{job.name}</b>
      <span className="t-chip t-chip-mono" title={`Ref ${job.ref}`}>
        <GitBranch aria-hidden />
        <span className="t-chip-text">{refLabel(job.ref)}</span>
      </span>
      {job.runner && (
        <span className="t-chip" title={`Runner ${job.runner.description} (${job.runner.type})`}>
          <ServerCog aria-hidden />
          <span className="t-chip-text">{job.runner.description}</span>
        </span>
      )}
      {session.shellNumber > 1 && <span className="t-chip">shell {session.shellNumber}</span>}
    </div>
  );
}

function MoreMenu({ session, terminal, actions }: Pick<SessionBarProps, 'session' | 'terminal' | 'actions'>) {
  const { job } = session;
  const ended = session.state.status === 'ended';
  const openDialog = useStore((state) => state.openDialog);
  const platform = usePlatform();
  const item = (label: string, run: () => void, keys?: string) => (
    <DropdownMenu.Item className="t-menu-item" onSelect={run}>
      {label}
      {keys !== undefined && (
        <span className="t-menu-keys" aria-hidden>
          {keys}
        </span>
      )}
    </DropdownMenu.Item>
  );
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="t-icon-button" aria-label="More" title="More">
        <Ellipsis aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="t-menu" align="end" sideOffset={4} onCloseAutoFocus={keepFocus(terminal)}>
          {item('Copy all output', () => actions.copyText(terminal.text()))}
          {item('Clear scrollback', terminal.clear)}
          <DropdownMenu.Separator className="t-menu-line" />
          {item('Save what I see…', () => actions.saveOutput(session.id, 'seen'), keyLabel('save-seen', platform))}
          {item(
            'Save everything…',
            () => actions.saveOutput(session.id, 'everything'),
            keyLabel('save-everything', platform),
          )}
          {item('Transcripts…', () => openDialog({ kind: 'transcripts', sessionId: null }))}
          <DropdownMenu.Separator className="t-menu-line" />
          {mayBeKept(session) && item('Keep this shell over drops', () => actions.keepShell(session.id))}
          {job && item('Keep the job a while…', () => actions.keepJob(job.key))}
          {job && item('Open job page', () => actions.openUrl(job.webUrl))}
          {job && item('Copy job URL', () => actions.copyText(job.webUrl))}
          {job && <DropdownMenu.Separator className="t-menu-line" />}
          {ended
            ? item(session.kept.status === 'kept' ? 'Reconnect' : 'Reconnect (a new shell)', () =>
                actions.reconnect(session.id),
              )
            : item('Disconnect and keep the tab', () => actions.endSession(session.id))}
          {item('Close tab', () => actions.close(session.id))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
