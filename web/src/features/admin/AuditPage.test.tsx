import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { aPatient } from '@/test/people';
import { type Answers, answerWith, problemResponse, renderPage } from '@/test/render';
import { AuditView } from './AuditPage';
import type { AuditLine } from './queries';
import type { AuditSearch } from './search';

const me: Me = { id: 6, user_id: 'admin', name: 'Carmela Soriano', roles: ['Admin'], permissions: ['audit:read'], department: null };

const line = (changes: Partial<AuditLine>): AuditLine => ({
  id: 1,
  at: '2026-11-21T02:30:00.000Z',
  actor_id: 2,
  actor: 'Bea Lim',
  action: 'opened',
  entity: 'encounter',
  entity_id: 21,
  patient_id: 7,
  patient_code: 'K7PQM',
  patient_name: 'Dela Cruz, Juan',
  reason: '',
  address: '10.0.0.5',
  changes: [],
  ...changes,
});
const outside = line({ id: 3, action: 'opened outside duty', reason: 'The family called' });
const sealed = `1204-${'A'.repeat(26)}`;

const asked = vi.fn<(query: string) => void>();
beforeEach(() => asked.mockReset());

function around(lines: readonly AuditLine[]): Answers {
  return {
    'GET /api/v1/audit': (request) => {
      asked(new URL(request.url).searchParams.toString());
      return Response.json({ items: lines, next: null });
    },
    'GET /api/v1/audit/head': { entry: 1204, print: 'A'.repeat(26), text: sealed, at: '2026-11-21T02:31:00.000Z' },
    'GET /api/v1/users': { items: [{ id: 2, name: 'Bea Lim' }], next: null },
    'GET /api/v1/departments': { items: [], next: null },
    'GET /api/v1/hospital': { name: 'Demo Hospital' },
    'GET /api/v1/patients': { items: [{ ...aPatient() }], next: null },
    'GET /api/v1/patients/7': { ...aPatient() },
  };
}

function Page({ start = {} }: { start?: AuditSearch }) {
  const [search, setSearch] = useState<AuditSearch>(start);
  return <AuditView search={search} onSearch={setSearch} />;
}

describe('the audit trail', () => {
  it('marks what was opened outside of duty by a word, with its reason and its patient', async () => {
    answerWith(around([outside, line({ id: 2 })]));
    renderPage(<Page />, { me });
    const list = await screen.findByRole('list', { name: 'Audit' });
    const [first, second] = within(list).getAllByRole('listitem');
    expect(first).toHaveTextContent('Bea Lim opened Case 21 · Dela Cruz, Juan');
    expect(first).toHaveTextContent('Outside duty');
    expect(first).toHaveTextContent('Reason: The family called');
    expect(within(first ?? list).getByRole('link', { name: 'Dela Cruz, Juan' })).toHaveAttribute('href', '/patients/7');
    expect(second).not.toHaveTextContent('Outside duty');
  });

  it('shows before and after side by side', async () => {
    answerWith(around([line({ action: 'changed', changes: [{ field: 'final_diagnosis', before: 'Dengue', after: 'Dengue with warning signs\nDay 4' }] })]));
    renderPage(<Page />, { me });
    const row = within(await screen.findByRole('table', { name: 'Changes' })).getByRole('row', { name: /Final diagnosis/ });
    expect(within(row).getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['Dengue', 'Dengue with warning signs\nDay 4']);
  });

  it('is narrowed to a patient and an act, and exports the same', async () => {
    answerWith(around([outside]));
    const { user } = renderPage(<Page start={{ who: 2 }} />, { me });
    await screen.findByRole('list', { name: 'Audit' });
    await user.type(screen.getByRole('combobox', { name: 'Patient' }), 'dela');
    await user.click(await screen.findByRole('option', { name: /Dela Cruz, Juan/ }));
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith('actor=2&patient_id=7'));
    await user.click(screen.getByRole('combobox', { name: 'Act' }));
    await user.click(await screen.findByRole('option', { name: 'Opened outside duty' }));
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith('actor=2&patient_id=7&action=opened+outside+duty'));
    expect(screen.getByRole('link', { name: 'Export CSV' })).toHaveAttribute('href', '/api/v1/audit/export?actor=2&patient_id=7&action=opened+outside+duty');
    // Each entry is about the patient who was chosen: no need to say so.
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Dela Cruz, Juan' })).not.toBeInTheDocument());
  });

  it('leaves out what was only looked at or put on paper, in the list and in the file', async () => {
    answerWith(around([outside]));
    const { user } = renderPage(<Page start={{ patient: 7 }} />, { me });
    await screen.findByRole('list', { name: 'Audit' });
    await user.click(screen.getByRole('switch', { name: 'Changes only' }));
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith('patient_id=7&changes_only=true'));
    expect(screen.getByRole('link', { name: 'Export CSV' })).toHaveAttribute('href', '/api/v1/audit/export?patient_id=7&changes_only=true');
    await user.click(screen.getByRole('switch', { name: 'Changes only' }));
    await waitFor(() => expect(screen.getByRole('link', { name: 'Export CSV' })).toHaveAttribute('href', '/api/v1/audit/export?patient_id=7'));
  });

  it('follows a user from day to day', async () => {
    answerWith(around([]));
    const { user } = renderPage(<Page start={{ who: 2, from: '2026-11-21', to: '2026-11-21' }} />, { me });
    expect(await screen.findByText('Bea Lim on Nov 21, 2026')).toBeInTheDocument();
    expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Day before' }));
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith('actor=2&from=2026-11-19T16%3A00%3A00.000Z&to=2026-11-20T16%3A00%3A00.000Z'));
  });

  it('shows its end, to be copied and printed alone', async () => {
    answerWith(around([outside]));
    const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
    Object.assign(document, { execCommand: () => true });
    const { user, container } = renderPage(<Page />, { me });
    const end = await screen.findByRole('region', { name: 'End of the trail' });
    expect(await within(end).findByText('1204')).toBeInTheDocument();
    expect(end).toHaveTextContent(`talaan verify audit --head ${sealed}`);
    await user.click(within(end).getByRole('button', { name: 'Copy' }));
    expect(await screen.findByText('Copied')).toBeInTheDocument();
    await user.click(within(end).getByRole('button', { name: 'Print the end' }));
    expect(print).toHaveBeenCalledOnce();
    expect(container.querySelector('[data-paper]')).not.toBeNull();
    fireEvent(window, new Event('afterprint'));
    expect(container.querySelector('[data-paper]')).toBeNull();
  });

  it('offers another try when it failed, and none when it may not be seen', async () => {
    let status = 500;
    answerWith({ ...around([]), 'GET /api/v1/audit': () => problemResponse(status, 'No.') });
    const { user } = renderPage(<Page />, { me });
    const again = await screen.findByRole('button', { name: 'Try again' });
    status = 403;
    await user.click(again);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
  });
});
