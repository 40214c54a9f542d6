import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { noPolicy, type Policy, parsePolicy } from '../core/policy.ts';
import { type Env, policyPath } from './policy-path.ts';

const LARGEST_BYTES = 1024 * 1024;

/**
 * The policy of this machine. A file named on the command line counts only where the system has none: who may not write to
 * the system's place must not get round it by an argument.
 */
export function loadPolicy(named: string | null, env: Env, platform: NodeJS.Platform): Policy {
  const system = readPolicy(policyPath(env, platform));
  if (system.file !== null || named === null) return system;
  const given = readPolicy(named);
  if (given.file !== null) return given;
  return { ...noPolicy, file: named, problems: ['There is no such file.'] };
}

/** Never throws: no file is no policy, and one that cannot be read is said to be. */
export function readPolicy(path: string): Policy {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    if (code === 'ENOENT' || code === 'ENOTDIR') return noPolicy;
    const damaged = parsePolicy(path, '', () => null);
    return { ...damaged, problems: [`It cannot be read (${code}), so nothing in it applies.`] };
  }
  return parsePolicy(path, text, (file) => {
    try {
      return readText(resolve(dirname(path), file));
    } catch {
      return null;
    }
  });
}

function readText(path: string): string {
  if (statSync(path).size > LARGEST_BYTES) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
  return readFileSync(path, 'utf8');
}
