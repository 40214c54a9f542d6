import { expect, it } from 'vitest';
import { ASK_AGAIN_MS, createHangQuestion, type HangAnswer } from '../../electron/shell/windows/hang-question.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const asked: { signal: AbortSignal; answer: (answer: HangAnswer) => void; fail: () => void }[] = [];
  let reloads = 0;
  const question = createHangQuestion({
    clock,
    ask: (signal) =>
      new Promise((resolve, reject) => asked.push({ signal, answer: resolve, fail: () => reject(new Error('no')) })),
    reload: () => {
      reloads += 1;
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    question,
    asked,
    reloads: () => reloads,
    async reply(answer: HangAnswer) {
      asked.at(-1)?.answer(answer);
      await settle();
    },
    async fail() {
      asked.at(-1)?.fail();
      await settle();
    },
  };
}

it('asks once however often the page is said to hang, and reloads on that answer', async () => {
  const { question, asked, reply, reloads } = setUp();
  question.begin();
  question.begin();
  expect(asked).toHaveLength(1);
  expect(reloads()).toBe(0);
  await reply('reload');
  expect(reloads()).toBe(1);
  question.begin();
  expect(asked).toHaveLength(2);
});

it.each([
  ['waiting was chosen', 'reply'],
  ['the question could not be asked', 'fail'],
] as const)('asks again only after a while when %s', async (_name, how) => {
  const { clock, question, asked, reply, fail, reloads } = setUp();
  question.begin();
  await (how === 'reply' ? reply('wait') : fail());
  question.begin();
  clock.advance(ASK_AGAIN_MS - 1);
  expect(asked).toHaveLength(1);
  clock.advance(1);
  expect(asked).toHaveLength(2);
  await reply('reload');
  expect(reloads()).toBe(1);
});

it('takes the question back when the page answers, and hears no late reply', async () => {
  const { question, asked, reply, reloads } = setUp();
  question.begin();
  question.end();
  expect(asked[0]?.signal.aborted).toBe(true);
  await reply('reload');
  expect(reloads()).toBe(0);
});

it('a late end of an old question leaves the new one alone', async () => {
  const { question, asked } = setUp();
  question.begin();
  question.end();
  question.begin();
  asked[0]?.answer('wait');
  await new Promise((resolve) => setImmediate(resolve));
  question.begin();
  expect(asked).toHaveLength(2);
  expect(asked[1]?.signal.aborted).toBe(false);
});

it('does not ask again when the page has come back meanwhile', async () => {
  const { clock, question, asked, reply } = setUp();
  question.begin();
  await reply('wait');
  question.end();
  clock.advance(10 * ASK_AGAIN_MS);
  expect(asked).toHaveLength(1);
  expect(clock.waiting).toBe(0);
});
