import { type Session, session } from 'electron';

/** Chromium reads the system's settings and runs scripts; a session of its own for each, in memory, that loads nothing else. */
const sessions = (scriptUrl: string | null): Session =>
  session.fromPartition(scriptUrl === null ? 'system-proxy' : `script-proxy ${scriptUrl}`);

const ready = new WeakMap<Session, Promise<void>>();

/** The way to a URL in a proxy script's words: the system's, or what the script at this address says. */
export async function askSystemProxy(url: string, scriptUrl: string | null): Promise<string> {
  const asked = sessions(scriptUrl);
  let setting = ready.get(asked);
  if (setting === undefined) {
    setting = asked.setProxy(scriptUrl === null ? { mode: 'system' } : { mode: 'pac_script', pacScript: scriptUrl });
    ready.set(asked, setting);
  }
  await setting;
  return asked.resolveProxy(url);
}
