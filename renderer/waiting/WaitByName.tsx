import { type FormEvent, useState } from 'react';
import type { Failure, PipelineRef } from '../../electron/contract.ts';
import { useApi } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Field } from '../ui/Field.tsx';
import { Segmented } from '../ui/Segmented.tsx';

const whiches = [
  { value: 'any', label: 'Runs or will run' },
  { value: 'next', label: 'Starts from now on' },
] as const;

/** Whichever job comes by that name: one that a retry makes, or one that the list does not have yet. */
export function WaitByName({ pipeline }: { readonly pipeline: PipelineRef }) {
  const api = useApi();
  const [name, setName] = useState('');
  const [which, setWhich] = useState<'any' | 'next'>('any');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function arm(event: FormEvent): Promise<void> {
    event.preventDefault();
    const wanted = name.trim();
    if (busy || wanted === '') return;
    setBusy(true);
    setFailure(null);
    setDone(null);
    const answer = await api.arm({ what: 'name', pipeline, name: wanted, which });
    setBusy(false);
    if (answer.ok) {
      setDone(wanted);
      setName('');
    } else setFailure(answer.failure);
  }

  return (
    <section className="wait-part wait-by-name">
      <h3>Or whichever comes by a name</h3>
      <form className="wait-find" onSubmit={(event) => void arm(event)}>
        <Field
          label="Name of the job"
          value={name}
          placeholder="deploy:canary"
          maxLength={255}
          onValue={(value) => {
            setName(value);
            setFailure(null);
            setDone(null);
          }}
        />
        <Button type="submit" busy={busy}>
          Wait
        </Button>
      </form>
      <Segmented label="Which job by that name" value={which} options={whiches} onValue={setWhich} />
      <p className="wait-quiet" role="status">
        {done === null
          ? which === 'any'
            ? 'Also one that runs already will do.'
            : 'One that runs already does not count: the next one, such as its retry, is waited for.'
          : `Armed: ${done} opens a terminal when it starts.`}
      </p>
      {failure !== null && <FailureNote failure={failure} />}
    </section>
  );
}
