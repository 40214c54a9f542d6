import { createStore } from 'zustand/vanilla';
import { asCursorKey, createTypedInput } from './broadcast/typed-input.ts';
import { readBuffer } from './buffer-text.ts';
import { createByteFlow } from './byte-flow.ts';
import { createCatchUp } from './catch-up.ts';
import { createInputFlow } from './input-flow.ts';
import { leaveProgram } from './leave-program.ts';
import { bracketedPasteEnd, encodePaste } from './paste.ts';
import { createPatternSearch } from './patterns/pattern-search.ts';
import { hearPrograms } from './program-signals.ts';
import { createRowStore } from './row-store.ts';
import { revealLine } from './search-everywhere/buffer-lines.ts';
import { createSkimGuard } from './skim-guard.ts';
import { createTerminalClicks } from './terminal-clicks.ts';
import type { TerminalController, TerminalControllerDeps, TerminalView } from './terminal-contract.ts';
import { readTerminalKey } from './terminal-keys.ts';
import { followPointer } from './terminal-pointer.ts';
import { createTerminalRenderer } from './terminal-renderer.ts';
import { createScreen } from './terminal-screen.ts';
import { createTerminalSearch } from './terminal-search.ts';
import { searchDecorations } from './terminal-theme.ts';

/** Core may be out of reach: what is there is searched all the same. */
const longestCatchUpMs = 3000;

/** One xterm for one session: bytes in, keys out, and the way it looks. */
export function createTerminalController(deps: TerminalControllerDeps): TerminalController {
  const { api, sessionId } = deps;
  let appearance = deps.appearance;
  let visible = false;
  let opened = false;
  let disposed = false;
  let accepting = true;
  let hadShell = false;
  let parsingReplay = false;
  let searching = false;
  let inputName = 'Terminal input';
  const encoder = new TextEncoder();

  const view = createStore<TerminalView>(() => ({
    columns: 80,
    rows: 24,
    title: '',
    hasSelection: false,
    hits: null,
    patternProblem: null,
    renderer: 'dom',
    pasteWaitingBytes: 0,
    hoveredLink: null,
    copyWish: null,
    fullScreenProgram: false,
    scrolledBack: false,
  }));

  const element = deps.page.createElement('div');
  element.className = 'terminal-host';

  const screen = createScreen(appearance, {
    platform: deps.platform,
    onLink: deps.onLink,
    onPath: deps.onPath,
    onHover: (hoveredLink) => view.setState({ hoveredLink }),
  });
  const { terminal } = screen;
  dressElement();

  const input = createInputFlow({
    send: (bytes) => api.input(sessionId, bytes),
    onWaiting: (pasteWaitingBytes) => view.setState({ pasteWaitingBytes }),
  });
  const typedInput = createTypedInput();
  const sendText = (text: string): void => {
    const typed = typedInput.isTyped(text);
    // An image that is shown again is parsed while the user may type.
    if (!accepting || (parsingReplay && !typed)) return;
    input.send(encoder.encode(text));
    if (!typed) return;
    deps.turns.typed();
    deps.onTyped(sessionId, text);
  };

  const catchUp = createCatchUp();
  const skimGuard = createSkimGuard(terminal);
  const rows = createRowStore({ terminal, after: deps.after, load: deps.loadDeflate });
  rows.rest();
  const signals = hearPrograms({
    terminal,
    settings: () => appearance.settings,
    maySignal: () => accepting && !parsingReplay,
    now: deps.now,
    onTitle: (title) => view.setState({ title }),
    onCopyWish: (copyWish) => view.setState({ copyWish }),
    copy: (text) => void api.writeClipboard(text),
    markBell: () => !visible && deps.onBell(),
    flash() {
      element.dataset.ringing = '';
      deps.after(140, () => delete element.dataset.ringing);
    },
    soundBell: deps.soundBell,
  });
  const bytes = createByteFlow({
    write: (chunk, parsed) => terminal.write(chunk, parsed),
    writeReplay(chunk, parsed) {
      // After user input xterm parses the next write within the call, if nothing else waits to be parsed. An empty input
      // makes use of that: what the terminal answers to replayed bytes comes before `write` returns, what the user types
      // cannot. Should a later xterm parse later, the gate stays shut until it has.
      parsingReplay = true;
      terminal.input('', true);
      terminal.write(chunk, () => {
        parsingReplay = false;
        parsed();
      });
    },
    acknowledge: (offset) => api.acknowledge(sessionId, offset, skimGuard.linesThatFill()),
    describeGap: (missing) =>
      encoder.encode(`\r\n\u001b[0;2m[${missing.toLocaleString('en')} bytes are no longer kept]\u001b[0m\r\n`),
    defer: deps.defer,
    after: deps.after,
    now: deps.now,
    turns: deps.turns,
  });

  const subscriptions = [
    terminal.onKey(({ key }) => typedInput.keyed(key)),
    terminal.onData(sendText),
    terminal.onBinary((data) => {
      if (accepting && !parsingReplay) input.send(Uint8Array.from(data, (character) => character.charCodeAt(0) & 0xff));
    }),
    terminal.onResize(({ cols, rows }) => {
      view.setState({ columns: cols, rows });
      api.resize(sessionId, cols, rows);
    }),
    terminal.onSelectionChange(() => view.setState({ hasSelection: terminal.hasSelection() })),
    terminal.buffer.onBufferChange((buffer) => view.setState({ fullScreenProgram: buffer.type === 'alternate' })),
    terminal.onScroll(() => {
      noteScroll();
      noteUserScroll();
    }),
    terminal.onWriteParsed(noteScroll),
  ];
  const decorations = () => searchDecorations(appearance.colours);
  const search = createTerminalSearch({
    addon: screen.search,
    makePatterns: (onResult) =>
      createPatternSearch({ terminal, runner: deps.makePatternRunner(), decorations, onResult, after: deps.after }),
    decorations,
    onSearching(now) {
      searching = now;
      dress();
    },
    onResult: (result) => view.setState(result),
  });

  function dress(): void {
    screen.dress({ ...appearance, searching, resting: !accepting });
    dressElement();
  }

  function dressElement(): void {
    // The ground of the terminal reaches to the edges of its place, where it has no cells.
    element.style.backgroundColor = appearance.colours.background;
    // Left to itself the DOM draws them in some places and not in others.
    element.style.fontVariantLigatures = appearance.settings.ligatures ? 'contextual' : 'none';
  }

  /** Before it was shown once it has no size of its own; a shell of a job would be told a wrong one. */
  function tellSize(): void {
    api.resize(sessionId, terminal.cols, terminal.rows);
  }

  function noteScroll(): void {
    const { viewportY, baseY } = terminal.buffer.active;
    const scrolledBack = viewportY < baseY;
    if (view.getState().scrolledBack !== scrolledBack) view.setState({ scrolledBack });
  }

  /** Output scrolls too, but not within what the user does. */
  let mayScroll = false;
  let linesBack = 0;
  function noteUserScroll(): void {
    const { viewportY, baseY, type } = terminal.buffer.active;
    if (!mayScroll || type === 'alternate' || baseY - viewportY === linesBack) return;
    linesBack = baseY - viewportY;
    deps.onScrolled(sessionId, linesBack);
  }

  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    const command = readTerminalKey(event, deps.platform);
    if (!command) return true;
    // The browser's own paste event brings the text, and `onPasteEvent` asks about it.
    if (command.do === 'paste' && deps.nativePaste) return false;
    event.preventDefault();
    event.stopPropagation();
    if (command.do === 'copy') void controller.copy();
    else if (command.do === 'paste') void controller.requestPaste();
    else deps.onCommand(command);
    return false;
  });

  // Every paste (key, menu, middle click, drop from an input method) passes here before xterm hears of it.
  const onPasteEvent = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text !== '' && accepting && clicks.mayPaste()) deps.onPaste(sessionId, text);
  };
  element.addEventListener('paste', onPasteEvent, { capture: true });
  const clicks = createTerminalClicks({
    platform: deps.platform,
    settings: () => appearance.settings,
    programTakesMouse: () => controller.programTakesMouse(),
    hasSelection: () => terminal.hasSelection(),
    copy() {
      void controller.copy();
      terminal.clearSelection();
    },
    paste: () => void controller.requestPaste(),
    now: deps.now,
  });
  const stopPointer = followPointer({
    element,
    page: deps.page,
    onScrolled: noteScroll,
    onMayScroll() {
      mayScroll = true;
      deps.defer(() => {
        mayScroll = false;
      });
    },
    onMiddle: clicks.middle,
    onSelected: () => appearance.settings.copyOnSelect && void controller.copy(),
  });

  const renderer = createTerminalRenderer({
    terminal,
    hasGpu: deps.hasGpu,
    load: deps.loadWebgl,
    onChange: (name) => view.setState({ renderer: name }),
  });

  // What comes first may be an image. Without them everything else is there.
  const images = deps.showImages?.(terminal).then(screen.guardAnew, () => {});

  const controller: TerminalController = {
    sessionId,
    element,
    view,
    show() {
      visible = true;
      rows.wake();
      if (!opened) {
        opened = true;
        terminal.open(element);
        terminal.textarea?.setAttribute('aria-label', inputName);
        void deps.fontsReady(appearance).then(() => {
          if (disposed) return;
          // Cells measured with a fallback font would stay wrong: measure again now that ours is there.
          const { fontFamily } = terminal.options;
          terminal.options.fontFamily = 'monospace';
          terminal.options.fontFamily = fontFamily ?? 'monospace';
          controller.fit();
        });
      }
      controller.fit();
      tellSize();
      renderer.choose(appearance.settings.renderer, visible);
      bytes.setVisible(true);
    },
    hide() {
      visible = false;
      rows.rest();
      bytes.setVisible(false);
      // Out of the page: xterm stops painting, and the page has an input for each terminal on the screen only.
      element.remove();
      // Browsers keep only about 16 WebGL contexts alive per page.
      renderer.choose(appearance.settings.renderer, visible);
    },
    focus: () => terminal.focus(),
    nameInput(name) {
      inputName = name === null ? 'Terminal input' : `Terminal input, ${name}`;
      terminal.textarea?.setAttribute('aria-label', inputName);
    },
    fit() {
      if (visible && opened && element.clientWidth > 0 && element.clientHeight > 0) screen.fit.fit();
    },
    async attach() {
      if (images !== undefined) await images;
      if (disposed) return;
      bytes.attaching();
      const answer = await api.attachSession(sessionId);
      if (answer.ok && !disposed) {
        bytes.attached(answer.value);
        catchUp.attached(answer.value);
        if (opened) tellSize();
      }
    },
    receive({ offset, bytes: chunk, leftOut }) {
      bytes.received(offset, chunk, leftOut);
      catchUp.received(offset + chunk.length);
    },
    follow(session) {
      const ended = session.state.status === 'ended';
      if (hadShell && ended) bytes.afterThis((done) => leaveProgram(terminal, done));
      accepting = session.state.status === 'open' || session.state.status === 'held';
      hadShell = accepting;
      if (accepting) input.corePending(session.inputPendingBytes);
      else input.cancel();
      // a local shell draws its line anew for another size; a job's shell is told of it later, and without a trace
      terminal.options.reflowCursorLine = session.kind === 'job';
      terminal.options.cursorStyle = accepting ? appearance.settings.cursorStyle : 'underline';
    },
    dress(next) {
      const grows = next.settings.scrollbackLines > appearance.settings.scrollbackLines;
      appearance = next;
      if (grows) {
        // what is on its way was measured by the smaller scrollback, and must not stand beside what it pushes out
        bytes.afterThis((done) => {
          dress();
          done();
        });
      } else dress();
      controller.fit();
      renderer.choose(appearance.settings.renderer, visible);
      void deps.fontsReady(next).then(() => !disposed && controller.fit());
    },
    type(data) {
      if (!accepting) return;
      input.send(encoder.encode(asCursorKey(data, terminal.modes.applicationCursorKeysMode)));
      terminal.scrollToBottom();
    },
    scrollBackTo(lines) {
      const { viewportY, baseY, type } = terminal.buffer.active;
      if (type === 'alternate') return;
      linesBack = Math.min(lines, baseY);
      if (baseY - viewportY !== linesBack) terminal.scrollToLine(baseY - linesBack);
      noteScroll();
    },
    paste(text) {
      if (!accepting) return;
      const bracketed = terminal.modes.bracketedPasteMode;
      input.send(
        encoder.encode(encodePaste(text, { bracketed })),
        bracketed ? encoder.encode(bracketedPasteEnd) : undefined,
      );
      terminal.scrollToBottom();
    },
    mayReadLines: () => !terminal.modes.bracketedPasteMode && !view.getState().fullScreenProgram,
    cancelPaste: () => input.cancel(),
    async requestPaste() {
      const answer = await api.readClipboard();
      if (answer.ok && answer.value !== '' && !disposed) deps.onPaste(sessionId, answer.value);
    },
    async copy() {
      if (terminal.hasSelection()) await api.writeClipboard(terminal.getSelection());
    },
    selectAll: () => terminal.selectAll(),
    clear: () => terminal.clear(),
    scrollToEnd: () => terminal.scrollToBottom(),
    find: search.find,
    endSearch: search.end,
    answerCopy: signals.answerCopy,
    rightClick: clicks.right,
    programTakesMouse: () => terminal.modes.mouseTrackingMode !== 'none',
    typeSize() {
      if (!view.getState().fullScreenProgram) sendText(` stty rows ${terminal.rows} cols ${terminal.cols}\r`);
    },
    async caughtUp() {
      const all = catchUp.whenReplayed().then(() => {
        // A terminal that is not seen takes its time otherwise.
        bytes.setVisible(true);
        return new Promise<void>((resolve) =>
          bytes.afterThis((done) => {
            bytes.setVisible(visible);
            resolve();
            done();
          }),
        );
      });
      await Promise.race([all, new Promise<void>((resolve) => deps.after(longestCatchUpMs, resolve))]);
      if (!disposed) bytes.setVisible(visible);
    },
    scrollback: () => terminal.buffer.normal,
    reveal: (found) => revealLine(terminal, found),
    text: () => readBuffer(terminal.buffer.active),
    async seen(format, title) {
      if (format === 'text') return `${controller.text().trimEnd()}\n`;
      const { seenAsAnsi, seenAsHtml } = await import('../transcripts/seen-export.ts');
      return format === 'ansi' ? seenAsAnsi(terminal) : seenAsHtml(terminal, title);
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      bytes.dispose();
      skimGuard.dispose();
      rows.dispose();
      signals.dispose();
      search.dispose();
      stopPointer();
      element.removeEventListener('paste', onPasteEvent, { capture: true });
      for (const subscription of subscriptions) subscription.dispose();
      renderer.dispose();
      terminal.dispose();
      element.remove();
    },
  };
  return controller;
}
