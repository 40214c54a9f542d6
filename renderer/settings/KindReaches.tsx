import type { NoticeKind, NoticeReach } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Lockable, ManagedMark, useLocked } from './ManagedMark.tsx';
import { kindGroups, reachOptions, usualReaches } from './notice-words.ts';

/** How far each kind of notice goes. */
export function KindReaches() {
  const chosen = useStore((state) => state.settings.noticeKinds);
  const locked = useLocked('noticeKinds');
  const { updateSettings } = useActions();
  const choose = (kind: NoticeKind, reach: NoticeReach): void => {
    const { [kind]: _before, ...rest } = chosen;
    // The usual is not written down, so that a later version may know better.
    updateSettings({ noticeKinds: reach === usualReaches[kind] ? rest : { ...rest, [kind]: reach } });
  };
  return (
    <section className="setting-part" aria-labelledby="kind-reaches">
      <div className="setting-part-head">
        <div>
          <h3 id="kind-reaches">What is told, and how</h3>
          <p>List: behind the bell. Notify: on the desktop too. Sound: with the desktop’s own sound.</p>
          {locked && <ManagedMark />}
        </div>
        <Button
          size="small"
          disabled={locked || Object.keys(chosen).length === 0}
          onClick={() => updateSettings({ noticeKinds: {} })}
        >
          As usual
        </Button>
      </div>
      <Lockable locked={locked}>
        {kindGroups.map(({ heading, kinds }) => (
          <div key={heading} className="kind-group">
            <h4>{heading}</h4>
            {kinds.map(({ kind, label }) => (
              <div key={kind} className="kind-row">
                <span>{label}</span>
                <Segmented
                  label={label}
                  value={chosen[kind] ?? usualReaches[kind]}
                  options={reachOptions}
                  onValue={(reach) => choose(kind, reach)}
                />
              </div>
            ))}
          </div>
        ))}
      </Lockable>
    </section>
  );
}
