import type { z } from 'zod';
import type { ManagedPolicy, Settings } from '../contract.ts';
import type { ProxyRule } from './gitlab/proxy.ts';
import { splitPems } from './gitlab/trust.ts';
import { ordinaryRules, type WayRules } from './gitlab/ways.ts';
import { type PolicyText, policySchema } from './policy-schema.ts';

export interface PolicyInstance {
  readonly address: string;
  readonly label: string | null;
  readonly helpUrl: string | null;
  readonly caPem: string | null;
  readonly proxy: ProxyRule | null;
  readonly applicationId: string | null;
}

export interface UpdatePolicy {
  readonly mode: 'off' | 'manual' | 'automatic';
  readonly channel: 'latest' | 'beta';
  readonly feedUrl: string | null;
  readonly publicKey: string | null;
  readonly staging: 'follow' | 'at-once';
  readonly waitDays: number;
}

/** What an administrator has decided, from the policy file; read once at start. */
export interface Policy {
  /** Null = there is no such file, and nothing is managed. */
  readonly file: string | null;
  /** What in the file could not be used, as sentences. */
  readonly problems: readonly string[];
  readonly instances: readonly PolicyInstance[];
  readonly onlyTheseInstances: boolean;
  /** Null = the user's choice. */
  readonly proxy: ProxyRule | null;
  readonly caPem: string | null;
  readonly settings: Partial<Settings>;
  readonly lockedSettings: readonly (keyof Settings)[];
  /** Null = the app's own ways. */
  readonly updates: UpdatePolicy | null;
  /** False = no local shells, whatever the door allows. */
  readonly localShell: boolean;
}

export const noPolicy: Policy = {
  file: null,
  problems: [],
  instances: [],
  onlyTheseInstances: false,
  proxy: null,
  caPem: null,
  settings: {},
  lockedSettings: [],
  updates: null,
  localShell: true,
};

/** A machine that is managed gets its updates from those who manage it, unless they say otherwise. */
const MANAGED_UPDATES: UpdatePolicy = {
  mode: 'off',
  channel: 'latest',
  feedUrl: null,
  publicKey: null,
  staging: 'follow',
  waitDays: 0,
};

/** Reads a CA file named in the policy; null when it cannot be. */
export type ReadCaFile = (path: string) => string | null;

/**
 * Reads the text of a policy file. Never throws: fields that cannot be used are left out and named in `problems`, the
 * others apply. Of a text that is no JSON nothing applies, but that the machine is managed.
 */
export function parsePolicy(file: string, text: string, readCaFile: ReadCaFile): Policy {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { ...noPolicy, file, updates: MANAGED_UPDATES, problems: ['It is no JSON, so nothing in it applies.'] };
  }
  const { value, problems } = readFields(raw);
  const readCa = (field: string, caFile: string | undefined, caPem: string | undefined): string | null => {
    const read = caFile === undefined ? (caPem ?? null) : readCaFile(caFile);
    if (caFile === undefined && caPem === undefined) return null;
    const pems = splitPems(read ?? '');
    if (pems.length > 0) return pems.join('\n');
    problems.push(
      caFile === undefined
        ? `${field}: no certificate in PEM form.`
        : `${field}: no certificate can be read from ${caFile}.`,
    );
    return null;
  };

  const cas = (value.ca ?? []).map((ca, index) =>
    'file' in ca ? readCa(`ca[${index}].file`, ca.file, undefined) : readCa(`ca[${index}].pem`, undefined, ca.pem),
  );
  const good = cas.filter((ca) => ca !== null);
  return {
    file,
    instances: (value.instances ?? []).map((one, index) => ({
      address: one.address.replace(/\/+$/, ''),
      label: one.label ?? null,
      helpUrl: one.help ?? null,
      caPem: readCa(`instances[${index}].caFile`, one.caFile, one.caPem),
      proxy: one.proxy === undefined ? null : toRule(one.proxy),
      applicationId: one.applicationId ?? null,
    })),
    onlyTheseInstances: value.onlyTheseInstances ?? false,
    proxy: value.proxy === undefined ? null : toRule(value.proxy),
    caPem: good.length === 0 ? null : good.join('\n'),
    settings: defined(value.settings ?? {}),
    lockedSettings: value.lockedSettings ?? [],
    updates: { ...MANAGED_UPDATES, ...defined(value.updates ?? {}) },
    localShell: value.localShell ?? true,
    problems,
  };
}

type Fields = Omit<PolicyText, 'version'>;

const MOST_PROBLEMS = 20;

/** Takes out what does not fit, innermost first, until the rest does. */
function readFields(raw: unknown): { readonly value: Fields; readonly problems: string[] } {
  const problems: string[] = [];
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { value: {}, problems: ['It is no JSON object, so nothing in it applies.'] };
  }
  const { version, ...rest } = structuredCopy(raw as Record<string, unknown>);
  if (version !== 1) {
    const newer = typeof version === 'number' && version > 1;
    problems.push(
      newer
        ? `version: ${version} is of a newer Jobdeck; what this one knows applies.`
        : 'version: must be 1, and is read as if it were.',
    );
  }
  const removed: string[] = [];
  for (;;) {
    const parsed = policySchema.safeParse({ version: 1, ...rest });
    if (parsed.success) return { value: parsed.data, problems: shorten(problems) };
    const issue = parsed.error.issues[0];
    if (issue === undefined) return { value: {}, problems };
    const gaps = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of gaps) {
      const { at, wasThere } = take(rest, path);
      // what is missing because it was taken out has been told
      if (wasThere || !removed.some((one) => one.startsWith(at))) problems.push(`${fieldName(path)}: ${words(issue)}`);
      removed.push(fieldName(path));
    }
  }
}

function words(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'unknown field; is it misspelt?';
  return `${issue.message.replace(/^Invalid (input|option): /, '').replace(/\.$/, '')}.`;
}

type Path = readonly PropertyKey[];

/** Removes what lies at the path, or, where nothing does, what should have held it. */
function take(root: Record<string, unknown>, path: Path): { readonly at: string; readonly wasThere: boolean } {
  let holder: unknown = root;
  for (const key of path.slice(0, -1)) holder = (holder as Record<PropertyKey, unknown>)[key];
  const last = path.at(-1);
  if (last !== undefined && typeof holder === 'object' && holder !== null && last in holder) {
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete (holder as Record<PropertyKey, unknown>)[last];
    return { at: fieldName(path), wasThere: true };
  }
  const above = path.slice(0, -1);
  if (above.length > 0) take(root, above);
  else for (const key of Object.keys(root)) delete root[key];
  return { at: fieldName(above), wasThere: false };
}

/** `instances[0].caFile` */
function fieldName(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('')
    .slice(0, 200);
}

function shorten(problems: readonly string[]): string[] {
  const rest = problems.length - MOST_PROBLEMS;
  return rest <= 0 ? [...problems] : [...problems.slice(0, MOST_PROBLEMS), `and ${rest} more.`];
}

function structuredCopy(value: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}

function toRule(proxy: NonNullable<PolicyText['proxy']>): ProxyRule {
  return proxy.mode === 'fixed' ? { ...proxy, bypass: proxy.bypass ?? [] } : proxy;
}

/** The policy's part in how servers are reached; `userProxy` counts where it says nothing. */
export function wayRules(policy: Policy, userProxy: ProxyRule = ordinaryRules.proxy): WayRules {
  return {
    proxy: policy.proxy ?? userProxy,
    instances: policy.instances.map(({ address, proxy, caPem }) => ({ origin: new URL(address).origin, proxy, caPem })),
    onlyTheseInstances: policy.onlyTheseInstances,
    caPem: policy.caPem,
    managed: policy.proxy !== null,
  };
}

/** What the page may know: names and facts, no certificate, no proxy with its password. */
export function shownPolicy(policy: Policy): ManagedPolicy {
  return {
    managed: policy.file !== null,
    file: policy.file,
    instances: policy.instances.map(({ address, label, helpUrl, caPem }) => ({
      address,
      label: label ?? new URL(address).host,
      helpUrl,
      hasCa: caPem !== null,
    })),
    onlyTheseInstances: policy.onlyTheseInstances,
    lockedSettings: policy.lockedSettings,
    proxyManaged: policy.proxy !== null,
    localShell: policy.localShell,
  };
}
