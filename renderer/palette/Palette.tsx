import { Command } from 'cmdk';
import { CircleDotDashed, Link, SquareTerminal } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { AccountFeed, Job } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { createMatcher } from '../jobs/job-tree.ts';
import { canOpen, ringShape, whyNoTerminal } from '../jobs/job-words.ts';
import { type Place, useStore } from '../store.ts';
import { describeState } from '../terminals/endings.ts';
import { AccountSquare } from '../ui/AccountSquare.tsx';
import { refLabel } from '../ui/git-ref.ts';
import { Kbd } from '../ui/Kbd.tsx';
import { StateRing } from '../ui/StateRing.tsx';
import { isJobUrl, isPipelineUrl } from './job-url.ts';
import { rank } from './rank.ts';
import { byRecency } from './recency.ts';
import { useShellBeside, useTerminalActions } from './use-terminal-actions.ts';
import { useWindowActions } from './use-window-actions.ts';

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
  const terminals = useTerminalActions();
  const offered = useWindowActions();
  const shell = useShellBeside(place);
  const actions = tabsOnly ? [] : place === null ? [...terminals, ...offered] : shell;
  const recent = useStore((state) => state.recent);
  const showable = byRecency(sessions, recent).filter(({ id }) => id !== place?.beside);
  const colourOf = (id: string): number => accounts.find((account) => account.id === id)?.colour ?? 7;
  const then = (run: () => void) => () => {
    onClose();
    run();
  };
  /** Once the palette has given the keyboard back, which it does in a timer of its own: an action may take it. */
  const afterwards = (run: () => void) => then(() => window.setTimeout(() => window.setTimeout(run)));
  const jobs = useMemo(() => (tabsOnly ? [] : shortlist(feeds, text)), [feeds, text, tabsOnly]);
  const isUrl = place === null && !tabsOnly && (isJobUrl(text) || isPipelineUrl(text));

  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content className="palette" aria-describedby={undefined} onCloseAutoFocus={leaveTakenFocus}>
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
                {actions.map(({ icon: Icon, label, words = '', keys, run }) => (
                  <Command.Item
                    key={label}
                    value={`action ${label}`}
                    keywords={[label, words]}
                    onSelect={afterwards(run)}
                  >
                    <Icon aria-hidden />
                    <span className="palette-name">{label}</span>
                    {keys !== undefined && (
                      <span className="palette-end">
                        <Kbd keys={keys} />
                      </span>
                    )}
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

/** What was chosen may have the keyboard by now; where nothing has, it goes back to where it was. */
function leaveTakenFocus(event: Event): void {
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body) event.preventDefault();
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
