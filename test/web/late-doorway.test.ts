import { expect, it } from 'vitest';
import { JobdeckError } from '../../electron/core/errors.ts';
import type { Doorway } from '../../electron/doors/doorway.ts';
import { createLateDoorway } from '../../electron/doors/late-doorway.ts';

function answering(value: string): Doorway {
  return { call: async () => ({ ok: true, value }), send: () => false };
}

it('lets calls wait until there is someone to answer', async () => {
  let open: (doorway: Doorway) => void = () => {};
  let made = 0;
  const late = createLateDoorway(() => {
    made += 1;
    return new Promise((resolve) => {
      open = resolve;
    });
  });
  late.begin();
  const answers = [late.call('snapshot', []), late.call('snapshot', [])];
  expect(late.send('input', [])).toBe(true);
  open(answering('here'));
  expect(await Promise.all(answers)).toEqual(Array(2).fill({ ok: true, value: 'here' }));
  expect(late.send('input', [])).toBe(false);
  expect(made).toBe(1);
});

it('says why there is none, and tries again at the next call', async () => {
  let made = 0;
  const late = createLateDoorway(async () => {
    made += 1;
    if (made === 1) throw new JobdeckError('disk', 'The folder is gone.');
    return answering('here');
  });
  late.begin();
  expect(await late.call('snapshot', [])).toMatchObject({ ok: false, failure: { message: 'The folder is gone.' } });
  expect(await late.call('snapshot', [])).toEqual({ ok: true, value: 'here' });
});
