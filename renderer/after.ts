/** Runs the task after so many ms. Returns its undo. */
export function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

const tasks: (() => void)[] = [];
let channel: MessageChannel | null = null;

function openChannel(): MessageChannel {
  const made = new MessageChannel();
  made.port1.onmessage = () => tasks.shift()?.();
  return made;
}

/** Runs the task as one of its own, behind what waits already. A timer would wait for 4 ms where timers set timers (HTML). */
export function nextTask(task: () => void): void {
  tasks.push(task);
  channel ??= openChannel();
  channel.port2.postMessage(null);
}
