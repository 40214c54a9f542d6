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
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { connectApi } from './api.ts';
import { StartFailed } from './StartFailed.tsx';
import { startStore } from './start-store.ts';
import { type AppState, type AppStore, DeckContext } from './store.ts';

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

async function start(root: HTMLElement): Promise<void> {
  const react = createRoot(root);
  try {
    const api = await connectApi();
    const { store, reload } = startStore(api, Date.now, window.sessionStorage);
    // The first drawing replaces the frame that came with index.html.
    await firstAnswer(store);
    react.render(
      <StrictMode>
        <DeckContext value={{ api, store }}>
          <App onReload={() => void reload()} />
        </DeckContext>
      </StrictMode>,
    );
  } catch (error) {
    console.error('start', error);
    react.render(
      <StartFailed
        heading="Jobdeck could not be reached"
        text={error instanceof Error ? error.message : 'The way to its core is closed.'}
        onRetry={() => window.location.reload()}
      />,
    );
  }
}

const root = document.getElementById('root');
if (root) void start(root);
