import { type MouseEvent, useState } from 'react';
import type { Armed, Job } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import type { MenuGroups } from '../ui/Menu.tsx';
import { armStep, armStepWords } from '../waiting/arm-words.ts';
import { pipelineOf } from '../waiting/pipeline-name.ts';
import type { TreeRow } from './job-tree.ts';
import { canOpen, sessionWord } from './job-words.ts';

export interface RowMenuState {
  readonly groups: MenuGroups;
  /** Takes the row below the pointer, or the focused one for the menu key; a row without a menu opens none. */
  readonly onContextMenu: (event: MouseEvent) => void;
}

/** The list has one menu, about the row it was asked for: a menu in each row would be most of what the list costs. */
export function useRowMenu(
  rows: readonly TreeRow[],
  act: {
    readonly open: (row: TreeRow) => void;
    /** Null while there is no terminal to stand beside. */
    readonly openBeside: ((row: TreeRow) => void) | null;
    readonly fold: (key: string) => void;
  },
): RowMenuState {
  const [key, setKey] = useState<string | null>(null);
  const { refreshJobs, openUrl, copyText, stepArmed, disarm } = useActions();
  const openDialog = useStore((state) => state.openDialog);
  const row = rows.find((one) => one.key === key);

  function groupsFor(of: TreeRow | undefined): MenuGroups {
    if (of?.kind === 'account') {
      const { account } = of;
      return [
        [
          { label: 'Refresh', run: () => refreshJobs(account.id) },
          { label: of.folded ? 'Unfold' : 'Fold up', run: () => act.fold(of.key) },
        ],
        [
          { label: 'Open instance', run: () => openUrl(account.instance.url) },
          { label: 'Edit account…', run: () => openDialog({ kind: 'edit-account', accountId: account.id }) },
        ],
      ];
    }
    if (of?.kind === 'armed') return armedGroups(of.armed);
    if (of?.kind !== 'job') return [];
    const { job } = of;
    const word = sessionWord(of.session);
    const disabled = !canOpen(job) && word === null;
    return [
      [
        { label: word === null ? 'Open terminal' : 'Show terminal', run: () => act.open(of), disabled, keys: 'Enter' },
        ...(act.openBeside === null
          ? []
          : [{ label: 'Open in a split', run: () => act.openBeside?.(of), disabled, keys: 'Alt+Enter' }]),
      ],
      ...(job.mine
        ? [[{ label: 'Keep the job a while…', run: () => openDialog({ kind: 'keep-job', jobKey: job.key }) }]]
        : []),
      [{ label: 'Other jobs of this pipeline…', run: () => openDialog({ kind: 'wait', pipeline: pipelineOf(job) }) }],
      pageItems(job),
      [{ label: 'Refresh', run: () => refreshJobs(job.accountId) }],
    ];
  }

  function pageItems(job: Job): MenuGroups[number] {
    return [
      { label: 'Open job page', run: () => openUrl(job.webUrl) },
      { label: 'Copy job URL', run: () => copyText(job.webUrl) },
    ];
  }

  function armedGroups(armed: Armed): MenuGroups {
    const step = armStep(armed);
    const { id, job, pipeline, state } = armed;
    const isOver = state.status === 'over';
    return [
      ...(step === 'disarm' || step === 'dismiss'
        ? []
        : [[{ label: armStepWords[step].label, run: () => stepArmed(armed), keys: 'Enter' }]]),
      [{ label: armStepWords[isOver ? 'dismiss' : 'disarm'].label, run: () => disarm(id), keys: 'Delete' }],
      [{ label: 'Other jobs of this pipeline…', run: () => openDialog({ kind: 'wait', pipeline }) }],
      ...(job === null ? [] : [pageItems(job)]),
    ];
  }

  return {
    groups: groupsFor(row),
    onContextMenu(event) {
      const at = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null;
      const asked = rows.find((one) => one.key === at?.dataset.key);
      if (asked?.kind === 'job' || asked?.kind === 'armed' || asked?.kind === 'account') setKey(asked.key);
      else event.preventDefault();
    },
  };
}
