import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/ui.css';
import './styles/window.css';
import './styles/jobs.css';
import './styles/accounts.css';
import './styles/notices.css';
import './styles/managed.css';
import './styles/forced-colors.css';
import { connectApi } from './api.ts';
import { startStore } from './start-store.ts';
import type { AppState, AppStore } from './store.ts';

/** Resolves when core has told what there is, or why it cannot. */
function firstAnswer(store: AppStore): Promise<void> {
  const answered = ({ loaded, startFailure }: AppState): boolean => loaded || startFailure !== null;
  if (answered(store.getState())) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (!answered(state)) return;
      stop();
      resolve();
    });
  });
}

/** A page that is not painted (behind others, hidden) is not waited for. */
const paintLimitMs = 100;

/** Resolves once what is in the page by now has been painted: what draws takes long to evaluate. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    window.setTimeout(resolve, paintLimitMs);
    window.requestAnimationFrame(() => window.setTimeout(resolve, 0));
  });
}

/** Small, so that core is asked while the browser still reads what draws; index.html fetches that at the same time. */
async function start(root: HTMLElement): Promise<void> {
  const connecting = connectApi();
  // Told below, where it is waited for.
  connecting.catch(() => {});
  await painted();
  const drawing = import('./draw.tsx');
  try {
    const api = await connecting;
    const { store, reload } = startStore(api, Date.now, window.sessionStorage);
    const [{ drawWindow }] = await Promise.all([drawing, firstAnswer(store)]);
    drawWindow(root, { api, store }, () => void reload());
  } catch (error) {
    console.error('start', error);
    const { drawFailure } = await drawing;
    drawFailure(root, error instanceof Error ? error.message : 'The way to its core is closed.');
  }
}

const root = document.getElementById('root');
if (root) void start(root);
