import type { Terminal } from '@xterm/xterm';

/** xterm's `RenderService`: told by an observer whether the terminal can be seen. */
interface RenderService {
  _handleIntersectionChange: (entry: Pick<IntersectionObserverEntry, 'isIntersecting' | 'intersectionRatio'>) => void;
}

/**
 * xterm draws again a frame after it was put into the page, when an observer has told it so. Given another size until then,
 * it takes that for its lines and keeps the old one for its picture, and scrolls up by the difference: what was printed
 * last is out of sight. To be called where it is in the page and before it is given its size; where xterm's inside is not as
 * expected, all stays as it is.
 */
export function resumeDrawing(terminal: Pick<Terminal, 'element'>): void {
  const renderer = (terminal as { _core?: { _renderService?: Partial<RenderService> } })._core?._renderService;
  renderer?._handleIntersectionChange?.({ isIntersecting: true, intersectionRatio: 1 });
}
