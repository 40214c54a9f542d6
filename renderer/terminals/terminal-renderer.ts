import type { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import type { Settings } from '../../electron/contract.ts';

export type RendererName = 'dom' | 'webgl';

export interface TerminalRendererDeps {
  readonly terminal: Terminal;
  readonly hasGpu: () => boolean;
  readonly load: () => Promise<WebglAddon>;
  readonly onChange: (name: RendererName) => void;
}

/** Draws one terminal: through WebGL while it is visible and worth it, else through the DOM, which always works. */
export interface TerminalRenderer {
  readonly choose: (wish: Settings['renderer'], visible: boolean) => void;
  readonly dispose: () => void;
}

export function createTerminalRenderer(deps: TerminalRendererDeps): TerminalRenderer {
  let addon: WebglAddon | null = null;
  let wanted = false;
  let loading = false;
  /** WebGL is missing, or its context was lost once: this terminal stays with the DOM. */
  let failed = false;

  function drop(): void {
    addon?.dispose();
    addon = null;
    deps.onChange('dom');
  }

  async function take(): Promise<void> {
    loading = true;
    try {
      const loaded = await deps.load();
      // Hidden or disposed in the meantime; it was never activated, so nothing is to be freed.
      if (!wanted) return;
      loaded.onContextLoss(() => {
        failed = true;
        drop();
      });
      deps.terminal.loadAddon(loaded);
      addon = loaded;
      deps.onChange('webgl');
    } catch {
      failed = true;
      deps.onChange('dom');
    } finally {
      loading = false;
    }
  }

  return {
    choose(wish, visible) {
      wanted = visible && !failed && (wish === 'webgl' || (wish === 'auto' && deps.hasGpu()));
      if (!wanted && addon) drop();
      if (wanted && !addon && !loading) void take();
    },
    dispose() {
      wanted = false;
      addon?.dispose();
      addon = null;
    },
  };
}
