import { CircleCheck, Download, LoaderCircle, Lock, PackageCheck } from 'lucide-react';
import type { Update, UpdateState } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useNow } from '../clock.ts';
import { useStore } from '../store.ts';
import { byteSize } from '../terminals/durations.ts';
import { age } from '../ui/ages.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { SwitchSetting } from './SwitchSetting.tsx';

/** Which version this is, whether there is a newer one, and what becomes of it. */
export function UpdatesPage() {
  const app = useStore((state) => state.app);
  const updates = useStore((state) => state.updates);
  const settings = useStore((state) => state.settings);
  const managed = useStore((state) => state.policy.managed);
  const { updateSettings } = useActions();
  return (
    <>
      <section className="update" aria-label="Version">
        <h3>
          Jobdeck <span className="num">{app.version}</span>
        </h3>
        <State state={updates} />
      </section>
      {updates.status !== 'off' && !managed && (
        <SwitchSetting
          setting="automaticUpdates"
          label="Look for updates by itself"
          help="Now and then, and fetch what is new. It is installed when you close Jobdeck."
          checked={settings.automaticUpdates}
          onChecked={(automaticUpdates) => updateSettings({ automaticUpdates })}
        />
      )}
      <p className="field-help">
        {managed && updates.status !== 'off' && 'When updates are looked for is set by your administrator. '}
        Asking for an update tells the update server your version and a random number that staged releases go by,
        nothing else. Jobdeck sends no telemetry.
      </p>
    </>
  );
}

function State({ state }: { readonly state: UpdateState }) {
  const { checkForUpdates, downloadUpdate, cancelUpdate, installUpdate } = useActions();
  const now = useNow();
  switch (state.status) {
    case 'off':
      return (
        <p className="update-line" data-off>
          <Lock aria-hidden />
          <span>{state.why}</span>
        </p>
      );
    case 'idle':
      return <Check onCheck={checkForUpdates} />;
    case 'checking':
      return (
        <p className="update-line" role="status">
          <LoaderCircle className="turning" aria-hidden />
          <span>Asking the update server…</span>
        </p>
      );
    case 'none':
      return (
        <>
          <p className="update-line" data-good role="status">
            <CircleCheck aria-hidden />
            <span>
              {state.heldBack === null
                ? 'This is the newest version for you. '
                : `Version ${state.heldBack.version} is out; your administrator lets it through ${onDay(state.heldBack.until)}. `}
              Asked {age(now - state.checkedAt)}.
            </span>
          </p>
          <Check onCheck={checkForUpdates} />
        </>
      );
    case 'available':
      return (
        <>
          <Found update={state.update} />
          <div className="update-actions">
            <Button look="primary" onClick={downloadUpdate}>
              <Download aria-hidden />
              Fetch it{state.update.bytes !== null && ` (${byteSize(state.update.bytes)})`}
            </Button>
          </div>
        </>
      );
    case 'downloading': {
      const { doneBytes, totalBytes, update } = state;
      return (
        <>
          <p className="update-line">
            <span>
              Fetching version {update.version}: <span className="num">{byteSize(doneBytes)}</span>
              {totalBytes !== null && (
                <>
                  {' of '}
                  <span className="num">{byteSize(totalBytes)}</span>
                </>
              )}
            </span>
          </p>
          <progress
            className="update-progress"
            aria-label={`Fetching version ${update.version}`}
            max={totalBytes ?? undefined}
            value={totalBytes === null ? undefined : doneBytes}
          />
          <div className="update-actions">
            <Button onClick={cancelUpdate}>Cancel</Button>
          </div>
        </>
      );
    }
    case 'ready':
      return (
        <>
          <p className="update-line" data-good role="status">
            <PackageCheck aria-hidden />
            <span>
              Version {state.update.version} is here and verified. It is installed when you close Jobdeck, or now. Open
              terminals end with a restart; you are asked first while one holds a job.
            </span>
          </p>
          <div className="update-actions">
            <Button look="primary" onClick={installUpdate}>
              Restart now
            </Button>
          </div>
        </>
      );
    case 'failed':
      return (
        <FailureNote
          failure={state.failure}
          can={{ retry: state.doing === 'download' ? downloadUpdate : checkForUpdates }}
        />
      );
  }
}

function Check({ onCheck }: { readonly onCheck: () => void }) {
  return (
    <div className="update-actions">
      <Button onClick={onCheck}>Look for updates</Button>
    </div>
  );
}

function Found({ update }: { readonly update: Update }) {
  return (
    <>
      <p className="update-line" role="status">
        <span>
          Version <b className="num">{update.version}</b> is out
          {update.releasedAt !== null && `, since ${onDay(update.releasedAt)}`}.
        </span>
      </p>
      {update.notes !== null && <pre className="update-notes scroll">{update.notes}</pre>}
    </>
  );
}

function onDay(ms: number): string {
  return new Date(ms).toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
}
