import type { IDisposable, Terminal } from '@xterm/xterm';
import type { Settings } from '../../electron/contract.ts';
import { createBell } from './bell.ts';
import { cleanTitle } from './hostile-text.ts';
import { type CopyAnswer, createProgramCopies } from './program-copies.ts';

export interface ProgramSignalsDeps {
  readonly terminal: Pick<Terminal, 'onBell' | 'onTitleChange' | 'onWriteParsed' | 'parser'>;
  readonly settings: () => Settings;
  /** False while what is parsed was shown before, or its shell is gone: it has rung and asked once. */
  readonly maySignal: () => boolean;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly onTitle: (title: string) => void;
  /** What a program wants to put into the clipboard; null = nothing (any more). */
  readonly onCopyWish: (text: string | null) => void;
  readonly copy: (text: string) => void;
  readonly markBell: () => void;
  readonly flash: () => void;
  readonly soundBell: () => void;
}

export interface ProgramSignals extends IDisposable {
  readonly answerCopy: (answer: CopyAnswer) => void;
}

/** What a program tells whoever looks at it, besides its output: a title, the bell, a wish for the clipboard. */
export function hearPrograms(deps: ProgramSignalsDeps): ProgramSignals {
  const { terminal } = deps;
  let title = '';
  let toldTitle = '';
  const ring = createBell({
    wish: () => deps.settings().bell,
    now: deps.now,
    mark: deps.markBell,
    flash: deps.flash,
    sound: deps.soundBell,
  });
  const copies = createProgramCopies({
    forbidden: () => deps.settings().programCopies === 'never',
    write: deps.copy,
    onWish: deps.onCopyWish,
  });
  const subscriptions = [
    terminal.onBell(() => {
      if (deps.maySignal()) ring();
    }),
    terminal.onTitleChange((next) => {
      title = next;
    }),
    // Once per parsed chunk: a program may set thousands of titles in one.
    terminal.onWriteParsed(() => {
      const clean = cleanTitle(title);
      if (clean === toldTitle) return;
      toldTitle = clean;
      deps.onTitle(clean);
    }),
    // Never answered when it asks for the content.
    terminal.parser.registerOscHandler(52, (data) => {
      if (deps.maySignal()) copies.ask(data);
      return true;
    }),
  ];
  return {
    answerCopy: copies.answer,
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
