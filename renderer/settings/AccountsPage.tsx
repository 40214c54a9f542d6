import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { Plus } from 'lucide-react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { AccountCard } from './AccountCard.tsx';
import { ExpirySettings } from './ExpirySettings.tsx';

/** All accounts, in the order of the job list. */
export function AccountsPage() {
  const accounts = useStore((state) => state.accounts);
  const openDialog = useStore((state) => state.openDialog);
  const { reorderAccounts } = useActions();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = accounts.map((account) => account.id);
  const nameOf = (id: string | number): string => accounts.find((account) => account.id === id)?.label ?? '';

  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    if (!over || active.id === over.id) return;
    reorderAccounts(arrayMove(ids, ids.indexOf(String(active.id)), ids.indexOf(String(over.id))));
  };

  return (
    <>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={onDragEnd}
        accessibility={{
          announcements: {
            onDragStart: ({ active }) => `Picked up ${nameOf(active.id)}.`,
            onDragOver: ({ active, over }) =>
              over ? `${nameOf(active.id)} is at the place of ${nameOf(over.id)}.` : '',
            onDragEnd: ({ active, over }) =>
              over ? `${nameOf(active.id)} was put at the place of ${nameOf(over.id)}.` : '',
            onDragCancel: ({ active }) => `${nameOf(active.id)} stays where it was.`,
          },
        }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ul className="account-cards">
            {accounts.map((account) => (
              <AccountCard key={account.id} account={account} />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      {accounts.length === 0 && <p className="field-help">None yet.</p>}
      <Button onClick={() => openDialog({ kind: 'add-account' })}>
        <Plus aria-hidden />
        Add an account…
      </Button>
      {accounts.length > 0 && <ExpirySettings />}
    </>
  );
}
