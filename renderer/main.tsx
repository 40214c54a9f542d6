import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/ui.css';
import './styles/window.css';
import './styles/jobs.css';
import './styles/accounts.css';
import './styles/notices.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { connectApi } from './api.ts';
import { StartFailed } from './StartFailed.tsx';
import { startStore } from './start-store.ts';
import { DeckContext } from './store.ts';

async function start(root: HTMLElement): Promise<void> {
  const react = createRoot(root);
  try {
    const api = await connectApi();
    const { store, reload } = startStore(api, Date.now, window.sessionStorage);
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
