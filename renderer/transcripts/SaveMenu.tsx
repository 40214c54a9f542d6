import { ChevronRight } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { TerminalSession } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { type SeenFormat, seenFileName, seenFormats, transcriptFormats } from './formats.ts';
import { useSaveActions } from './save.ts';

export interface SaveMenuProps {
  readonly session: TerminalSession;
  /** What is on the screen and in the scrollback; null = not offered here. */
  readonly seen: ((format: SeenFormat, title: string) => Promise<string>) | null;
}

/** The entries of a menu that save a terminal's output. */
export function SaveMenu({ session, seen }: SaveMenuProps) {
  const { saveAll, saveText } = useSaveActions();
  const openDialog = useStore((state) => state.openDialog);
  const kept = useStore((state) =>
    session.job === null
      ? state.settings.transcriptLocalShells
      : (state.accounts.find(({ id }) => id === session.job?.accountId)?.keepTranscripts ?? false),
  );
  return (
    <>
      {seen !== null && (
        <Formats
          label="Save what I see"
          formats={seenFormats}
          onFormat={(format) => saveText(seenFileName(session, format), seen(format, session.title))}
        />
      )}
      <Formats
        label={kept ? 'Save everything' : 'Save everything (not kept)'}
        disabled={!kept}
        formats={transcriptFormats}
        onFormat={(format) => saveAll(session.id, format)}
      />
      <DropdownMenu.Item className="t-menu-item" onSelect={() => openDialog({ kind: 'transcripts', sessionId: null })}>
        Transcripts…
      </DropdownMenu.Item>
    </>
  );
}

interface FormatsProps<T extends string> {
  readonly label: string;
  readonly disabled?: boolean;
  readonly formats: readonly { readonly format: T; readonly label: string }[];
  readonly onFormat: (format: T) => void;
}

function Formats<T extends string>({ label, disabled = false, formats, onFormat }: FormatsProps<T>) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className="t-menu-item" disabled={disabled}>
        {label}
        <ChevronRight className="t-menu-more" aria-hidden />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent className="t-menu" collisionPadding={8}>
          {formats.map(({ format, label: name }) => (
            <DropdownMenu.Item key={format} className="t-menu-item" onSelect={() => onFormat(format)}>
              {name}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}
