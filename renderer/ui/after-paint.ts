/** A window out of sight paints nothing, and what waits for it would wait for ever. */
const mostMs = 200;

/** Runs once the picture that is being drawn now is on the screen. Returns its undo. */
export function afterPaint(run: () => void): () => void {
  let task = 0;
  let done = false;
  const once = (): void => {
    if (done) return;
    stop();
    run();
  };
  // The callbacks of a frame come before it is painted, a task that they begin comes after it.
  const frame = window.requestAnimationFrame(() => {
    task = window.setTimeout(once);
  });
  const limit = window.setTimeout(once, mostMs);
  function stop(): void {
    done = true;
    window.cancelAnimationFrame(frame);
    window.clearTimeout(task);
    window.clearTimeout(limit);
  }
  return stop;
}
