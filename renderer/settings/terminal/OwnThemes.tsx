import { FileUp, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Settings } from '../../../electron/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Lockable, useLocked } from '../ManagedMark.tsx';
import { importThemes, withoutTheme } from './import-themes.ts';
import { Swatches } from './TerminalPreview.tsx';

export interface OwnThemesProps {
  readonly settings: Settings;
  readonly onChange: (patch: Partial<Settings>) => void;
}

/** Themes of other terminals, taken in from their files. */
export function OwnThemes({ settings, onChange }: OwnThemesProps) {
  const file = useRef<HTMLInputElement>(null);
  const locked = useLocked('terminalThemes');
  const [told, setTold] = useState<{ readonly bad: boolean; readonly text: string } | null>(null);

  async function take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    try {
      const { patch, message } = await importThemes(files, settings);
      onChange(patch);
      setTold({ bad: false, text: message });
    } catch (error) {
      setTold({ bad: true, text: error instanceof Error ? error.message : String(error) });
    }
  }

  return (
    <Lockable locked={locked}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button beside does the same for the keyboard */}
      <div
        className="own-themes"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (!locked) void take([...event.dataTransfer.files]);
        }}
      >
        <div className="own-themes-head">
          <div>
            <span className="setting-label">Your themes</span>
            <p>iTerm2, Windows Terminal, VS Code, Alacritty, base16, Xresources and kitty files.</p>
          </div>
          <Button size="small" onClick={() => file.current?.click()}>
            <FileUp aria-hidden />
            Import…
          </Button>
        </div>
        <input
          ref={file}
          type="file"
          hidden
          multiple
          aria-label="Theme files"
          onChange={(event) => {
            void take([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        {told !== null && (
          <p className={told.bad ? 'field-error' : 'setting-note'} role={told.bad ? 'alert' : 'status'}>
            {told.text}
          </p>
        )}
        {settings.terminalThemes.length > 0 && (
          <ul>
            {settings.terminalThemes.map((theme) => (
              <li key={theme.id}>
                <span>{theme.name}</span>
                <Swatches colours={theme.colours} />
                <IconButton
                  icon={Trash2}
                  label={`Remove ${theme.name}`}
                  onClick={() => {
                    setTold(null);
                    onChange(withoutTheme(theme.id, settings));
                  }}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Lockable>
  );
}
