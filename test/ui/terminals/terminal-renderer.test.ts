// @vitest-environment node
import type { WebglAddon } from '@xterm/addon-webgl';
import { afterEach, describe, expect, it } from 'vitest';
import { createGpuProbe, isHardwareRenderer } from '../../../renderer/terminals/gpu.ts';
import { createTerminalRenderer } from '../../../renderer/terminals/terminal-renderer.ts';
import type {} from './harness/harness.tsx';
import { type Harness, openHarness } from './harness/open-harness.ts';

/** A terminal whose contexts are lost when told, and a GPU that may refuse. */
function setUp({ gpu = true, refuses = false } = {}) {
  const seen = { drawnBy: 'dom', loaded: 0, active: 0, probes: 0 };
  const losers: (() => void)[] = [];
  let arrive: () => void = () => {};
  let later = false;
  const renderer = createTerminalRenderer({
    terminal: {
      loadAddon() {
        if (refuses) throw new Error('WebGL2 not supported');
        seen.active += 1;
      },
    },
    hasGpu() {
      seen.probes += 1;
      return gpu;
    },
    async load() {
      seen.loaded += 1;
      if (later) await new Promise<void>((resolve) => (arrive = resolve));
      let isLive = true;
      const addon: Partial<WebglAddon> = {
        onContextLoss(listener) {
          losers.push(() => listener());
          return { dispose() {} };
        },
        dispose() {
          if (isLive) seen.active -= 1;
          isLive = false;
        },
      };
      return addon as WebglAddon;
    },
    onChange(name) {
      seen.drawnBy = name;
    },
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    seen,
    turn,
    loadLater() {
      later = true;
      return () => arrive();
    },
    loseContext: () => losers.at(-1)?.(),
    dispose: renderer.dispose,
    async choose(...args: Parameters<typeof renderer.choose>) {
      renderer.choose(...args);
      await turn();
    },
  };
}

describe('what draws a terminal', () => {
  it.each([
    ['auto', true, true, 'webgl'],
    ['auto', false, true, 'dom'],
    ['auto', true, false, 'dom'],
    ['webgl', false, true, 'webgl'],
    ['webgl', true, false, 'dom'],
    ['dom', true, true, 'dom'],
  ] as const)('wish %s, GPU %s, visible %s: %s', async (wish, gpu, visible, drawnBy) => {
    const { choose, seen } = setUp({ gpu });
    await choose(wish, visible);
    expect(seen).toMatchObject({ drawnBy, active: drawnBy === 'webgl' ? 1 : 0 });
  });

  it('gives the context back while it is hidden, and takes one when shown', async () => {
    const { choose, seen } = setUp();
    await choose('auto', true);
    await choose('auto', true);
    expect(seen).toMatchObject({ loaded: 1, active: 1 });
    await choose('auto', false);
    expect(seen).toMatchObject({ drawnBy: 'dom', active: 0 });
    await choose('auto', true);
    expect(seen).toMatchObject({ drawnBy: 'webgl', loaded: 2, active: 1 });
  });

  it('takes no context for what was hidden before the addon came', async () => {
    const { choose, seen, loadLater, turn } = setUp();
    const arrive = loadLater();
    await choose('auto', true);
    await choose('auto', false);
    arrive();
    await turn();
    expect(seen).toMatchObject({ loaded: 1, active: 0 });
  });

  it('draws through the DOM at once when the context is lost, and tries again when it is shown anew', async () => {
    const { choose, seen, loseContext } = setUp();
    await choose('auto', true);
    loseContext();
    expect(seen).toMatchObject({ drawnBy: 'dom', active: 0 });
    // settings are applied, another pane moves: it is still the same showing
    await choose('auto', true);
    expect(seen).toMatchObject({ drawnBy: 'dom', loaded: 1 });
    await choose('auto', false);
    await choose('auto', true);
    expect(seen).toMatchObject({ drawnBy: 'webgl', active: 1 });
  });

  it('stays with the DOM after three losses, as where contexts run out', async () => {
    const { choose, seen, loseContext } = setUp();
    for (let n = 0; n < 5; n += 1) {
      await choose('auto', true);
      loseContext();
      await choose('auto', false);
    }
    await choose('auto', true);
    expect(seen).toMatchObject({ drawnBy: 'dom', loaded: 3, active: 0 });
  });

  it('a loss told late, of a context that was given back, takes nothing away', async () => {
    const { choose, seen, loseContext } = setUp();
    await choose('auto', true);
    await choose('auto', false);
    loseContext();
    await choose('auto', true);
    expect(seen).toMatchObject({ drawnBy: 'webgl', active: 1 });
  });

  it('does not ask again where there is no WebGL', async () => {
    const { choose, seen } = setUp({ refuses: true });
    await choose('webgl', true);
    await choose('webgl', false);
    await choose('webgl', true);
    expect(seen).toMatchObject({ drawnBy: 'dom', loaded: 1 });
  });

  it('frees its context when disposed', async () => {
    const { choose, seen, dispose } = setUp();
    await choose('auto', true);
    dispose();
    expect(seen.active).toBe(0);
  });
});

describe('the GPU', () => {
  const pageWith = (name: string | null) => {
    const asked: string[] = [];
    const context = name && {
      getExtension: (extension: string) => {
        asked.push(extension);
        return { UNMASKED_RENDERER_WEBGL: 1, loseContext() {} };
      },
      getParameter: () => name,
    };
    const page = { createElement: () => ({ getContext: () => context }) } as unknown as Document;
    return { page, asked };
  };

  it.each([
    ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', false],
    ['Apple M2', true],
    // the browser says itself that it would be slow, or has none
    [null, false],
  ])('%s: %s, asked once and the context given back', (name, hardware) => {
    const { page, asked } = pageWith(name);
    const hasGpu = createGpuProbe(page);
    expect([hasGpu(), hasGpu()]).toEqual([hardware, hardware]);
    expect(asked.filter((extension) => extension === 'WEBGL_lose_context')).toHaveLength(name === null ? 0 : 1);
  });
});

describe('in Chromium', () => {
  let harness: Harness | null = null;
  afterEach(() => harness?.dispose());

  it('takes no context from a software rasteriser by itself, and outlives the loss of one that was asked for', async () => {
    harness = await openHarness();
    const auto = await harness.open();
    await auto.getByLabel('Terminal input').waitFor({ state: 'attached' });
    await auto.locator('.xterm-rows > div').first().waitFor({ state: 'attached' });
    const name = await auto.evaluate(() => {
      const context = document.createElement('canvas').getContext('webgl2');
      const info = context?.getExtension('WEBGL_debug_renderer_info');
      return String(context?.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
    });
    const drawnByDom = (await auto.locator('.xterm-screen canvas').count()) === 0;
    expect({ name, drawnByDom }).toEqual({ name, drawnByDom: !isHardwareRenderer(name) });

    const page = await harness.open('?renderer=webgl');
    await page.locator('.xterm-screen canvas').first().waitFor({ state: 'attached' });
    expect(await page.locator('.xterm-rows').count()).toBe(0);
    await page.evaluate(() => {
      for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.xterm-screen canvas')) {
        canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
      }
      const bytes = new TextEncoder().encode('written while the context was lost');
      window.rig.scripted.emit('output', { sessionId: 'one', offset: 0, bytes, leftOut: null });
    });
    await page.locator('.xterm-rows', { hasText: 'written while the context was lost' }).waitFor({ state: 'attached' });
    expect(await page.locator('.xterm-screen canvas').count()).toBe(0);
  }, 120_000);
});
