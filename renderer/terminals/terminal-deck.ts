import type { Terminal } from '@xterm/xterm';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Api, SessionCounters, SessionFacts, SessionId } from '../../electron/contract.ts';
import { after, nextTask } from '../after.ts';
import { createBellSound } from './bell.ts';
import type { FilePlace } from './file-paths.ts';
import { fontStack } from './font-stack.ts';
import { createGpuProbe } from './gpu.ts';
import { isMisleadingLink } from './hostile-text.ts';
import { pageShowsImages } from './images/page-images.ts';
import { inspectPaste } from './paste.ts';
import { createPatternRunner } from './patterns/pattern-runner.ts';
import { patternRunnerDeps } from './patterns/start-pattern-worker.ts';
import type { TerminalController } from './terminal-contract.ts';
import { createTerminalController } from './terminal-controller.ts';
import type { Platform, TerminalCommand } from './terminal-keys.ts';
import type { Appearance } from './terminal-screen.ts';
import { createTurns } from './turns.ts';

/** Something that is asked before it is done. */
export type DeckQuestion =
  /** `sessionIds`: all that would get it, that where it was pasted first. */
  | {
      readonly ask: 'paste';
      readonly sessionIds: readonly SessionId[];
      readonly text: string;
      /** One of them may read line by line. */
      readonly lineMode: boolean;
    }
  | { readonly ask: 'path'; readonly sessionId: SessionId; readonly place: FilePlace }
  | { readonly ask: 'link'; readonly target: URL; readonly shownText: string };

export interface TerminalDeckDeps {
  readonly api: Api;
  readonly appearance: Appearance;
  readonly platform: Platform;
  readonly nativePaste: boolean;
  readonly page: Document;
  /** A program rang in a terminal that is not on the screen. */
  readonly onBell: (sessionId: SessionId) => void;
  readonly onCommand: (command: TerminalCommand) => void;
  /** Who else gets what is typed or pasted into this one. */
  readonly othersThatGet: (typedInto: SessionId) => readonly SessionId[];
  /** Who else scrolls when this one is scrolled. */
  readonly othersThatScroll: (scrolled: SessionId) => readonly SessionId[];
}

/** All terminals of the window, one per session. */
export interface TerminalDeck {
  readonly question: StoreApi<{ readonly open: DeckQuestion | null }>;
  /** The session's terminal; made and attached when it is asked for the first time. */
  readonly terminal: (sessionId: SessionId) => TerminalController;
  /** Bytes of a paste that have not left the view. */
  readonly waitingInputBytes: (sessionId: SessionId) => number;
  /** What core has of the input and has not passed on yet, of each session. */
  readonly corePending: (counters: ReadonlyMap<SessionId, Pick<SessionCounters, 'inputPendingBytes'>>) => void;
  /** Shows the terminal in `host`, until it is hidden. */
  readonly show: (sessionId: SessionId, host: HTMLElement) => void;
  /** Terminals of sessions that are gone are disposed. */
  readonly follow: (sessions: readonly SessionFacts[]) => void;
  readonly dress: (appearance: Appearance) => void;
  readonly dispose: () => void;
}

export function createTerminalDeck(deps: TerminalDeckDeps): TerminalDeck {
  const { api, page } = deps;
  const controllers = new Map<SessionId, TerminalController>();
  const question = createStore<{ readonly open: DeckQuestion | null }>(() => ({ open: null }));
  const hasGpu = createGpuProbe(page);
  const soundBell = createBellSound();
  const now = (): number => performance.now();
  const turns = createTurns({
    now,
    defer: nextTask,
    after,
    afterDrawing: (task) => requestAnimationFrame(() => nextTask(task)),
  });
  const showImages = pageShowsImages(page)
    ? async (terminal: Terminal) => {
        const { showImages: show } = await import('./images/terminal-images.ts');
        await show({ terminal, now, after });
      }
    : null;
  let appearance = deps.appearance;
  let sessions: readonly SessionFacts[] = [];

  function attachAgain(): void {
    for (const controller of controllers.values()) void controller.attach();
  }

  const subscriptions = [
    api.on('output', (output) => controllers.get(output.sessionId)?.receive(output)),
    api.on('vault', ({ mode }) => {
      // what tabs showed in an earlier run can be read from now on
      if (mode === 'encrypted') attachAgain();
    }),
    api.onConnection((connected) => {
      // The door has lost its way to the core for a while; what was missed is sent again from the oldest byte kept.
      if (connected) attachAgain();
    }),
  ];

  function make(sessionId: SessionId): TerminalController {
    const controller = createTerminalController({
      api,
      sessionId,
      appearance,
      platform: deps.platform,
      nativePaste: deps.nativePaste,
      page,
      hasGpu,
      showImages,
      loadWebgl: async () => new (await import('@xterm/addon-webgl')).WebglAddon(),
      loadDeflate: () => import('./deflate.ts'),
      fontsReady: ({ settings }) =>
        Promise.all(
          ['400', '700'].map((weight) =>
            page.fonts.load(`${weight} ${settings.terminalFontSize}px ${fontStack(settings)}`),
          ),
        ).catch(() => null),
      makePatternRunner: () => createPatternRunner(patternRunnerDeps),
      defer: nextTask,
      after,
      now,
      turns,
      onTyped(id, data) {
        for (const other of deps.othersThatGet(id)) terminal(other).type(data);
      },
      onScrolled(id, linesBack) {
        for (const other of deps.othersThatScroll(id)) terminal(other).scrollBackTo(linesBack);
      },
      onPaste(id, text) {
        const sessionIds = [id, ...deps.othersThatGet(id)];
        const facts = inspectPaste(text);
        const lineMode = sessionIds.some((one) => terminal(one).mayReadLines());
        // What would be lost is said in any case.
        const loses = lineMode && facts.longLines > 0;
        if (loses || (appearance.settings.confirmMultilinePaste && facts.risky)) {
          question.setState({ open: { ask: 'paste', sessionIds, text, lineMode } });
        } else for (const one of sessionIds) terminal(one).paste(text);
      },
      onLink(target, shownText) {
        if (isMisleadingLink(shownText, target)) question.setState({ open: { ask: 'link', target, shownText } });
        else void api.openExternal(target.href);
      },
      onPath: (place) => question.setState({ open: { ask: 'path', sessionId, place } }),
      onBell: () => deps.onBell(sessionId),
      soundBell,
      onCommand: deps.onCommand,
    });
    const session = sessions.find(({ id }) => id === sessionId);
    if (session) controller.follow(session);
    controllers.set(sessionId, controller);
    void controller.attach();
    return controller;
  }

  const terminal = (sessionId: SessionId): TerminalController => controllers.get(sessionId) ?? make(sessionId);

  return {
    question,
    terminal,
    waitingInputBytes: (sessionId) => controllers.get(sessionId)?.view.getState().pasteWaitingBytes ?? 0,
    show(sessionId, host) {
      const controller = terminal(sessionId);
      if (controller.element.parentElement !== host) host.append(controller.element);
      controller.show();
    },
    follow(next) {
      sessions = next;
      const known = new Map(next.map((session) => [session.id, session]));
      for (const [id, controller] of controllers) {
        const session = known.get(id);
        if (session) controller.follow(session);
        else {
          controllers.delete(id);
          controller.dispose();
        }
      }
    },
    corePending(counters) {
      for (const [id, controller] of controllers) {
        const own = counters.get(id);
        if (own) controller.corePending(own.inputPendingBytes);
      }
    },
    dress(next) {
      appearance = next;
      for (const controller of controllers.values()) controller.dress(next);
    },
    dispose() {
      for (const undo of subscriptions) undo();
      for (const controller of controllers.values()) controller.dispose();
      controllers.clear();
    },
  };
}
