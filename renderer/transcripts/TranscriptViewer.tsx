import '@xterm/xterm/css/xterm.css';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Failure, Transcript, TranscriptPart } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useApi, useStore } from '../store.ts';
import { byteSize } from '../terminals/durations.ts';
import { isMisleadingLink } from '../terminals/hostile-text.ts';
import { LinkQuestion } from '../terminals/Questions.tsx';
import type { TerminalView } from '../terminals/terminal-contract.ts';
import { createScreen, type Screen } from '../terminals/terminal-screen.ts';
import { searchDecorations, terminalColours } from '../terminals/terminal-theme.ts';
import { usePlatform, useThemeName } from '../terminals/window-state.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { SaveTranscript } from './SaveTranscript.tsx';
import { type FindDirection, TranscriptFind } from './TranscriptFind.tsx';

/** A page of a transcript has more lines than most tabs keep. */
const LINES = 100_000;

/** One transcript in a terminal that only shows: a piece of it at a time, the newest first. */
export function TranscriptViewer({
  transcript,
  onBack,
}: {
  readonly transcript: Transcript;
  readonly onBack: () => void;
}) {
  const api = useApi();
  const { openUrl } = useActions();
  const settings = useStore((state) => state.settings);
  const theme = useThemeName();
  const colours = useMemo(() => terminalColours(theme, settings), [theme, settings]);
  const platform = usePlatform();
  const host = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen | null>(null);
  const [part, setPart] = useState<TranscriptPart | null>(null);
  const [to, setTo] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [words, setWords] = useState('');
  const [hits, setHits] = useState<TerminalView['hits']>(null);
  const [asked, setAsked] = useState<{ readonly target: URL; readonly shownText: string } | null>(null);

  useEffect(() => {
    let gone = false;
    setFailure(null);
    void api.readTranscript(transcript.id, to).then((answer) => {
      if (gone) return;
      if (answer.ok) setPart(answer.value);
      else setFailure(answer.failure);
    });
    return () => {
      gone = true;
    };
  }, [api, transcript.id, to]);

  useEffect(() => {
    if (host.current === null || part === null) return;
    const made = createScreen(
      {
        colours,
        searching: true,
        resting: true,
        settings: { ...settings, scrollbackLines: LINES, cursorBlink: false },
      },
      {
        platform,
        onLink(target, shownText) {
          if (isMisleadingLink(shownText, target)) setAsked({ target, shownText });
          else openUrl(target.href);
        },
      },
    );
    const { terminal } = made;
    terminal.options.disableStdin = true;
    made.open(host.current);
    terminal.textarea?.setAttribute('aria-label', `Transcript of ${transcript.title}`);
    terminal.resize(part.columns, made.room()?.rows ?? 24);
    terminal.write(bytesOf(part.base64));
    screen.current = made;
    setHits(null);
    const results = made.search.onDidChangeResults(({ resultIndex, resultCount }) =>
      setHits({ index: resultIndex, count: resultCount }),
    );
    return () => {
      results.dispose();
      screen.current = null;
      terminal.dispose();
    };
  }, [part, colours, settings, platform, openUrl, transcript.title]);

  function find(text: string, direction: FindDirection): void {
    setWords(text);
    if (screen.current === null) return;
    const { search, terminal } = screen.current;
    const options = { decorations: searchDecorations(colours) };
    // from the end again: what is newest is met first
    if (direction === 'typed') terminal.clearSelection();
    if (text === '') search.clearDecorations();
    else if (direction === 'next') search.findNext(text, options);
    else search.findPrevious(text, options);
  }

  const isPart = part !== null && (part.from > part.start || part.to < part.end);

  return (
    <div className="dialog-body transcript-view">
      <div className="transcripts-head">
        <Button size="small" onClick={onBack}>
          <ArrowLeft aria-hidden />
          All transcripts
        </Button>
        <TranscriptFind words={words} placeholder={isPart ? 'Find in this part' : 'Find'} hits={hits} onFind={find} />
        <SaveTranscript transcript={transcript} />
      </div>
      {failure && <FailureNote failure={failure} />}
      <div ref={host} className="transcript-screen" />
      {asked !== null && (
        <LinkQuestion
          {...asked}
          onOpen={() => {
            openUrl(asked.target.href);
            setAsked(null);
          }}
          onCancel={() => setAsked(null)}
          onClosed={() => screen.current?.terminal.focus()}
        />
      )}
      {isPart && (
        <div className="transcript-parts">
          <Button size="small" disabled={part.from <= part.start} onClick={() => setTo(part.from)}>
            Earlier
          </Button>
          <span className="num">
            {byteSize(part.from - part.start)} to {byteSize(part.to - part.start)} of {byteSize(part.end - part.start)}
          </span>
          <Button
            size="small"
            disabled={part.to >= part.end}
            onClick={() => setTo(Math.min(part.end, part.to + part.mostBytes))}
          >
            Later
          </Button>
        </div>
      )}
    </div>
  );
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
