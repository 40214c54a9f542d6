import { DropdownMenu } from 'radix-ui';
import type { TranscriptFormat } from '../../electron/contract.ts';
import { type SeenFormat, seenFormats, transcriptFormats } from './formats.ts';

export interface SaveMenuProps {
  /** Null = there is nothing on the screen to save. */
  readonly onSeen: ((format: SeenFormat) => void) | null;
  /** Null = its output is not kept. */
  readonly onAll: ((format: TranscriptFormat) => void) | null;
}

/** The parts of a menu that save a terminal's output. */
export function SaveMenu({ onSeen, onAll }: SaveMenuProps) {
  return (
    <>
      {onSeen !== null && (
        <DropdownMenu.Sub>
          <DropdownMenu.SubTrigger className="t-menu-item">Save what I see…</DropdownMenu.SubTrigger>
          <DropdownMenu.Portal>
            <DropdownMenu.SubContent className="t-menu" collisionPadding={8}>
              {seenFormats.map(({ format, label }) => (
                <DropdownMenu.Item key={format} className="t-menu-item" onSelect={() => onSeen(format)}>
                  {label}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.SubContent>
          </DropdownMenu.Portal>
        </DropdownMenu.Sub>
      )}
      <DropdownMenu.Sub>
        <DropdownMenu.SubTrigger className="t-menu-item" disabled={onAll === null}>
          Save everything…
        </DropdownMenu.SubTrigger>
        <DropdownMenu.Portal>
          <DropdownMenu.SubContent className="t-menu" collisionPadding={8}>
            {transcriptFormats.map(({ format, label }) => (
              <DropdownMenu.Item key={format} className="t-menu-item" onSelect={() => onAll?.(format)}>
                {label}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.SubContent>
        </DropdownMenu.Portal>
      </DropdownMenu.Sub>
    </>
  );
}
