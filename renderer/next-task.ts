const waiting: (() => void)[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => waiting.shift()?.();

/** Runs it as a task of its own, as soon as the browser has none of its own to do: nested time-outs are put off by 4 ms each. */
export function nextTask(task: () => void): void {
  waiting.push(task);
  channel.port2.postMessage(null);
}
