import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { StartFailed } from './StartFailed.tsx';
import { type Deck, DeckContext } from './store.ts';

/** Draws the window over the frame that came with index.html. */
export function drawWindow(root: HTMLElement, deck: Deck, onReload: () => void): void {
  createRoot(root).render(
    <StrictMode>
      <DeckContext value={deck}>
        <App onReload={onReload} />
      </DeckContext>
    </StrictMode>,
  );
}

/** Instead, when there is no way to core. */
export function drawFailure(root: HTMLElement, text: string): void {
  createRoot(root).render(
    <StartFailed heading="Jobdeck could not be reached" text={text} onRetry={() => window.location.reload()} />,
  );
}
