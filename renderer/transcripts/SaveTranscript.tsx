import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { Transcript } from '../../electron/contract.ts';
import { formatWords, transcriptFormats } from './formats.ts';
import { useSaveActions } from './save.ts';

/** The button that saves all of one transcript, in a format that is chosen. */
export function SaveTranscript({ transcript }: { readonly transcript: Transcript }) {
  const { saveAll } = useSaveActions();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-button"
        aria-label={`Save ${transcript.title}`}
        title="Save"
        disabled={transcript.readable !== 'yes'}
      >
        <Download aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" collisionPadding={8}>
          {transcriptFormats.map((format) => (
            <DropdownMenu.Item key={format} className="menu-item" onSelect={() => saveAll(transcript.id, format)}>
              {formatWords[format].label}
              <span className="transcript-ending" aria-hidden>
                .{formatWords[format].ending}
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
