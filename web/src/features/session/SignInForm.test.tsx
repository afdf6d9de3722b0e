import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { api, unwrap } from '@/api/client';
import { lockedHere, sessionBarred, sessionEnded } from '@/api/connection';
import type { Me } from '@/lib/permissions';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { ResetForm } from './ResetForm';
import { SignInForm } from './SignInForm';
import { SignInPage } from './SignInPage';
import { UnlockForm } from './UnlockForm';

const me: Me = { id: 1, user_id: 'ana', name: 'Ana Reyes', roles: ['Nurse'], permissions: [], department: null };

describe('signing in', () => {
  it('keeps the user id after a wrong password and asks for the password again', async () => {
    answerWith({ 'POST /api/v1/sessions': () => problemResponse(401, 'The user id or the password is wrong.') });
    const { user } = renderPage(<SignInForm />);
    await user.type(await screen.findByRole('textbox', { name: 'User id' }), 'ana');
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('The user id or the password is wrong.');
    expect(screen.getByRole('textbox', { name: 'User id' })).toHaveValue('ana');
    expect(screen.getByLabelText('Password')).toHaveValue('');
    expect(screen.getByLabelText('Password')).toHaveFocus();
  });

  it('asks for both before it sends anything', async () => {
    const sent = answerWith({});
    const { user } = renderPage(<SignInForm />);
    await user.click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText('Enter your user id')).toBeInTheDocument();
    expect(screen.getByText('Enter your password')).toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  it('tells who came in', async () => {
    const signedIn = vi.fn();
    const sent = answerWith({
      'POST /api/v1/sessions': () => Response.json({ token: 't', expires_at: '2026-01-01T00:00:00.000Z', user: me }, { status: 201 }),
      'GET /api/v1/me': me,
    });
    const { user } = renderPage(<SignInForm onSignedIn={signedIn} />);
    await user.type(await screen.findByRole('textbox', { name: 'User id' }), ' ana ');
    await user.type(screen.getByLabelText('Password'), 'a long password{Enter}');
    await vi.waitFor(() => expect(signedIn).toHaveBeenCalledWith(me));
    expect(sent[0]?.body).toEqual({ user_id: 'ana', password: 'a long password' });
  });
});

describe('the second factor', () => {
  const needed = (message: string) =>
    problemResponse(401, 'Enter the code that your authenticator shows.', [{ location: 'body.code', message }], 'urn:talaan:code-needed');

  it('is asked for after the right password, without a complaint, and sent with it', async () => {
    const signedIn = vi.fn();
    const sent = answerWith({
      'POST /api/v1/sessions': async (request) => {
        const text = await request.text();
        if (!text.includes('code')) return needed('is needed');
        return text.includes('111111') ? needed('is wrong, or was used already') : Response.json({ token: 't', expires_at: '2026-01-01T00:00:00.000Z', user: me }, { status: 201 });
      },
      'GET /api/v1/me': me,
    });
    const { user } = renderPage(<SignInForm onSignedIn={signedIn} />);
    await user.type(await screen.findByRole('textbox', { name: 'User id' }), 'ana');
    await user.type(screen.getByLabelText('Password'), 'a long password{Enter}');
    const code = await screen.findByRole('textbox', { name: /^Code/ });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(code).toHaveFocus();
    expect(code).toHaveAttribute('autocomplete', 'one-time-code');
    await user.type(code, '111111{Enter}');
    expect(await screen.findByText('is wrong, or was used already')).toBeInTheDocument();
    await user.type(screen.getByRole('textbox', { name: /^Code/ }), '123 456{Enter}');
    await vi.waitFor(() => expect(signedIn).toHaveBeenCalledWith(me));
    expect(sent.findLast((each) => each.method === 'POST')?.body).toEqual({ user_id: 'ana', password: 'a long password', code: '123456' });
  }, 20_000);
});

describe('a locked session', () => {
  it('falls back to the password once the PIN no longer unlocks', async () => {
    const sent = answerWith({
      'POST /api/v1/sessions/current/unlock': async (request) =>
        (await request.text()).includes('pin')
          ? problemResponse(422, 'Look at the fields below.', [{ location: 'body.pin', message: 'is wrong' }], 'urn:talaan:password-needed')
          : new Response(null, { status: 204 }),
      'GET /api/v1/me': me,
    });
    const { user } = renderPage(<UnlockForm hasPin userId="ana" />);
    lockedHere.set(true);
    await user.type(await screen.findByLabelText('PIN'), '1379{Enter}');
    expect(await screen.findByText('The PIN does not unlock any more. Use your password.')).toBeInTheDocument();
    await user.type(screen.getByLabelText('Password'), 'a long password{Enter}');
    await vi.waitFor(() => expect(lockedHere.get()).toBe(false));
    expect(sent.filter((each) => each.method === 'POST').map((each) => each.body)).toEqual([{ pin: '1379' }, { password: 'a long password' }]);
  }, 20_000);
});

describe('a wrong PIN', () => {
  it('may be tried again, whatever the words of the refusal', async () => {
    answerWith({ 'POST /api/v1/sessions/current/unlock': () => problemResponse(422, 'Look at the fields below.', [{ location: 'body.pin', message: 'is no password' }]) });
    const { user } = renderPage(<UnlockForm hasPin userId="ana" />);
    await user.type(await screen.findByLabelText('PIN'), '1379{Enter}');
    expect(await screen.findByText('is no password')).toBeInTheDocument();
    expect(screen.getByLabelText('PIN')).toHaveValue('');
    expect(screen.queryByLabelText('Password')).not.toBeInTheDocument();
  }, 20_000);
});

describe('a refusal of the session', () => {
  it('tells the page that something stands in the way, and does not end the session', async () => {
    answerWith({ 'GET /api/v1/hospital': () => problemResponse(423, 'The session is locked.', [], 'urn:talaan:locked') });
    sessionBarred.set(false);
    await expect(unwrap(api.GET('/api/v1/hospital'))).rejects.toThrow('The session is locked.');
    expect(sessionBarred.get()).toBe(true);
    expect(sessionEnded.get()).toBe(false);
  });
});

describe('a reset code', () => {
  it('sets a new password that is typed twice; complaints stand beside the fields', async () => {
    const done = vi.fn();
    let tries = 0;
    answerWith({
      'POST /api/v1/password-resets': () => {
        tries += 1;
        return tries === 1 ? problemResponse(422, 'Look at the fields below.', [{ location: 'body.code', message: 'is wrong or has expired' }]) : new Response(null, { status: 204 });
      },
    });
    const { user } = renderPage(<ResetForm onDone={done} onCancel={vi.fn()} />);
    await user.type(await screen.findByRole('textbox', { name: /^User id/ }), 'ana');
    await user.type(screen.getByRole('textbox', { name: /^Code/ }), 'ABCD');
    await user.type(screen.getByLabelText(/^New password/), 'seven herons over the bay');
    await user.type(screen.getByLabelText(/^The new password again/), 'seven herons{Enter}');
    expect(await screen.findByText('The two do not match')).toBeInTheDocument();
    expect(tries).toBe(0);
    await user.type(screen.getByLabelText(/^The new password again/), ' over the bay{Enter}');
    expect(await screen.findByText('is wrong or has expired')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Set the new password' }));
    await vi.waitFor(() => expect(done.mock.calls[0]?.[0]).toBe('ana'));
  }, 20_000);
});

describe('the page in front', () => {
  const hospital = { name: 'San Isidro District Hospital', address: '', phone: '', timezone: 'Asia/Manila', billing_unit_seconds: 3600, version: 1 };

  it("shows the hospital's name", async () => {
    answerWith({ 'GET /api/v1/hospital': hospital, 'GET /api/v1/first-run': { needed: false, allowed_here: false } });
    renderPage(<SignInPage />);
    expect(await screen.findByRole('heading', { name: 'San Isidro District Hospital' })).toBeInTheDocument();
  });

  it('sets the hospital up, once, on the server itself', async () => {
    const sent = answerWith({
      'GET /api/v1/first-run': { needed: true, allowed_here: true },
      'POST /api/v1/first-run': () => problemResponse(422, 'Choose a longer password.', [{ location: 'body.password', message: 'is too short' }]),
    });
    const { user } = renderPage(<SignInPage />);
    await user.type(await screen.findByRole('textbox', { name: 'Name of the hospital' }), 'San Isidro');
    await user.type(screen.getByRole('textbox', { name: 'Given name' }), 'Ana');
    await user.type(screen.getByRole('textbox', { name: 'Family name' }), 'Reyes');
    await user.type(screen.getByRole('textbox', { name: 'User id' }), 'ana');
    await user.type(screen.getByLabelText(/^Password/), 'short');
    await user.click(screen.getByRole('button', { name: 'Set up and sign in' }));
    expect(await screen.findByText('is too short')).toBeInTheDocument();
    expect(sent.find((each) => each.method === 'POST')?.idempotencyKey).not.toBeNull();
  });

  it('says where to go when this is not the computer that runs it', async () => {
    answerWith({ 'GET /api/v1/first-run': { needed: true, allowed_here: false } });
    renderPage(<SignInPage />);
    expect(await screen.findByRole('heading', { name: 'Not set up yet' })).toBeInTheDocument();
  });
});
