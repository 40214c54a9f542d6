import { Command } from 'cmdk';
import {
  AppWindow,
  Bell,
  CircleDotDashed,
  Columns2,
  Hourglass,
  LayoutGrid,
  Link,
  ListTree,
  type LucideIcon,
  PanelLeft,
  Plus,
  RefreshCw,
  Rows2,
  ScrollText,
  Settings as SettingsIcon,
  SquareTerminal,
  SunMoon,
  TextCursorInput,
} from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { AccountFeed, Job, SessionId, TerminalSession } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { createMatcher } from '../jobs/job-tree.ts';
import { canOpen, ringShape, whyNoTerminal } from '../jobs/job-words.ts';
import { type Place, sessionsHere, useStore } from '../store.ts';
import { describeState } from '../terminals/endings.ts';
import { showAsGrid } from '../terminals/panes/layout.ts';
import { AccountSquare } from '../ui/AccountSquare.tsx';
import { refLabel } from '../ui/git-ref.ts';
import { StateRing } from '../ui/StateRing.tsx';
import { focusJobList } from '../use-global-keys.ts';
import { isJobUrl, isPipelineUrl } from './job-url.ts';
import { rank } from './rank.ts';

interface ActionItem {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly words?: string;
  readonly run: () => void;
}

export interface PaletteProps {
  /** What is chosen is shown there, beside a terminal; null = in front, as a tab of its own. */
  readonly place: Place | null;
  /** To switch between tabs: nothing else is offered. */
  readonly tabsOnly?: boolean;
  readonly onClose: () => void;
}

/** Jobs, tabs and actions by name; a pasted job URL opens its terminal, a pipeline's leads to its jobs. */
export function Palette({ place, tabsOnly = false, onClose }: PaletteProps) {
  const [text, setText] = useState('');
  const feeds = useStore((state) => state.feeds);
  const accounts = useStore((state) => state.accounts);
  const sessions = useStore((state) => state.sessions);
  const { openTerminal, openJobUrl, showSession, openBeside } = useActions();
  const offered = usePaletteActions();
  const shell = useShellBeside(place);
  const snippets = useSnippetActions();
  const actions = tabsOnly ? [] : place === null ? [...offered, ...snippets] : shell;
  const recent = useStore((state) => state.recent);
  const showable = byRecency(sessions, recent).filter(({ id }) => id !== place?.beside);
  const colourOf = (id: string): number => accounts.find((account) => account.id === id)?.colour ?? 7;
  const then = (run: () => void) => () => {
    onClose();
    run();
  };
  const jobs = useMemo(() => (tabsOnly ? [] : shortlist(feeds, text)), [feeds, text, tabsOnly]);
  const isUrl = place === null && !tabsOnly && (isJobUrl(text) || isPipelineUrl(text));

  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content className="palette" aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">
            {place === null ? 'Go to a job, a tab or an action' : 'Show another terminal beside this one'}
          </Radix.Title>
          <Command label="Go to" loop filter={rank}>
            <Command.Input autoFocus placeholder={placeholder(place, tabsOnly)} value={text} onValueChange={setText} />
            <Command.List className="scroll">
              {!isUrl && <Command.Empty>Nothing by that name.</Command.Empty>}
              {isUrl && isJobUrl(text) && (
                <Command.Group heading="Job URL" forceMount>
                  <Command.Item value="job-url" onSelect={then(() => openJobUrl(text.trim()))}>
                    <Link aria-hidden />
                    <span className="palette-name">Open this job’s terminal</span>
                  </Command.Item>
                </Command.Group>
              )}
              {isUrl && isPipelineUrl(text) && (
                <Command.Group heading="Pipeline URL" forceMount>
                  <Command.Item value="pipeline-url" onSelect={then(() => openJobUrl(text.trim()))}>
                    <CircleDotDashed aria-hidden />
                    <span className="palette-name">Wait for a job of this pipeline…</span>
                  </Command.Item>
                </Command.Group>
              )}
              {showable.length > 0 && (
                <Command.Group heading="Tabs">
                  {showable.map((session) => (
                    <Command.Item
                      key={session.id}
                      value={`tab ${session.id}`}
                      keywords={[session.title, session.job?.projectPath ?? '', 'tab']}
                      onSelect={then(() =>
                        place === null
                          ? showSession(session.id)
                          : openBeside({ what: 'session', sessionId: session.id }, place),
                      )}
                    >
                      <SquareTerminal aria-hidden />
                      <span className="palette-name">{session.title}</span>
                      <span className="palette-detail">{session.job?.projectPath}</span>
                      <span className="palette-end">{describeState(session)}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Jobs" hidden={tabsOnly}>
                {jobs.map((job) => (
                  <Command.Item
                    key={job.key}
                    value={`job ${job.key}`}
                    keywords={[job.name, job.projectPath, job.ref, refLabel(job.ref), job.stage]}
                    disabled={!canOpen(job)}
                    onSelect={then(() =>
                      place === null ? openTerminal(job.key) : openBeside({ what: 'job', jobKey: job.key }, place),
                    )}
                  >
                    <StateRing shape={ringShape(job, null)} filled={0.4} />
                    <span className="palette-name">{job.name}</span>
                    <AccountSquare colour={colourOf(job.accountId)} />
                    <span className="palette-detail">
                      {job.projectPath} · {refLabel(job.ref)}
                    </span>
                    <span className="palette-end">{whyNoTerminal(job) ?? 'open terminal'}</span>
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading={place === null ? 'Actions' : 'New'} hidden={actions.length === 0}>
                {actions.map(({ icon: Icon, label, words = '', run }) => (
                  <Command.Item key={label} value={`action ${label}`} keywords={[label, words]} onSelect={then(run)}>
                    <Icon aria-hidden />
                    <span className="palette-name">{label}</span>
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** More than this nobody reads in a list, and ranking it would be felt at each key. */
const mostJobs = 120;

function shortlist(feeds: readonly AccountFeed[], text: string): readonly Job[] {
  const jobs = feeds.flatMap((feed) => feed.jobs);
  return jobs.length <= mostJobs ? jobs : jobs.filter(createMatcher(text)).slice(0, mostJobs);
}

function placeholder(place: Place | null, tabsOnly: boolean): string {
  if (tabsOnly) return 'Switch to a tab';
  if (place === null) return 'Search jobs, tabs and actions, or paste a job URL';
  return `Show ${place.side === 'down' ? 'below' : 'beside'}: a tab, or a job whose terminal opens there`;
}

/** The tab that was in front before comes first, so that Enter goes back and forth; the one in front comes last. */
function byRecency(sessions: readonly TerminalSession[], recent: readonly SessionId[]): readonly TerminalSession[] {
  const place = ({ id }: TerminalSession): number => {
    const at = recent.indexOf(id);
    if (at < 0) return recent.length;
    return at === 0 ? recent.length + 1 : at;
  };
  return [...sessions].sort((one, other) => place(one) - place(other));
}

/** Each snippet by its name, where there is a terminal to send it to. */
function useSnippetActions(): readonly ActionItem[] {
  const snippets = useStore((state) => state.settings.snippets);
  const openDialog = useStore((state) => state.openDialog);
  const hasTerminal = useStore((state) => state.activeSessionId !== null);
  return [
    {
      icon: TextCursorInput,
      label: 'Snippets',
      words: 'commands edit send',
      run: () => openDialog({ kind: 'snippets' }),
    },
    ...(hasTerminal ? snippets : []).map(({ name }) => ({
      icon: TextCursorInput,
      label: `Snippet: ${name}`,
      words: 'command send run insert',
      run: () => openDialog({ kind: 'snippets', name }),
    })),
  ];
}

/** A new shell on this machine is one more thing to be shown beside a terminal. */
function useShellBeside(place: Place | null): readonly ActionItem[] {
  const { openBeside } = useActions();
  const { localShell } = useStore((state) => state.app);
  if (place === null || !localShell) return [];
  const run = (): void => openBeside({ what: 'local-shell' }, place);
  return [{ icon: SquareTerminal, label: 'A new local shell', words: 'open terminal', run }];
}

function usePaletteActions(): readonly ActionItem[] {
  const openDialog = useStore((state) => state.openDialog);
  const { localShell, door } = useStore((state) => state.app);
  const theme = useStore((state) => state.settings.theme);
  const hidden = useStore((state) => state.sidebarHidden);
  const setHidden = useStore((state) => state.setSidebarHidden);
  const { refreshJobs, openLocalShell, openWindow, updateSettings } = useActions();
  // The job in front, else the one picked in the list.
  const keepKey = useStore(
    ({ sessions, activeSessionId, selectedJobKey }) =>
      sessions.find(({ id }) => id === activeSessionId)?.job?.key ?? selectedJobKey,
  );
  const activeId = useStore((state) => state.activeSessionId);
  const arrange = useStore((state) => state.arrange);
  const sessions = useStore((state) => state.sessions);
  const elsewhere = useStore((state) => state.elsewhere);
  const tabs = sessionsHere({ sessions, elsewhere }).map(({ id }) => id);
  const nextTheme = theme === 'system' ? 'dark' : theme === 'dark' ? 'light' : 'system';
  return [
    { icon: RefreshCw, label: 'Refresh all jobs', words: 'reload', run: () => refreshJobs(null) },
    {
      icon: Plus,
      label: 'Add an account',
      words: 'gitlab instance token',
      run: () => openDialog({ kind: 'add-account' }),
    },
    {
      icon: ScrollText,
      label: 'Transcripts',
      words: 'output log save export history closed',
      run: () => openDialog({ kind: 'transcripts', sessionId: null }),
    },
    {
      icon: CircleDotDashed,
      label: 'Wait for a job…',
      words: 'arm attach start pending manual scheduled pipeline terminal when it starts',
      run: () => openDialog({ kind: 'wait' }),
    },
    ...(keepKey === null
      ? []
      : [
          {
            icon: Hourglass,
            label: 'Keep the job a while',
            words: 'hold sleep wait session_timeout after_script docker runner executor longer',
            run: () => openDialog({ kind: 'keep-job', jobKey: keepKey }),
          },
        ]),
    ...(activeId === null
      ? []
      : [
          {
            icon: Columns2,
            label: 'Split right',
            words: 'pane beside show another terminal',
            run: () => openDialog({ kind: 'palette', place: { beside: activeId, side: 'right' } }),
          },
          {
            icon: Rows2,
            label: 'Split down',
            words: 'pane below show another terminal',
            run: () => openDialog({ kind: 'palette', place: { beside: activeId, side: 'down' } }),
          },
        ]),
    ...(tabs.length > 1
      ? [
          {
            icon: LayoutGrid,
            label: 'Show all tabs as a grid',
            words: 'panes split tile',
            run: () => arrange((layout) => showAsGrid(layout, tabs)),
          },
        ]
      : []),
    ...(localShell ? [{ icon: SquareTerminal, label: 'Open a local shell', run: openLocalShell }] : []),
    ...(door === 'desktop'
      ? [{ icon: AppWindow, label: 'New window', words: 'open second screen', run: () => openWindow(null) }]
      : []),
    {
      icon: ListTree,
      label: 'Go to the job list',
      words: 'focus sidebar ctrl+shift+e',
      run: () => {
        setHidden(false);
        // after the palette has given the keyboard back
        window.setTimeout(focusJobList);
      },
    },
    {
      icon: PanelLeft,
      label: hidden ? 'Show the job list' : 'Hide the job list',
      words: 'sidebar',
      run: () => setHidden(!hidden),
    },
    {
      icon: SunMoon,
      label: `Switch to the ${nextTheme} theme`,
      words: 'colour dark light',
      run: () => updateSettings({ theme: nextTheme }),
    },
    {
      icon: SettingsIcon,
      label: 'Settings',
      words: 'preferences options',
      run: () => openDialog({ kind: 'settings', page: 'general' }),
    },
    {
      icon: SettingsIcon,
      label: 'Accounts',
      words: 'settings edit remove reorder token',
      run: () => openDialog({ kind: 'settings', page: 'accounts' }),
    },
    {
      icon: Bell,
      label: 'Notification settings',
      words: 'warnings hold',
      run: () => openDialog({ kind: 'settings', page: 'notifications' }),
    },
  ];
}
