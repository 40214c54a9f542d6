import { useMemo, useState } from 'react';
import { fontNames } from '../../terminals/font-stack.ts';
import { TextSetting } from '../TextSetting.tsx';
import { fontProblem, hasFont, knownFonts, measureIn } from './font-check.ts';

export interface FontSettingProps {
  readonly family: string;
  readonly onFamily: (family: string) => void;
}

export function FontSetting({ family, onFamily }: FontSettingProps) {
  const [text, setText] = useState(family);
  const measure = useMemo(() => measureIn(document), []);
  const offered = useMemo(() => knownFonts.filter((name) => hasFont(name, measure)), [measure]);
  const [first] = fontNames(text);
  const problem = first === undefined ? null : fontProblem(first, measure);
  return (
    <TextSetting
      setting="terminalFontFamily"
      label="Font"
      help={problem ?? 'A font of this machine. Empty: JetBrains Mono.'}
      placeholder="JetBrains Mono"
      invalid={problem !== null}
      offered={offered}
      value={family}
      onType={setText}
      onValue={(value) => onFamily(value.trim())}
    />
  );
}
