/** Names of software rasterisers: drawing a terminal through them is several times slower than the DOM. */
const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export function isHardwareRenderer(name: string): boolean {
  return name !== '' && !softwareRenderers.test(name);
}

/** Asks the browser once whether WebGL 2 is drawn by a real GPU. */
export function createGpuProbe(page: Document): () => boolean {
  let answer: boolean | null = null;
  return () => {
    answer ??= isHardwareRenderer(readRendererName(page));
    return answer;
  };
}

function readRendererName(page: Document): string {
  const context = page.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!context) return '';
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' ? name : '';
}
