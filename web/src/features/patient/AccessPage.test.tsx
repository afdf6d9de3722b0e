import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { aPatient } from '@/test/people';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { type AccessSearch, momentOf, readAccessSearch } from './access';
import { AccessView } from './AccessPage';
import type { Reader } from './queries';

const bea: Reader = { actor_id: 2, actor: 'Bea Lim', first: '2026-11-20T01:00:00.000Z', last: '2026-11-21T02:30:00.000Z', entries: 9, opened: 7, outside: 2 };
const system: Reader = { actor_id: null, actor: '', first: '2026-11-20T01:00:00.000Z', last: '2026-11-20T01:00:00.000Z', entries: 1, opened: 0, outside: 0 };

function Page({ start = {} }: { start?: AccessSearch }) {
  const [search, setSearch] = useState<AccessSearch>(start);
  return <AccessView patientId={7} search={search} onSearch={setSearch} />;
}

function serverWith(readers: readonly Reader[], asked: (query: URLSearchParams) => void = () => undefined) {
  return answerWith({
    'GET /api/v1/patients/7': { ...aPatient() },
    'GET /api/v1/patients/7/access': (request) => {
      asked(new URL(request.url).searchParams);
      return Response.json({ items: readers, next: null });
    },
  });
}

describe('who opened a chart', () => {
  it('tells who was outside of duty by a word, and leads to what they did', async () => {
    serverWith([bea, system]);
    renderPage(<Page />);
    expect(screen.queryByText('Bea Lim')).not.toBeInTheDocument();
    const link = await screen.findByRole('link', { name: 'Bea Lim' });
    const target = new URL(link.getAttribute('href') ?? '', location.origin);
    expect(target.pathname + target.search).toBe('/admin/audit?who=2&patient=7');
    const [, first, second] = screen.getAllByRole('row');
    expect(within(first ?? document.body).getByText('Outside duty (2)')).toBeInTheDocument();
    expect(first).toHaveAttribute('data-tone', 'amber');
    expect(second).toHaveTextContent('The system');
    expect(second).toHaveTextContent('Within duty');
    expect(await screen.findByRole('link', { name: 'Dela Cruz, Juan' })).toHaveAttribute('href', '/patients/7');
    expect(screen.getByRole('link', { name: 'Export CSV' })).toHaveAttribute('href', '/api/v1/audit/export?patient_id=7');
  });

  it('asks between two moments of the hospital’s clock, and exports the same', async () => {
    const asked = vi.fn();
    serverWith([bea], asked);
    renderPage(<Page start={{ from: '2026-11-20T08:00' }} />);
    await screen.findByRole('link', { name: 'Bea Lim' });
    fireEvent.change(screen.getByLabelText('Before'), { target: { value: '2026-11-21T08:30' } });
    await waitFor(() => expect(String(asked.mock.calls.at(-1)?.[0])).toBe('from=2026-11-20T00%3A00%3A00.000Z&to=2026-11-21T00%3A30%3A00.000Z'));
    expect(screen.getByRole('link', { name: 'Export CSV' })).toHaveAttribute('href', '/api/v1/audit/export?patient_id=7&from=2026-11-20T00%3A00%3A00.000Z&to=2026-11-21T00%3A30%3A00.000Z');
  });

  it('says when nobody did', async () => {
    serverWith([]);
    renderPage(<Page start={{ from: '2026-11-20T08:00' }} />);
    expect(await screen.findByText('Nobody saw this chart between these moments')).toBeInTheDocument();
  });

  it('offers another try when it failed, and none when it may not be seen', async () => {
    let status = 500;
    answerWith({ 'GET /api/v1/patients/7/access': () => problemResponse(status, 'No.') });
    const { user } = renderPage(<Page />);
    const again = await screen.findByRole('button', { name: 'Try again' });
    status = 403;
    await user.click(again);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
  });
});

describe('the moments in the address', () => {
  it('are minutes in Manila, or nothing', () => {
    expect(momentOf('2026-11-20T08:00')).toBe('2026-11-20T00:00:00.000Z');
    expect(readAccessSearch({ from: '2026-11-20T08:00', to: '2026-13-20T08:00' })).toEqual({ from: '2026-11-20T08:00' });
    expect(readAccessSearch({ from: 20261120, to: '2026-11-20' })).toEqual({});
  });
});
