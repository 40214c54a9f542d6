import { useEffect, useRef } from 'react';
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import { useActions } from './actions.ts';
import { terminalArea } from './deferred-parts.ts';
import { JobsPane } from './jobs/JobsPane.tsx';
import { useStore } from './store.ts';

const least = 240;
const most = 640;
/** Below this the job list folds away by itself, so that a terminal of 80 columns stays possible. */
const narrowWindow = '(max-width: 760px)';
/** The user lets go of the handle some time within this. */
const settleMs = 400;

/** The job list beside the terminals. */
export function Workspace() {
  const width = useStore((state) => state.settings.sidebarWidth);
  const hidden = useStore((state) => state.sidebarHidden);
  const setHidden = useStore((state) => state.setSidebarHidden);
  const { updateSettings } = useActions();
  const panel = usePanelRef();
  const saving = useRef(0);

  useEffect(() => {
    const query = window.matchMedia(narrowWindow);
    const follow = (): void => setHidden(query.matches);
    if (query.matches) follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [setHidden]);

  useEffect(() => {
    if (hidden) panel.current?.collapse();
    else panel.current?.expand();
  }, [hidden, panel]);

  useEffect(() => () => window.clearTimeout(saving.current), []);

  const onResize = ({ inPixels }: { readonly inPixels: number }, before: unknown): void => {
    if (before === undefined) return;
    const pixels = Math.round(inPixels);
    window.clearTimeout(saving.current);
    if (pixels < least) {
      if (pixels === 0) setHidden(true);
      return;
    }
    setHidden(false);
    if (pixels === width) return;
    saving.current = window.setTimeout(() => updateSettings({ sidebarWidth: pixels }), settleMs);
  };

  return (
    <Group className="workspace" orientation="horizontal">
      <Panel
        id="jobs"
        panelRef={panel}
        defaultSize={Math.min(most, Math.max(least, width))}
        minSize={least}
        maxSize={most}
        collapsible
        collapsedSize={0}
        groupResizeBehavior="preserve-pixel-size"
        onResize={(size, _id, before) => onResize(size, before)}
      >
        {/* Gone, and not only out of sight, while folded: nothing to tab into. */}
        {!hidden && <JobsPane />}
      </Panel>
      <Separator className="workspace-handle" aria-label="Width of the job list" />
      <Panel id="terminals" minSize={320}>
        <main className="terminals-room">
          <terminalArea.Component />
        </main>
      </Panel>
    </Group>
  );
}
