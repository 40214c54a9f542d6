import type { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import type { Settings } from '../../electron/contract.ts';

export type RendererName = 'dom' | 'webgl';

export interface TerminalRendererDeps {
  readonly terminal: Pick<Terminal, 'loadAddon'>;
  readonly hasGpu: () => boolean;
  readonly load: () => Promise<WebglAddon>;
  readonly onChange: (name: RendererName) => void;
}

/** Draws one terminal: through WebGL while it is visible and worth it, else through the DOM, which always works. */
export interface TerminalRenderer {
  readonly choose: (wish: Settings['renderer'], visible: boolean) => void;
  readonly dispose: () => void;
}

/** A GPU that lets a terminal down so often does not get another chance. */
const mostLosses = 3;

export function createTerminalRenderer(deps: TerminalRendererDeps): TerminalRenderer {
  let addon: WebglAddon | null = null;
  let wanted = false;
  let loading = false;
  /** There is no WebGL: this terminal stays with the DOM. */
  let missing = false;
  let losses = 0;
  /** The context was lost while the terminal was shown: the DOM draws until it is shown anew. */
  let lost = false;

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
      // The GPU's process may have gone, the driver been changed, or the page have more contexts than the browser keeps
      // (the oldest is taken away). The addon itself waits 3 s for the context to come back.
      loaded.onContextLoss(() => {
        if (addon !== loaded) return;
        losses += 1;
        lost = true;
        drop();
      });
      deps.terminal.loadAddon(loaded);
      addon = loaded;
      deps.onChange('webgl');
    } catch {
      missing = true;
      deps.onChange('dom');
    } finally {
      loading = false;
    }
  }

  return {
    choose(wish, visible) {
      if (!visible) lost = false;
      const usable = !missing && !lost && losses < mostLosses;
      wanted = visible && usable && (wish === 'webgl' || (wish === 'auto' && deps.hasGpu()));
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
