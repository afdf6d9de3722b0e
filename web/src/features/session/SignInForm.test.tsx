import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { SignInForm } from './SignInForm';
import { SignInPage } from './SignInPage';

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
