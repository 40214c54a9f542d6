import { useActions } from '../../actions.ts';
import { useStore } from '../../store.ts';
import { terminalColours } from '../../terminals/terminal-theme.ts';
import { useThemeName } from '../../terminals/window-state.ts';
import { ColourSettings } from './ColourSettings.tsx';
import { MouseSettings } from './MouseSettings.tsx';
import { OutputSettings } from './OutputSettings.tsx';
import { ShellSettings } from './ShellSettings.tsx';
import { SnippetSettings } from './SnippetSettings.tsx';
import { TerminalPreview } from './TerminalPreview.tsx';
import { TextSettings } from './TextSettings.tsx';
import './terminal-page.css';

/** What is changed shows at once: in the preview, and in every terminal. */
export function TerminalPage() {
  const settings = useStore((state) => state.settings);
  const theme = useThemeName();
  const { updateSettings } = useActions();
  return (
    <>
      <TerminalPreview settings={settings} colours={terminalColours(theme, settings)} label={`the ${theme} window`} />
      <TextSettings settings={settings} onChange={updateSettings} />
      <ColourSettings settings={settings} onChange={updateSettings} />
      <MouseSettings settings={settings} onChange={updateSettings} />
      <OutputSettings settings={settings} onChange={updateSettings} />
      <ShellSettings settings={settings} onChange={updateSettings} />
      <SnippetSettings />
    </>
  );
}
