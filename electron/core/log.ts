import { appendFileSync, renameSync, statSync } from 'node:fs';
import type { Log, LogField } from './host.ts';

const MAX_FILE_BYTES = 1024 * 1024;
const MAX_FIELD_CHARACTERS = 300;

/** Field names that no caller should log, and whose value is hidden if one does. */
const SECRET_NAME = /token|cookie|secret|pass(word|phrase)|authori[sz]ation|session_value/i;

/** Shapes of secrets; a second net only, since callers log components, events and ids. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bgl[a-z]{2,8}-[\w.-]{8,}/g, '[hidden]'], // GitLab's token prefixes: glpat-, glptt-, gloas-, glcbt-…
  [/\b(_gitlab_session\w*|remember_user_token)=[^;\s]*/g, '$1=[hidden]'],
  [/\b(bearer|basic|private-token:?)\s+\S+/gi, '$1 [hidden]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[hidden]'], // JWT
  [/\/\/[^/\s@]+@/g, '//[hidden]@'], // credentials in a URL
  [/(https?:\/\/[^\s?#]*)[?#]\S*/g, '$1?[hidden]'], // queries
  [/\b[0-9a-f]{32,}\b/gi, '[hidden]'],
];

/** What is fit to be written: one line, cut, without anything shaped like a secret. */
export function redact(name: string, value: LogField): LogField {
  if (typeof value !== 'string') return value;
  if (SECRET_NAME.test(name)) return '[hidden]';
  let text = value;
  for (const [shape, instead] of SECRET_SHAPES) text = text.replace(shape, instead);
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').slice(0, MAX_FIELD_CHARACTERS);
}

/** Appends to `file` (mode 0600); past a megabyte the old lines move to `file.1`. Never throws: a full disk costs lines. */
export function createLog(deps: { readonly file: string; readonly now: () => number }): Log {
  let bytes: number | null = null;

  function write(level: string, component: string, event: string, fields: Readonly<Record<string, LogField>>): void {
    const words = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(redact(name, value))}`);
    const time = new Date(deps.now()).toISOString();
    const line = `${[time, level, component, String(redact('event', event)), ...words].join(' ')}\n`;
    try {
      bytes ??= sizeOf(deps.file);
      if (bytes + line.length > MAX_FILE_BYTES) {
        renameSync(deps.file, `${deps.file}.1`);
        bytes = 0;
      }
      appendFileSync(deps.file, line, { mode: 0o600 });
      bytes += line.length;
    } catch {
      bytes = null;
    }
  }

  return {
    info: (component, event, fields = {}) => write('info', component, event, fields),
    warn: (component, event, fields = {}) => write('warn', component, event, fields),
  };
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
