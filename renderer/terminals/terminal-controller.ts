import { createStore } from 'zustand/vanilla';
import { readBuffer } from './buffer-text.ts';
import { createByteFlow } from './byte-flow.ts';
import { createCatchUp } from './catch-up.ts';
import { leaveProgram } from './leave-program.ts';
import { createPatternSearch } from './patterns/pattern-search.ts';
import { hearPrograms } from './program-signals.ts';
import { createRowStore } from './row-store.ts';
import { revealLine } from './search-everywhere/buffer-lines.ts';
import { createSkimGuard } from './skim-guard.ts';
import type { TerminalController, TerminalControllerDeps, TerminalView } from './terminal-contract.ts';
import { createTerminalFit } from './terminal-fit.ts';
import { createTerminalHand } from './terminal-hand.ts';
import { createTerminalRenderer } from './terminal-renderer.ts';
import { createScreen } from './terminal-screen.ts';
import { createTerminalScroll } from './terminal-scroll.ts';
import { createTerminalSearch } from './terminal-search.ts';
import { searchDecorations } from './terminal-theme.ts';
import { createTerminalTyping } from './terminal-typing.ts';

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

  const typing = createTerminalTyping({
    terminal,
    send: (bytes) => api.input(sessionId, bytes),
    onWaiting: (pasteWaitingBytes) => view.setState({ pasteWaitingBytes }),
    takesInput: () => accepting,
    isReplaying: () => parsingReplay,
    onTyped(data) {
      deps.turns.typed();
      bytes.typed(data);
      deps.onTyped(sessionId, data);
    },
  });

  const catchUp = createCatchUp({
    after: deps.after,
    parseAll(parsed) {
      // A terminal that is not seen takes its time otherwise.
      bytes.setVisible(true);
      bytes.afterThis((done) => {
        bytes.setVisible(visible);
        parsed();
        done();
      });
    },
  });
  const skimGuard = createSkimGuard(terminal);
  const rows = createRowStore({ terminal, after: deps.after, now: deps.now, load: deps.loadDeflate });
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
    terminal.onSelectionChange(() => view.setState({ hasSelection: terminal.hasSelection() })),
    terminal.buffer.onBufferChange((buffer) => {
      view.setState({ fullScreenProgram: buffer.type === 'alternate' });
      size.screenChanged();
    }),
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

  const size = createTerminalFit({
    terminal: {
      room: () => (visible && opened && element.clientWidth > 0 && element.clientHeight > 0 ? screen.room() : null),
      take: screen.take,
      setTextSize(pixels) {
        if (terminal.options.fontSize !== pixels) terminal.options.fontSize = pixels;
      },
      onOtherScreen: () => terminal.buffer.active.type === 'alternate',
      hasOtherArrows: () => terminal.modes.applicationCursorKeysMode,
    },
    textSize: () => appearance.settings.terminalFontSize,
    onRoom(room) {
      view.setState(room);
      tellSize();
    },
    after: deps.after,
    now: deps.now,
  });

  /** Before it was shown once it has no size of its own; a shell of a job would be told a wrong one. */
  function tellSize(): void {
    const room = size.room();
    if (room !== null) api.resize(sessionId, room.columns, room.rows);
  }

  const scroll = createTerminalScroll({
    terminal,
    defer: deps.defer,
    onScrolledBack: (scrolledBack) => view.setState({ scrolledBack }),
    onScrolled: (linesBack) => deps.onScrolled(sessionId, linesBack),
  });
  const hand = createTerminalHand({
    ...deps,
    ...{ terminal, element },
    settings: () => appearance.settings,
    takesInput: () => accepting,
    onPaste: (text) => deps.onPaste(sessionId, text),
    onScrolled: scroll.note,
    onMayScroll: scroll.mayScroll,
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
        screen.open(element);
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
      screen.shown();
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
    fit: size.fit,
    async attach() {
      if (images !== undefined) await images;
      if (disposed) return;
      bytes.attaching();
      const answer = await api.attachSession(sessionId);
      if (answer.ok && !disposed) {
        bytes.attached(answer.value, answer.value.earlier);
        catchUp.attached(answer.value);
        tellSize();
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
      size.follow(session);
      if (!accepting) typing.cancel();
      // a local shell draws its line anew for another size; a job's shell is told of it later, and without a trace
      terminal.options.reflowCursorLine = session.kind === 'job';
      terminal.options.cursorStyle = accepting ? appearance.settings.cursorStyle : 'underline';
    },
    corePending(bytes) {
      if (accepting) typing.corePending(bytes);
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
      bytes.typed(data);
      typing.type(data);
    },
    scrollBackTo: scroll.to,
    paste: typing.paste,
    mayReadLines: () => !terminal.modes.bracketedPasteMode && !view.getState().fullScreenProgram,
    cancelPaste: typing.cancel,
    requestPaste: hand.requestPaste,
    copy: hand.copy,
    selectAll: () => terminal.selectAll(),
    clear: () => terminal.clear(),
    scrollToEnd: () => terminal.scrollToBottom(),
    find: search.find,
    endSearch: search.end,
    answerCopy: signals.answerCopy,
    rightClick: hand.rightClick,
    programTakesMouse: hand.programTakesMouse,
    typeSize() {
      const { fullScreenProgram, rows, columns } = view.getState();
      if (!fullScreenProgram) typing.sendText(` stty rows ${rows} cols ${columns}\r`);
    },
    async caughtUp() {
      await catchUp.caughtUp();
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
      size.dispose();
      search.dispose();
      typing.dispose();
      hand.dispose();
      scroll.dispose();
      for (const subscription of subscriptions) subscription.dispose();
      renderer.dispose();
      terminal.dispose();
      element.remove();
    },
  };
  return controller;
}
