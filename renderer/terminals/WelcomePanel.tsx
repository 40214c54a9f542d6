import { SquareTerminal } from 'lucide-react';
import type { Platform } from './terminal-keys.ts';
import type { TabActions } from './use-tab-actions.ts';

export interface WelcomePanelProps {
  readonly actions: TabActions;
  readonly localShell: boolean;
  readonly platform: Platform;
}

/** What stands where the terminals will be. */
export function WelcomePanel({ actions, localShell, platform }: WelcomePanelProps) {
  const main = platform === 'darwin' ? '⌘' : 'Ctrl+';
  return (
    <div className="t-welcome">
      <span className="t-welcome-prompt" aria-hidden />
      <h2>No terminal is open</h2>
      <p>Choose a running job in the list and press Enter. Its shell opens here, in a tab of its own.</p>
      <dl>
        <div>
          <dt>Find a job, or paste its URL</dt>
          <dd>
            <kbd>{main}K</kbd>
          </dd>
        </div>
        <div>
          <dt>Next and previous tab</dt>
          <dd>
            <kbd>Ctrl+Tab</kbd>
          </dd>
        </div>
        <div>
          <dt>Search what a shell printed</dt>
          <dd>
            <kbd>{platform === 'darwin' ? '⌘F' : 'Ctrl+Shift+F'}</kbd>
          </dd>
        </div>
      </dl>
      {localShell && (
        <button type="button" className="t-button" onClick={actions.openLocalShell}>
          <SquareTerminal aria-hidden />
          Open a local shell
        </button>
      )}
    </div>
  );
}
