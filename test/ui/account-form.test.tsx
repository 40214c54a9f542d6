import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AccountId, Result } from '../../electron/contract.ts';
import { AccountForm } from '../../renderer/accounts/AccountForm.tsx';
import { fail, ok } from '../fakes/fake-api.ts';
import { untrustedFailure } from '../fakes/samples.ts';
import { type Rendered, renderOn } from './render.tsx';

afterEach(cleanup);

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const field = (name: string): HTMLElement => screen.getByLabelText(name);
const connect = (): HTMLElement => screen.getByRole('button', { name: 'Connect' });
const added = ({ api }: Rendered): readonly unknown[] =>
  api.asked.filter(({ name }) => name === 'addAccount').map(({ args }) => args[0]);

async function fill({ user }: Rendered): Promise<void> {
  await user.type(field('GitLab URL'), 'git.example.org');
  await user.type(field('Access token'), 'glpat-one');
}

describe('AccountForm', () => {
  it('sends what was typed, trimmed, with no web session when none is given', async () => {
    const onAdded = vi.fn();
    const app = await renderOn({}, <AccountForm onAdded={onAdded} />);
    await fill(app);
    await app.user.click(connect());
    await waitFor(() => expect(onAdded).toHaveBeenCalledWith('new-account'));
    expect(added(app)).toEqual([
      { address: 'git.example.org', token: 'glpat-one', sessionCookie: null, caPem: null, label: null },
    ]);
  });

  it('hides secrets until asked to show them', async () => {
    const { user } = await renderOn({}, <AccountForm onAdded={() => {}} />);
    const token = field('Access token');
    expect(token).toHaveProperty('type', 'password');
    expect(field('Session cookie')).toHaveProperty('type', 'password');
    const [reveal] = screen.getAllByRole('button', { name: 'Show what is typed' });
    if (!reveal) throw new Error('no reveal button');
    await user.click(reveal);
    expect(token).toHaveProperty('type', 'text');
  });

  it('names what is missing and asks nobody', async () => {
    const app = await renderOn({}, <AccountForm onAdded={() => {}} />);
    await app.user.click(connect());
    expect(screen.getAllByRole('alert')).toHaveLength(2);
    expect(added(app)).toEqual([]);
    expect(document.activeElement).toBe(field('GitLab URL'));
  });

  it('looks who answers when the address is left, and links to its token page', async () => {
    const { user } = await renderOn({}, <AccountForm onAdded={() => {}} />);
    await user.type(field('GitLab URL'), 'git.example.org');
    await user.tab();
    await screen.findByText('GitLab at git.example.org');
    const link = screen.getByRole('link', { name: /Create one/ });
    expect(link.getAttribute('href')).toContain('scopes=read_api');
  });

  it('shows whose certificate is not trusted, takes a CA for this instance and tries again with it', async () => {
    const onAdded = vi.fn();
    const app = await renderOn({}, <AccountForm onAdded={onAdded} />);
    app.api.answer('addAccount', ({ caPem }) =>
      caPem === null ? { ok: false, failure: untrustedFailure } : ok('trusted'),
    );
    await fill(app);
    await app.user.click(connect());
    await screen.findByText('CN=git.internal, O=Example Robotics');
    await app.user.click(screen.getByRole('button', { name: /Trust a CA/ }));
    await app.user.click(field('CA certificate (PEM)'));
    await app.user.paste(pem);
    await app.user.click(screen.getByRole('button', { name: 'Trust this CA' }));
    await waitFor(() => expect(onAdded).toHaveBeenCalledWith('trusted'));
    expect(added(app).at(-1)).toMatchObject({ caPem: pem });
  });

  it('takes the address that seems right', async () => {
    const app = await renderOn({}, <AccountForm onAdded={() => {}} />);
    app.api.answer('addAccount', () => fail('wrong-path', { suggestedUrl: 'https://git.example.org/gitlab' }));
    await fill(app);
    await app.user.click(connect());
    await app.user.click(await screen.findByRole('button', { name: 'Use that address' }));
    expect(field('GitLab URL')).toHaveProperty('value', 'https://git.example.org/gitlab');
  });

  it('takes back an account that comes in after the user has cancelled', async () => {
    const onAdded = vi.fn();
    const app = await renderOn({}, <AccountForm onAdded={onAdded} onCancel={() => {}} />);
    let reply: ((result: Result<AccountId>) => void) | undefined;
    app.api.answer('addAccount', () => new Promise((resolve) => (reply = resolve)));
    await fill(app);
    await app.user.click(connect());
    await app.user.click(screen.getByRole('button', { name: 'Cancel' }));
    reply?.(ok('unwanted'));
    await waitFor(() => expect(app.api.asked.at(-1)).toEqual({ name: 'removeAccount', args: ['unwanted'] }));
    expect(onAdded).not.toHaveBeenCalled();
  });
});
