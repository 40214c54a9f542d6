import { expect, it } from 'vitest';
import { autostartEntry, autostartPath, isSwitchedOn, startCommand } from '../../electron/shell/desk/autostart.ts';

const installed = { execPath: '/opt/Jobdeck/jobdeck', appImage: undefined, appFolder: null, dataDir: null };

it.each([
  ['a package', installed, ['/opt/Jobdeck/jobdeck', '--hidden']],
  [
    'an AppImage, whose mounted program is gone after a restart',
    { ...installed, execPath: '/tmp/.mount_Jobdeck1/jobdeck', appImage: '/home/me/Jobdeck.AppImage' },
    ['/home/me/Jobdeck.AppImage', '--hidden'],
  ],
  [
    'a checkout with a data directory of its own',
    { ...installed, execPath: '/e/electron', appFolder: '/src/jobdeck', dataDir: '/d' },
    ['/e/electron', '/src/jobdeck', '--data-dir=/d', '--hidden'],
  ],
])('starts %s again', (_name, facts, command) => expect(startCommand(facts)).toEqual(command));

it.each([
  ['/opt/Jobdeck/jobdeck', '/opt/Jobdeck/jobdeck'],
  ['/home/me/My Apps/Jobdeck.AppImage', '"/home/me/My Apps/Jobdeck.AppImage"'],
  ['/a/50%', '/a/50%%'],
  // First the quoting of Exec, then the escapes of a string: two backslashes for one.
  ['/a/$HOME', '"/a/\\\\$HOME"'],
  ['/a/"b"', '"/a/\\\\"b\\\\""'],
  ['/a/`b`', '"/a/\\\\`b\\\\`"'],
  ['/a/b\\c', '"/a/b\\\\\\\\c"'],
])('writes %s as the Desktop Entry Specification wants it', (word, written) => {
  expect(autostartEntry([word, '--hidden'])).toContain(`\nExec=${written} --hidden\n`);
});

it('is off where the desktop has switched the entry off', () => {
  const entry = autostartEntry(['/x']);
  expect(isSwitchedOn(entry)).toBe(true);
  expect(isSwitchedOn(`${entry}Hidden=true\n`)).toBe(false);
  expect(isSwitchedOn(entry.replace('enabled=true', 'enabled=false'))).toBe(false);
});

it('lies where the session looks', () => {
  expect(autostartPath({}, '/home/me')).toBe('/home/me/.config/autostart/jobdeck.desktop');
  expect(autostartPath({ XDG_CONFIG_HOME: '/c' }, '/home/me')).toBe('/c/autostart/jobdeck.desktop');
});
