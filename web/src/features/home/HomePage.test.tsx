import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { aCase } from '@/test/people';
import { answerWith, renderPage } from '@/test/render';
import { HomePage } from './HomePage';

const nurse: Me = { id: 2, user_id: 'bea', name: 'Bea Lim', roles: ['Nurse'], permissions: ['encounter:read', 'encounter:write-nursing'], department: null };
const desk: Me = { id: 3, user_id: 'cora', name: 'Cora Sy', roles: ['Receptionist'], permissions: ['encounter:read', 'encounter:check-in'], department: null };
const queue = (longest: object[], count = longest.length, late = 0) => ({ status: 'Pending', count, late, longest });
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

describe('home', () => {
  it('lists who waits longest, who is on it, and how many more there are', async () => {
    answerWith({
      'GET /api/v1/home': {
        queues: [queue([aCase({ claimed_by: 2, claimed_by_name: 'Bea Lim' }), aCase({ id: 22, claimed_by: 9, claimed_by_name: 'Dr. Cruz' })], 5, 3)],
        beds: { total: 20, free: 4, occupied: 15 },
        done_today: 12,
      },
    });
    renderPage(<HomePage />, { me: nurse });
    const pending = await screen.findByRole('region', { name: 'Pending' });
    expect(pending).toHaveTextContent('5 waiting');
    expect(pending).toHaveTextContent('3 over 30 min');
    const [first, second] = within(within(pending).getByRole('list')).getAllByRole('link');
    expect(first).toHaveAttribute('href', '/cases/21');
    expect(first).toHaveTextContent('You are on it');
    expect(second).toHaveTextContent('Dr. Cruz is on it');
    expect(within(pending).getByRole('link', { name: '3 more' })).toHaveAttribute('href', '/queues/pending');
    expect(screen.getByRole('link', { name: /Beds free/ })).toHaveTextContent('4of 20');
    expect(screen.queryByText('Outstanding')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Check in/ })).not.toBeInTheDocument();
  });

  it('shows a teller the way to the window, and that the drawer is not open yet', async () => {
    answerWith({ 'GET /api/v1/home': { queues: [], done_today: 0 }, 'GET /api/v1/shifts/current': { shift: null } });
    renderPage(<HomePage />, { me: { ...nurse, roles: ['Teller'], permissions: ['payment:take', 'shift:keep'] } });
    const card = await screen.findByRole('link', { name: /^Cashier/ });
    expect(card).toHaveAttribute('href', '/cashier');
    expect(await within(card).findByText('Your shift is not open yet: count your drawer first')).toBeInTheDocument();
  });

  it('has a good word when nobody waits', async () => {
    answerWith({ 'GET /api/v1/home': { queues: [queue([])], done_today: 0 } });
    renderPage(<HomePage />, { me: nurse });
    expect(await screen.findByText('Nobody is waiting to be seen. Well done.')).toBeInTheDocument();
  });

  it('shows the front desk whom they checked in, and the way to the next', async () => {
    answerWith({ 'GET /api/v1/home': { queues: [queue([], 1)], done_today: 1 }, 'GET /api/v1/encounters': { items: [aCase()], next: null } });
    renderPage(<HomePage />, { me: desk });
    const waiting = await screen.findByRole('region', { name: 'Checked in, waiting for the doctor' });
    expect(await within(waiting).findByText('Dela Cruz, Juan')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Check in' })).toBeInTheDocument();
  });

  it.each([
    [{ verified: null, failed: '', warn: true }, 'Nonemake and verify one', true],
    [{ verified: hoursAgo(49), failed: '', warn: true }, '2 d 1 hold: more than 36 hours', true],
    [{ verified: hoursAgo(5), failed: 'The stick is full.', warn: true }, '5 hthe last one failed', true],
    [{ verified: hoursAgo(5), failed: '', warn: false }, '5 hold', false],
  ])('tells an Admin how old the last verified backup is: %j', async (backup, words, warns) => {
    answerWith({ 'GET /api/v1/home': { queues: [], done_today: 0, backup } });
    renderPage(<HomePage />, { me: { ...nurse, roles: ['Admin'], permissions: ['backup:read'] } });
    const figure = await screen.findByRole('link', { name: /^Last verified backup/ });
    expect(figure).toHaveAttribute('href', '/admin/backups');
    expect(figure).toHaveTextContent(`Last verified backup${words}`);
    expect(figure.querySelector('[data-warn]') !== null).toBe(warns);
  });
});
