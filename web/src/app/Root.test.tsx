import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionEnded } from '@/api/connection';
import { useShortcuts } from '@/lib/shortcuts';
import { type Answers, answerWith, problemResponse, renderPage } from '@/test/render';
import { Root } from './Root';

vi.mock('./live', () => ({ startLive: () => () => undefined }));
vi.mock('@/features/session/IdleLock', () => ({ IdleLock: () => null }));

const pressed = vi.fn();

/** A page with a form, in the place of the application. */
vi.mock('./Shell', async () => {
  const { useState } = await import('react');
  return {
    Shell: function Shell() {
      const [note, setNote] = useState('');
      useShortcuts([{ keys: 'n', label: 'New', run: pressed }]);
      return <input aria-label="Note" value={note} onChange={(event) => setNote(event.target.value)} />;
    },
  };
});

const me = { id: 12, user_id: 'marites', name: 'Marites Pascual', roles: [], permissions: [], department: null };
const shut = (): Response => problemResponse(503, 'A backup is being restored.', [], 'urn:talaan:restoring');
const words = 'The hospital is being restored from a backup. Please wait.';
const wait = () => act(() => vi.advanceTimersByTimeAsync(2_000));

describe('while a backup is restored', () => {
  let answer: () => Response;
  const answers: Answers = {
    'GET /api/v1/me': () => answer(),
    'GET /api/v1/hospital': () => (answer().status === 503 ? shut() : Response.json({ name: 'San Isidro Hospital', set_up: true })),
  };

  beforeEach(() => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    answer = () => Response.json(me);
    pressed.mockReset();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Somebody types, and the door is shut. */
  async function shutWhileTyping(): Promise<ReturnType<typeof answerWith>> {
    const sent = answerWith(answers);
    renderPage(<Root />);
    fireEvent.change(await screen.findByRole('textbox', { name: 'Note' }), { target: { value: 'Sleeps well' } });
    answer = shut;
    act(() => {
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
    expect(await screen.findByRole('dialog', { name: words })).toHaveAttribute('open');
    return sent;
  }

  it('everything is covered, takes no keys and asks for nothing but whether it is over; then one signs in', async () => {
    const sent = await shutWhileTyping();
    expect(document.title).toBe('Talaan');
    fireEvent.keyDown(document.body, { key: 'n' });
    expect(pressed).not.toHaveBeenCalled();
    expect(screen.getByLabelText('Note').closest('[inert]')).toHaveAttribute('data-covered', 'true');
    expect(screen.queryByText(/server does not answer/)).not.toBeInTheDocument();
    await wait();
    expect(screen.getByRole('dialog', { name: words })).toBeInTheDocument();

    answer = () => problemResponse(401, 'You are not signed in.');
    await wait();
    expect(await screen.findByText(/^The hospital was restored from a backup\. Sign in to go on\./)).toBeInTheDocument();
    expect(screen.queryByRole('dialog', { name: words })).not.toBeInTheDocument();
    expect(sessionEnded.get()).toBe(true);
    expect(screen.getByLabelText('Note'), 'what was typed').toHaveValue('Sleeps well');
    expect(sent.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('the page goes on where it was when nothing was restored after all', async () => {
    await shutWhileTyping();
    answer = () => Response.json(me);
    await wait();
    expect(screen.queryByRole('dialog', { name: words })).not.toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Note' })).toHaveValue('Sleeps well');
    fireEvent.keyDown(document.body, { key: 'n' });
    expect(pressed).toHaveBeenCalledOnce();
  });

  it('the cover stays, and says so, when the server is gone', async () => {
    await shutWhileTyping();
    answer = () => {
      throw new TypeError('Failed to fetch');
    };
    await wait();
    expect(screen.getByRole('dialog', { name: words })).toHaveTextContent('The server does not answer just now');
    answer = () => problemResponse(401, 'You are not signed in.');
    await wait();
    expect(screen.queryByRole('dialog', { name: words })).not.toBeInTheDocument();
  });

  it('a page that is opened just then is covered too, and leads to the sign-in', async () => {
    answerWith(answers);
    answer = shut;
    renderPage(<Root />);
    expect(await screen.findByRole('dialog', { name: words })).toBeInTheDocument();
    await wait();
    await wait();
    answer = () => problemResponse(401, 'You are not signed in.');
    await wait();
    expect(await screen.findByRole('button', { name: 'Sign in' })).toBeInTheDocument();
    expect(screen.queryByRole('dialog', { name: words })).not.toBeInTheDocument();
  });
});
