import { useEffect, useRef, useState } from 'react';
import type { Failure, InstanceProbe } from '../../electron/contract.ts';
import { after } from '../after.ts';
import { useApi } from '../store.ts';

export type ProbeState =
  | { readonly status: 'idle' }
  | { readonly status: 'asking' }
  | { readonly status: 'found'; readonly probe: InstanceProbe }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Long enough not to ask for every letter typed. */
const quietMs = 700;

/** Looks who answers at an address, a moment after the typing stops or at once when asked to. */
export function useProbe(
  address: string,
  caPem: string | null,
): { readonly state: ProbeState; readonly now: () => void } {
  const api = useApi();
  const [state, setState] = useState<ProbeState>({ status: 'idle' });
  const asked = useRef('');
  const turn = useRef(0);
  const question = JSON.stringify([address.trim(), caPem]);

  async function ask(again: boolean): Promise<void> {
    const text = address.trim();
    if (text === '' || (!again && asked.current === question)) return;
    asked.current = question;
    turn.current += 1;
    const mine = turn.current;
    setState({ status: 'asking' });
    const result = await api.probeInstance(text, caPem);
    if (mine !== turn.current) return;
    setState(result.ok ? { status: 'found', probe: result.value } : { status: 'failed', failure: result.failure });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question starts a new wait, a new function does not
  useEffect(() => {
    if (asked.current === question) return;
    turn.current += 1;
    asked.current = '';
    setState({ status: 'idle' });
    // One letter or half a host name is no address yet.
    if (!/[^\s.]\.[^\s.]|localhost|:\d/.test(address)) return;
    return after(quietMs, () => void ask(false));
  }, [question]);

  return { state, now: () => void ask(true) };
}
