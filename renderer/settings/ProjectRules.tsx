import { Plus, X } from 'lucide-react';
import { type FormEvent, useId, useMemo, useState } from 'react';
import type { ProjectNoticeRule } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Lockable, ManagedMark, useLocked } from './ManagedMark.tsx';

const ruleOptions: readonly { readonly value: ProjectNoticeRule['rule']; readonly label: string }[] = [
  { value: 'urgent', label: 'Urgent only' },
  { value: 'mute', label: 'Mute' },
];

/** Projects that are told less of. */
export function ProjectRules() {
  const rules = useStore((state) => state.settings.noticeProjects);
  const feeds = useStore((state) => state.feeds);
  const locked = useLocked('noticeProjects');
  const { updateSettings } = useActions();
  const id = useId();
  const [pattern, setPattern] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const projects = useMemo(
    () => [...new Set(feeds.flatMap(({ jobs }) => jobs.map(({ projectPath }) => projectPath)))].sort(),
    [feeds],
  );
  const set = (noticeProjects: readonly ProjectNoticeRule[]): void => updateSettings({ noticeProjects });

  function add(event: FormEvent): void {
    event.preventDefault();
    const wanted = pattern.trim().replace(/^\/+|\/+$/g, '');
    const isThere = rules.some((rule) => rule.pattern === wanted);
    if (wanted === '') setProblem('Write a project’s path, such as acme/shop or acme/**.');
    else setProblem(isThere ? `There is a rule for ${wanted} already.` : null);
    if (wanted === '' || isThere) return;
    setPattern('');
    // The first that fits counts, and what is written last is meant to count.
    set([{ pattern: wanted, rule: 'urgent' }, ...rules]);
  }

  return (
    <section className="setting-part" aria-labelledby={`${id}-head`}>
      <div className="setting-part-head">
        <div>
          <h3 id={`${id}-head`}>Projects that may say less</h3>
          <p>
            * stands for anything in one name, ** for any groups below: <span className="mono">acme/**</span>. The first
            that fits counts.
          </p>
          {locked && <ManagedMark />}
        </div>
      </div>
      <Lockable locked={locked}>
        <ul className="project-rules">
          {rules.map((rule) => (
            <li key={rule.pattern}>
              <span className="mono">{rule.pattern}</span>
              <Segmented
                label={`Notices of ${rule.pattern}`}
                value={rule.rule}
                options={ruleOptions}
                onValue={(next) => set(rules.map((one) => (one === rule ? { ...one, rule: next } : one)))}
              />
              <button
                type="button"
                className="icon-button"
                aria-label={`Remove the rule for ${rule.pattern}`}
                onClick={() => set(rules.filter((one) => one !== rule))}
              >
                <X aria-hidden />
              </button>
            </li>
          ))}
        </ul>
        <form className="project-rule-new" onSubmit={add}>
          <input
            className="input mono"
            aria-label="Project, or a pattern"
            aria-invalid={problem === null ? undefined : true}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            list={`${id}-projects`}
            maxLength={300}
            placeholder="acme/shop"
            spellCheck={false}
            value={pattern}
            onChange={(event) => setPattern(event.target.value)}
          />
          <datalist id={`${id}-projects`}>
            {projects.map((path) => (
              <option key={path} value={path} />
            ))}
          </datalist>
          <Button type="submit" size="small">
            <Plus aria-hidden />
            Add
          </Button>
        </form>
        {problem !== null && (
          <p className="field-error" id={`${id}-problem`} role="alert">
            {problem}
          </p>
        )}
      </Lockable>
    </section>
  );
}
