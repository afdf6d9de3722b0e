import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { type Answers, answerWith, problemResponse, renderPage } from '@/test/render';
import type { DueRecord } from './queries';
import { RecordsView } from './RecordsPage';
import { readRecordsSearch, type RecordsSearch } from './search';

const permissions = ['correction:request', 'correction:decide', 'legal-hold:write', 'retention:read', 'retention-settings:write'];
const me: Me = { id: 6, user_id: 'admin', name: 'Carmela Soriano', roles: ['Admin'], permissions, department: null };
const juan = { id: 7, code: 'K7PQM', name: 'Dela Cruz, Juan', sex: 'Male', age: 36 } as const;

const due = (rest: Partial<DueRecord> = {}): DueRecord => ({ patient: juan, last_case: '2016-11-01T02:00:00.000Z', cases: 2, inpatient: true, keep_until: '2026-11-01', held_for: '', ...rest });
const hold = { id: 9, patient: juan, reason: 'Case 1042', placed_at: '2026-11-03T02:00:00.000Z', placed_by: 6, placed_by_name: 'Carmela Soriano', lifted_at: null, lifted_by: null, lifted_by_name: '', lift_reason: '' };
const rules = { inpatient_years: 10, outpatient_years: 7, answer_days: 15, version: 1 };

const asked = vi.fn<(path: string) => void>();
beforeEach(() => asked.mockReset());

/** Notes what is asked of a list. */
const list = (items: readonly unknown[], next: string | null = null) => (request: Request) => {
  const { pathname, search } = new URL(request.url);
  asked(pathname.replace('/api/v1', '') + search);
  return Response.json({ items, next: search.includes('cursor') ? null : next });
};

const office: Answers = {
  'GET /api/v1/correction-requests': list([]),
  'GET /api/v1/legal-holds': list([hold]),
  'GET /api/v1/retention': list([due()]),
  'GET /api/v1/retention-settings': { ...rules },
};

function Page({ start = {} }: { start?: RecordsSearch }) {
  const [search, setSearch] = useState<RecordsSearch>(start);
  return <RecordsView search={search} onSearch={setSearch} />;
}

describe('records and rights', () => {
  it('read of an address what it can say, and nothing else', () => {
    expect(readRecordsSearch({ tab: 'holds', status: 'Open', patient: '7', lifted: true, on: '2030-01-01' })).toEqual({ tab: 'holds', status: 'Open', patient: 7, lifted: true, on: '2030-01-01' });
    expect(readRecordsSearch({ tab: 'other', status: 'open', patient: 'x', lifted: 'yes', on: 'soon' })).toEqual({});
  });

  it('begin with the queue of requests, which is narrowed by status', async () => {
    answerWith(office);
    const { user } = renderPage(<Page />, { me });
    expect(await screen.findByText('No requests yet')).toBeInTheDocument();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Status' }), 'Refused');
    expect(await screen.findByText('No request is like this')).toBeInTheDocument();
    expect(asked).toHaveBeenLastCalledWith('/correction-requests?status=Refused');
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(await screen.findByText('No requests yet')).toBeInTheDocument();
  });

  it('show only what the person may see', async () => {
    answerWith(office);
    renderPage(<Page start={{ tab: 'holds' }} />, { me: { ...me, permissions: ['correction:request', 'correction:decide'] } });
    expect(await screen.findByText('No requests yet')).toBeInTheDocument();
    expect(screen.getAllByRole('tab').map((tab) => tab.textContent)).toEqual(['Corrections']);
  });

  it('list the holds, lifted ones too when asked', async () => {
    answerWith(office);
    const { user } = renderPage(<Page />, { me });
    await user.click(await screen.findByRole('tab', { name: 'Legal holds' }));
    const row = await screen.findByRole('row', { name: /Dela Cruz, Juan/ });
    expect(within(row).getByRole('link', { name: 'Dela Cruz, Juan' })).toHaveAttribute('href', '/patients/7');
    expect(within(row).getByRole('button', { name: 'Lift the hold on the record of Dela Cruz, Juan' })).toBeInTheDocument();
    await user.click(screen.getByRole('switch', { name: 'Show lifted ones too' }));
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith('/legal-holds?all=true'));
    expect(await screen.findByRole('columnheader', { name: 'Lifted' })).toBeInTheDocument();
  });

  it('report what is due, page by page, and what holds it', async () => {
    const first = list([due(), due({ patient: { ...juan, id: 8, name: 'Reyes, Ana' }, inpatient: false, held_for: 'Case 1042' })], 'more');
    const second = list([due({ patient: { ...juan, id: 9, name: 'Santos, Eva' } })]);
    answerWith({ ...office, 'GET /api/v1/retention': (request) => (request.url.includes('cursor') ? second(request) : first(request)) });
    const { user } = renderPage(<Page start={{ tab: 'retention', on: '2030-01-01' }} />, { me });
    const free = await screen.findByRole('row', { name: /Dela Cruz, Juan/ });
    expect(free).toHaveTextContent('Nov 1, 2026');
    expect(free).toHaveTextContent('Nothing');
    const held = screen.getByRole('row', { name: /Reyes, Ana/ });
    expect(held).toHaveTextContent('On legal holdCase 1042');
    expect(within(held).queryByRole('button')).not.toBeInTheDocument();
    expect(await screen.findByText(/^The law wants a record kept for 10 years .* for 7 years/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith('/retention?on=2030-01-01&cursor=more'));
    expect(await screen.findByRole('row', { name: /Santos, Eva/ })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Today' }));
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith('/retention'));
  });

  it('say when nothing is due, and offer another try when the report fails', async () => {
    let status = 500;
    answerWith({ ...office, 'GET /api/v1/retention': () => (status === 500 ? problemResponse(500, 'No.') : Response.json({ items: [], next: null })) });
    const { user } = renderPage(<Page start={{ tab: 'retention', on: '2026-11-28' }} />, { me });
    const again = await screen.findByRole('button', { name: 'Try again' });
    status = 200;
    await user.click(again);
    expect(await screen.findByText('Every record must still be kept on Nov 28, 2026')).toBeInTheDocument();
  });

  it('save the years by what was changed, and refuse what is no number of years', async () => {
    const sent = answerWith({ ...office, 'PATCH /api/v1/retention-settings': { ...rules, inpatient_years: 15, version: 2 } });
    const { user } = renderPage(<Page start={{ tab: 'settings' }} />, { me });
    const years = await screen.findByRole('textbox', { name: /^Years for inpatients/ });
    await user.clear(years);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Enter a whole number from 1 to 100')).toBeInTheDocument();
    await user.type(years, '15');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The rules of keeping records saved')).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'PATCH').map((each) => each.body)).toEqual([{ inpatient_years: 15, version: 1 }]);
  });
});
