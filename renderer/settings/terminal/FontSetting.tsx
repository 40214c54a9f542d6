import { useId, useMemo, useState } from 'react';
import { fontNames } from '../../terminals/font-stack.ts';
import { SettingRow } from '../SettingRow.tsx';
import { fontProblem, hasFont, knownFonts, measureIn } from './font-check.ts';

export interface FontSettingProps {
  readonly family: string;
  readonly onFamily: (family: string) => void;
}

export function FontSetting({ family, onFamily }: FontSettingProps) {
  const id = useId();
  const [text, setText] = useState(family);
  const measure = useMemo(() => measureIn(document), []);
  const offered = useMemo(() => knownFonts.filter((name) => hasFont(name, measure)), [measure]);
  const [first] = fontNames(text);
  const problem = first === undefined ? null : fontProblem(first, measure);
  const commit = (): void => {
    if (text.trim() !== family) onFamily(text.trim());
  };
  return (
    <SettingRow
      setting="terminalFontFamily"
      label="Font"
      htmlFor={id}
      help={problem ?? 'A font of this machine. Empty: JetBrains Mono.'}
    >
      <input
        id={id}
        className="input setting-text"
        list={`${id}-known`}
        value={text}
        spellCheck={false}
        placeholder="JetBrains Mono"
        aria-invalid={problem !== null || undefined}
        onChange={(event) => {
          setText(event.target.value);
          // Chosen from the list: nothing more will be typed.
          if (offered.some((name) => name === event.target.value)) onFamily(event.target.value);
        }}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
      <datalist id={`${id}-known`}>
        {offered.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </SettingRow>
  );
}
