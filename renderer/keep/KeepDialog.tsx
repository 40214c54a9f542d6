import './keep.css';
import { useState } from 'react';
import type { JobKey } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { CopyBlock } from './CopyBlock.tsx';
import { spokenMinutes } from './durations.ts';
import { type ExecutorFamily, families, familyOf, guessFamily } from './executor.ts';
import { lengths, type Place, places, type Recipe, recipesFor, type ScriptShell, truths } from './recipes.ts';

const shells = [
  { value: 'sh', label: 'sh, bash' },
  { value: 'pwsh', label: 'PowerShell' },
] as const;

const whens = [
  { value: 'always', label: 'Always' },
  { value: 'failed', label: 'When it failed' },
] as const;

/** How to keep a job after its script: by executor, for how long, and where it is said. */
export function KeepDialog({ jobKey, onClose }: { readonly jobKey: JobKey; readonly onClose: () => void }) {
  const session = useStore((state) => state.sessions.find(({ job }) => job?.key === jobKey) ?? null);
  const listed = useStore((state) => state.feeds.flatMap(({ jobs }) => jobs).find(({ key }) => key === jobKey) ?? null);
  const job = session?.job ?? listed;
  const told = familyOf(session?.executor ?? null);
  const [chosen, setChosen] = useState<ExecutorFamily | null>(null);
  const family = chosen ?? told ?? guessFamily(job);
  const [place, setPlace] = useState<Place | null>(null);
  const [minutes, setMinutes] = useState<number>(120);
  const [onlyFailed, setOnlyFailed] = useState(false);
  const [shell, setShell] = useState<ScriptShell>('sh');
  // While it runs there is something to do now; after that, only for the next one.
  const held = session?.state.status === 'held';
  const live = held || session?.state.status === 'open';
  const shown = place ?? (live ? 'now' : 'job');
  const recipes = recipesFor(shown, { family, minutes, onlyFailed, shell, jobName: job?.name ?? 'your-job', held });

  return (
    <Dialog title="Keep the job a while" {...(job ? { description: job.name } : {})} width="wide" onClose={onClose}>
      <div className="dialog-body scroll keep">
        <div className="keep-choice">
          <Segmented label="Executor" value={family} options={families} onValue={setChosen} />
          <span className="keep-source">
            {told === null
              ? 'The executor is not known yet; this is a guess. The first lines of the job’s log name it.'
              : told === family
                ? `The job’s log says ${session?.executor}.`
                : `The job’s log says ${session?.executor}, so this is for another job.`}
          </span>
        </div>
        <p className="keep-truth">{truths[family]}</p>
        <div className="keep-choice">
          <Segmented label="Where" value={shown} options={places} onValue={setPlace} />
          {shown !== 'now' && (
            <label className="keep-length">
              For up to
              <select className="input" value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
                {lengths.map((length) => (
                  <option key={length} value={length}>
                    {spokenMinutes(length)}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
        {shown === 'job' && (
          <div className="keep-choice">
            <Segmented
              label="When"
              value={onlyFailed ? 'failed' : 'always'}
              options={whens}
              onValue={(when) => setOnlyFailed(when === 'failed')}
            />
            <Segmented label="Shell of the job" value={shell} options={shells} onValue={setShell} />
          </div>
        )}
        {recipes.map((recipe) => (
          <RecipeCard key={recipe.heading} recipe={recipe} />
        ))}
      </div>
    </Dialog>
  );
}

function RecipeCard({ recipe: { heading, text, snippets } }: { readonly recipe: Recipe }) {
  return (
    <section className="keep-recipe">
      <h3>{heading}</h3>
      <p>{text}</p>
      {snippets.map((snippet) => (
        <CopyBlock key={snippet.caption} {...snippet} />
      ))}
    </section>
  );
}
