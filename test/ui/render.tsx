import { act, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import type { Snapshot } from '../../electron/contract.ts';
import { startStore } from '../../renderer/start-store.ts';
import { type AppStore, DeckContext } from '../../renderer/store.ts';
import { TooltipGround } from '../../renderer/ui/Tooltip.tsx';
import { createFakeApi, type FakeApi } from '../fakes/fake-api.ts';
import { sampleSnapshot } from '../fakes/samples.ts';

export interface Rendered {
  readonly api: FakeApi;
  readonly store: AppStore;
  readonly user: UserEvent;
}

/** A part of the window on a fake core, once the first snapshot is in. `prepare`: what core answers from the start. */
export async function renderOn(
  snapshot: Partial<Snapshot>,
  children: ReactNode,
  prepare: (api: FakeApi) => void = () => {},
): Promise<Rendered> {
  const api = createFakeApi(sampleSnapshot(snapshot));
  prepare(api);
  const { store } = startStore(api);
  await act(async () => {
    await Promise.resolve();
  });
  render(
    <DeckContext value={{ api, store }}>
      <TooltipGround>{children}</TooltipGround>
    </DeckContext>,
  );
  return { api, store, user: userEvent.setup() };
}
