import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../../../../renderer/styles/tokens.css';
import '../../../../renderer/styles/base.css';
import { createRoot } from 'react-dom/client';
import type { StreamStart } from '../../../../electron/contract.ts';
import { startStore } from '../../../../renderer/start-store.ts';
import { type AppStore, DeckContext } from '../../../../renderer/store.ts';
import { TerminalArea } from '../../../../renderer/terminals/TerminalArea.tsx';
import { jobs, scene, sceneNow, session, states } from './scene.ts';
import { createScriptedApi, keptLayout, type ScriptedApi } from './scripted-api.ts';

/** What the page lends to the tests that drive it. */
export interface Rig {
  readonly scripted: ScriptedApi;
  readonly store: AppStore;
  readonly scene: typeof scene;
  readonly jobs: typeof jobs;
  readonly states: typeof states;
  readonly session: typeof session;
  clipboard: string;
  attachment: StreamStart;
}

declare global {
  interface Window {
    rig: Rig;
  }
}

const wished = new URLSearchParams(location.search);
const theme = wished.get('theme') === 'light' ? 'light' : 'dark';
document.documentElement.dataset.theme = theme;
// As the doors say it (electron/doors/page-start.ts).
if (wished.has('images')) document.documentElement.dataset.images = 'shown';
const scripted = createScriptedApi(
  {
    ...scene,
    now: Date.now(),
    layout: sessionStorage.getItem(keptLayout) ?? '',
    sessions: wished.has('empty') ? [] : scene.sessions.map((one) => JSON.parse(shiftTimes(JSON.stringify(one)))),
    settings: {
      ...scene.settings,
      theme,
      screenReader: wished.has('reader'),
      renderer: wished.get('renderer') === 'webgl' ? 'webgl' : 'auto',
    },
  },
  {
    readClipboard: () => window.rig.clipboard,
    writeClipboard(text) {
      window.rig.clipboard = text;
    },
    attachSession: () => ({ ...window.rig.attachment, earlier: '' }),
  },
);
/** The scene's times are about its own noon; the page's clock is the real one. */
function shiftTimes(json: string): string {
  return json.replace(/\b1[67]\d{11}\b|\b\d{13}\b/g, (time) => String(Number(time) - sceneNow + Date.now()));
}

const { store } = startStore(scripted.api, Date.now, window.sessionStorage);
window.rig = { scripted, store, scene, jobs, states, session, clipboard: '', attachment: { from: 0, liveFrom: 0 } };
const root = document.querySelector('#root');
if (!root) throw new Error('No root');
Object.assign(document.body.style, { margin: '0', height: '100vh' });
Object.assign((root as HTMLElement).style, { height: '100vh' });
createRoot(root).render(
  <DeckContext.Provider value={{ api: scripted.api, store }}>
    <TerminalArea />
  </DeckContext.Provider>,
);
