import { expect, it } from 'vitest';
import { readAnswer } from '../../electron/shell/desk/tray-host.ts';
import { backgroundQuestion, type CloseFacts, closeStep } from '../../electron/shell/windows/close-step.ts';

const facts: CloseFacts = { leaving: false, trayShown: true, choice: 'ask' };

it.each([
  ['asked about once', facts, 'ask'],
  ['remembered as running on', { ...facts, choice: 'keep' }, 'hide'],
  ['remembered as the end', { ...facts, choice: 'quit' }, 'close'],
  ['the end without a tray to come back by', { ...facts, trayShown: false }, 'close'],
  ['the end without a tray, whatever was said before', { ...facts, trayShown: false, choice: 'keep' }, 'close'],
  ['the end when the app is quitting', { ...facts, leaving: true, choice: 'keep' }, 'close'],
] as const)('closing the last window is %s', (_name, given, step) => expect(closeStep(given)).toBe(step));

it('says what stays', () => {
  expect(backgroundQuestion(0, 'linux').detail).toMatch(/watching your jobs/);
  expect(backgroundQuestion(1, 'linux').detail).toMatch(/^Your open terminal stays open/);
  expect(backgroundQuestion(3, 'win32').detail).toMatch(/^Your 3 open terminals stay open/);
  expect(backgroundQuestion(0, 'linux').message).toContain('tray');
  expect(backgroundQuestion(0, 'darwin').message).toContain('menu bar');
});

it.each([
  ['(true,)\n', true],
  ['method return time=1 sender=:1.0\n   boolean false\n', false],
  ['b true\n', true],
  ['', null],
  ['Error: no bus', null],
])('understands who shows tray icons: %j', (printed, answer) => expect(readAnswer(printed)).toBe(answer));
