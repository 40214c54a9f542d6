import { AppWindow } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { SessionFacts, SessionId } from '../../electron/contract.ts';
import { describeState } from './endings.ts';

export interface ElsewhereMenuProps {
  readonly sessions: readonly SessionFacts[];
  readonly onBring: (id: SessionId) => void;
}

/** The terminals of other windows, each of which can be brought to this one. */
export function ElsewhereMenu({ sessions, onBring }: ElsewhereMenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="t-tabs-elsewhere" title="Terminals in other windows">
        <AppWindow aria-hidden />
        <span className="num">{sessions.length}</span>
        <span>{sessions.length === 1 ? 'in another window' : 'in other windows'}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="t-menu" align="end">
          <DropdownMenu.Label className="t-menu-label">Bring to this window</DropdownMenu.Label>
          {sessions.map((session) => (
            <DropdownMenu.Item key={session.id} className="t-menu-item" onSelect={() => onBring(session.id)}>
              {session.title}
              <span className="t-menu-end">{describeState(session)}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
