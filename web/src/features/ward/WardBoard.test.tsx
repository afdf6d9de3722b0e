import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, renderPage } from '@/test/render';
import { aBed, anOccupant, aRoom } from './made';
import { WardBoard } from './WardBoard';

const rooms = [
  aRoom({
    beds: [
      aBed({ id: 1, number: '3A-1', free: false, occupant: anOccupant() }),
      aBed({ id: 2, number: '3A-2' }),
      aBed({ id: 3, number: '3A-3', status: 'Cleaning', free: false }),
    ],
  }),
];
const me: Me = { id: 1, user_id: 'x', name: 'X', roles: [], permissions: ['ward:read', 'encounter:transfer', 'room:write', 'bill:read'], department: null };
const rest = { rooms, error: null, onRetry: vi.fn(), filter: {}, onFilter: vi.fn() };

describe('the ward board', () => {
  it('says of each bed what it is, and who lies there', async () => {
    answerWith({});
    renderPage(<WardBoard {...rest} />, { me });
    const room = await screen.findByRole('region', { name: 'Room 3A' });
    expect(within(room).getByRole('link', { name: 'Bed 3A-1, Dela Cruz, Juan, open case' })).toHaveTextContent('₱1,234.50');
    expect(within(room).getByRole('group', { name: 'Bed 3A-2, Free' })).toBeInTheDocument();
    expect(within(room).getByRole('group', { name: 'Bed 3A-3, Cleaning' })).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Beds' })).toHaveTextContent('1Free1Occupied1Cleaning0Out of service');
  });

  it('makes a bed ready from its menu', async () => {
    const sent = answerWith({ 'PATCH /api/v1/beds/3': { id: 3, version: 2, room_id: 1, number: '3A-3', status: 'Ready' } });
    const { user } = renderPage(<WardBoard {...rest} />, { me });
    await user.click(await screen.findByRole('button', { name: 'Menu of bed 3A-3' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Ready' }));
    expect(await screen.findByText('Bed 3A-3 is set to Ready')).toBeInTheDocument();
    expect(sent.find((each) => each.method === 'PATCH')?.body).toEqual({ status: 'Ready' });
  });

  it('transfers the patient of the marked bed with t', async () => {
    answerWith({});
    const { user } = renderPage(<WardBoard {...rest} />, { me });
    (await screen.findByRole('link', { name: /Bed 3A-1/ })).focus();
    await user.keyboard('t');
    expect(await screen.findByRole('dialog', { name: 'Transfer Dela Cruz, Juan from bed 3A-1' })).toBeInTheDocument();
  });

  it('offers nothing that may not be done', async () => {
    answerWith({});
    const { user } = renderPage(<WardBoard {...rest} />, { me: { ...me, permissions: ['ward:read'] } });
    await user.click(await screen.findByRole('button', { name: 'Menu of bed 3A-1' }));
    expect(await screen.findByRole('menuitem', { name: 'Open case' })).toBeInTheDocument();
    expect(screen.queryByRole('menuitem', { name: /Transfer/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Menu of bed 3A-2' })).not.toBeInTheDocument();
  });

  it('says so when no bed matches, and tells its filter to the address', async () => {
    answerWith({});
    const onFilter = vi.fn();
    const { user } = renderPage(<WardBoard {...rest} filter={{ department: 'Pediatrics' }} onFilter={onFilter} />, { me });
    expect(await screen.findByText('No bed matches')).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Free' }));
    expect(onFilter).toHaveBeenCalledWith({ show: 'free' });
  });
});
