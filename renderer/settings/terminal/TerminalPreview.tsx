import type { CSSProperties } from 'react';
import type { Settings, TerminalColours } from '../../../electron/contract.ts';
import { fontStack } from '../../terminals/font-stack.ts';
import { readable } from '../../terminals/themes/colour-math.ts';

export interface TerminalPreviewProps {
  readonly settings: Settings;
  readonly colours: TerminalColours;
  /** The window whose theme this is. */
  readonly label: string;
}

/** A few lines as a terminal would show them with these settings. */
export function TerminalPreview({ settings, colours, label }: TerminalPreviewProps) {
  const ink = (index: number): CSSProperties => ({
    color: readable(colours.ansi[index] ?? colours.foreground, colours.background, settings.minimumContrast),
  });
  const style: CSSProperties = {
    background: colours.background,
    color: readable(colours.foreground, colours.background, settings.minimumContrast),
    fontFamily: fontStack(settings),
    fontSize: settings.terminalFontSize,
    lineHeight: settings.lineHeight * 1.2,
    letterSpacing: settings.letterSpacing,
    fontVariantLigatures: settings.ligatures ? 'contextual' : 'none',
  };
  return (
    <figure className="terminal-preview" style={style}>
      <figcaption className="visually-hidden">{`Preview: ${label}`}</figcaption>
      <div aria-hidden>
        <span style={ink(10)}>mira@runner</span>:<span style={ink(12)}>/builds/acme</span>$ npm test{'\n'}
        <span style={ink(2)}>✓ 214 passed</span> <span style={ink(1)}>✗ 1 failed</span>{' '}
        <span style={ink(3)}>3 warnings</span> <span style={ink(8)}>in 4.2 s</span>
        {'\n'}
        <span style={ink(5)}>if</span> (<span style={ink(6)}>tax</span> !== <span style={ink(11)}>0.19</span>) ={'>'}{' '}
        <span style={{ background: colours.selection ?? `${colours.foreground}40` }}>selected</span>
        {'\n'}$ <Cursor settings={settings} colours={colours} />
        <Swatches colours={colours} />
      </div>
    </figure>
  );
}

function Cursor({ settings, colours }: Pick<TerminalPreviewProps, 'settings' | 'colours'>) {
  return (
    <span
      className="terminal-preview-cursor"
      data-shape={settings.cursorStyle}
      data-blink={settings.cursorBlink || undefined}
      style={{ color: colours.cursor ?? colours.foreground }}
    >
      {' '}
    </span>
  );
}

/** Its sixteen colours. */
export function Swatches({ colours }: Pick<TerminalPreviewProps, 'colours'>) {
  return (
    <span className="terminal-swatches" style={{ background: colours.background }} aria-hidden>
      {colours.ansi.map((colour, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is what a colour is
        <i key={index} style={{ background: colour }} />
      ))}
    </span>
  );
}
