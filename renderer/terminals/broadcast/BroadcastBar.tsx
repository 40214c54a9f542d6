import { Plus, RadioTower, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { SessionFacts, SessionId } from '../../../electron/contract.ts';
import { type Broadcast, memberIds, takesInput } from './broadcast.ts';

export interface BroadcastBarProps {
  readonly broadcast: Broadcast;
  readonly sessions: readonly SessionFacts[];
  readonly activeId: SessionId | null;
  readonly stopKeys: string;
  readonly onToggle: (session: SessionFacts) => void;
  readonly onStop: () => void;
  /** The keyboard goes back to the shell. */
  readonly onDone: () => void;
}

/** Says, as long as it is so, that what is typed goes to several terminals, and to which. */
export function BroadcastBar({ broadcast, sessions, activeId, stopKeys, onToggle, onStop, onDone }: BroadcastBarProps) {
  if (broadcast.status === 'over') {
    return (
      <div className="t-broadcast" data-over>
        <RadioTower aria-hidden />
        <p role="status">{broadcast.why}</p>
        <button type="button" className="t-broadcast-stop" onClick={onStop}>
          OK
        </button>
      </div>
    );
  }
  const ids = memberIds(broadcast);
  const members = sessions.filter(({ id }) => ids.includes(id));
  const others = sessions.filter((session) => !ids.includes(session.id));
  const here = activeId !== null && ids.includes(activeId);
  return (
    <div className="t-broadcast" data-here={here || undefined}>
      <RadioTower aria-hidden />
      <p role="status">
        <b>{here ? `Typing goes to ${members.length} terminals` : 'Typing here goes to this terminal only'}</b>
        {!here && ` ${members.length} others are typed into together.`}
        {broadcast.leftOut.length > 0 && ` Left out: ${broadcast.leftOut.join(' ')}`}
      </p>
      <ul aria-label="Terminals that are typed into together">
        {members.map((session) => (
          <li key={session.id}>
            {session.title}
            <button type="button" aria-label={`Leave out ${session.title}`} onClick={() => onToggle(session)}>
              <X aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <DropdownMenu.Root>
          <DropdownMenu.Trigger className="t-broadcast-add" aria-label="Take in another terminal">
            <Plus aria-hidden />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content
              className="t-menu"
              align="end"
              sideOffset={4}
              onCloseAutoFocus={(event) => {
                event.preventDefault();
                onDone();
              }}
            >
              {others.map((session) => (
                <DropdownMenu.Item
                  key={session.id}
                  className="t-menu-item"
                  disabled={!takesInput(session)}
                  onSelect={() => onToggle(session)}
                >
                  {session.title}
                  {!takesInput(session) && <span className="t-menu-end">no shell</span>}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
      <button type="button" className="t-broadcast-stop" title={`Stop (${stopKeys})`} onClick={onStop}>
        Stop
      </button>
    </div>
  );
}
