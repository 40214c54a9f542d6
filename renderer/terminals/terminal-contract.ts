import type { WebglAddon } from '@xterm/addon-webgl';
import type { IBuffer, Terminal } from '@xterm/xterm';
import type { StoreApi } from 'zustand/vanilla';
import type { Api, Output, SessionFacts, SessionId } from '../../electron/contract.ts';
import type { SeenFormat } from '../transcripts/formats.ts';
import type { FilePlace } from './file-paths.ts';
import type { PatternProblem, PatternRunner } from './patterns/pattern-runner.ts';
import type { CopyAnswer } from './program-copies.ts';
import type { Deflate } from './row-store.ts';
import type { Platform, TerminalCommand } from './terminal-keys.ts';
import type { RendererName } from './terminal-renderer.ts';
import type { Appearance } from './terminal-screen.ts';
import type { Turns } from './turns.ts';

export interface SearchQuery {
  readonly text: string;
  readonly regex: boolean;
  readonly caseSensitive: boolean;
  readonly wholeWord: boolean;
}

/** A line of a terminal in which something was found. */
export interface Found {
  /** Where its line begins. */
  readonly row: number;
  readonly text: string;
  /** The first hit in it. */
  readonly start: number;
  readonly length: number;
  readonly hits: number;
}

/** What React shows of a terminal; the terminal itself lives outside React. */
export interface TerminalView {
  readonly columns: number;
  readonly rows: number;
  readonly title: string;
  readonly hasSelection: boolean;
  /** Null while nothing is searched; `index` is -1 when there are too many hits to count. */
  readonly hits: { readonly index: number; readonly count: number } | null;
  /** Why the pattern that is searched for finds nothing. */
  readonly patternProblem: PatternProblem | null;
  readonly renderer: RendererName;
  /** Bytes of a paste that wait in the view. */
  readonly pasteWaitingBytes: number;
  readonly hoveredLink: string | null;
  /** What a program wants to put into the clipboard, and may once the user has said so. */
  readonly copyWish: string | null;
  readonly fullScreenProgram: boolean;
  readonly scrolledBack: boolean;
}

export type TerminalApi = Pick<
  Api,
  'attachSession' | 'acknowledge' | 'input' | 'resize' | 'openExternal' | 'readClipboard' | 'writeClipboard'
>;

export interface TerminalControllerDeps {
  readonly api: TerminalApi;
  readonly sessionId: SessionId;
  readonly appearance: Appearance;
  readonly platform: Platform;
  /** In the browser door the page reads the clipboard best through the browser's own paste event. */
  readonly nativePaste: boolean;
  readonly page: Document;
  readonly hasGpu: () => boolean;
  readonly loadWebgl: () => Promise<WebglAddon>;
  /** Makes a terminal show images; null where this page does not. */
  readonly showImages: ((terminal: Terminal) => Promise<void>) | null;
  readonly loadDeflate: () => Promise<Deflate>;
  /** Resolves when the terminal font can be measured. */
  readonly fontsReady: (appearance: Appearance) => Promise<unknown>;
  readonly makePatternRunner: () => PatternRunner;
  readonly defer: (task: () => void) => void;
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly turns: Turns;
  /** Text wants in; the area asks where it must and calls `paste`. */
  readonly onPaste: (sessionId: SessionId, text: string) => void;
  /** The user typed this into the terminal, and it went to its session. */
  readonly onTyped: (sessionId: SessionId, data: string) => void;
  /** The user scrolled to so many lines from the newest. */
  readonly onScrolled: (sessionId: SessionId, linesBack: number) => void;
  /** A file path was clicked with the modifier held. */
  readonly onPath: (place: FilePlace) => void;
  /** It rang while it is not on the screen. */
  readonly onBell: () => void;
  readonly soundBell: () => void;
  readonly onLink: (target: URL, shownText: string) => void;
  readonly onCommand: (command: TerminalCommand) => void;
}

export interface TerminalController {
  readonly sessionId: SessionId;
  /** The element to be placed in the page; it is made once and moves with the terminal. */
  readonly element: HTMLElement;
  readonly view: StoreApi<TerminalView>;
  readonly show: () => void;
  readonly hide: () => void;
  readonly focus: () => void;
  /** Names the input after the session where the page shows more than one; null = the only one. */
  readonly nameInput: (name: string | null) => void;
  /** Fits columns and rows to the element. */
  readonly fit: () => void;
  readonly attach: () => Promise<void>;
  readonly receive: (output: Output) => void;
  readonly follow: (session: SessionFacts) => void;
  /** Bytes that core has of the input and has not passed on yet. */
  readonly corePending: (bytes: number) => void;
  readonly dress: (appearance: Appearance) => void;
  /** Sends what was typed into another terminal. */
  readonly type: (data: string) => void;
  /** Scrolls to so many lines from the newest. */
  readonly scrollBackTo: (linesBack: number) => void;
  /** Sends text as a paste, without asking. */
  readonly paste: (text: string) => void;
  /** False when the program in front is known to read character by character. */
  readonly mayReadLines: () => boolean;
  readonly cancelPaste: () => void;
  readonly requestPaste: () => Promise<void>;
  readonly copy: () => Promise<void>;
  readonly selectAll: () => void;
  readonly clear: () => void;
  readonly scrollToEnd: () => void;
  readonly find: (query: SearchQuery, direction: 'next' | 'previous' | 'typed') => void;
  readonly endSearch: () => void;
  readonly answerCopy: (answer: CopyAnswer) => void;
  /** The right button: true when it has copied or pasted, false where the menu is to open. */
  readonly rightClick: (withShift: boolean) => boolean;
  /** True when a program in the shell asked for mouse reports. */
  readonly programTakesMouse: () => boolean;
  /** Types a line that tells the shell how large this view is; the way there cannot carry it otherwise. */
  readonly typeSize: () => void;
  /** Resolves when all that had come is in the scrollback, also of a terminal that is not seen; in any case soon. */
  readonly caughtUp: () => Promise<void>;
  readonly scrollback: () => IBuffer;
  /** Shows the line; false when it cannot be shown. */
  readonly reveal: (found: Found) => boolean;
  /** What the terminal shows and keeps, as text. */
  readonly text: () => string;
  /** The same in a form that keeps colours. `title`: of the page. */
  readonly seen: (format: SeenFormat, title: string) => Promise<string>;
  readonly dispose: () => void;
}
