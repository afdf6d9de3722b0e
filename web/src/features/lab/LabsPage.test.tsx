import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { LabsView } from './LabsPage';
import { coder, madeSummary, nurse, waitingLab } from './made';

const home = { queues: [], done_today: 0, laboratory: { requested: 1, in_progress: 1, urgent: 1 } };

function byStatus(answers: Record<string, readonly unknown[]>) {
  return (request: Request): Response => Response.json({ items: answers[new URL(request.url).searchParams.get('status') ?? 'any'] ?? [], next: null });
}

describe('the laboratory page', () => {
  it('shows what is begun and what is asked for, urgent ones marked', async () => {
    answerWith({
      'GET /api/v1/home': home,
      'GET /api/v1/labs': byStatus({
        Requested: [madeSummary({ id: 1, status: 'Requested', urgent: true, test_type: 'Troponin' })],
        In_progress: [madeSummary({ id: 2, status: 'In_progress', test_type: 'Urinalysis' })],
      }),
    });
    renderPage(<LabsView search={{}} onSearch={vi.fn()} />, { me: nurse });
    const row = (await screen.findByRole('link', { name: 'Troponin' })).closest('tr');
    expect(row).toHaveTextContent('Troponin');
    expect(row).toHaveTextContent('Urgent');
    expect(row).toHaveTextContent('Dela Cruz, Juan');
    expect(within(screen.getByRole('table', { name: 'Requested' })).getByRole('link')).toHaveAttribute('href', '/labs/1');
    expect(await within(screen.getByRole('table', { name: 'In progress' })).findByRole('link', { name: 'Urinalysis' })).toHaveAttribute('href', '/labs/2');
    expect(await screen.findByRole('radio', { name: 'To do (2)' })).toBeChecked();
  });

  it('starts a test from its row, for those who may', async () => {
    const asked = [madeSummary({ id: 1, status: 'Requested', test_type: 'Troponin' })];
    let starts = 0;
    answerWith({
      'GET /api/v1/home': home,
      'GET /api/v1/labs': byStatus({ Requested: asked }),
      'POST /api/v1/labs/1/start': () => {
        starts += 1;
        return Response.json(waitingLab({ id: 1, test_type: 'Troponin' }));
      },
    });
    const { user, unmount } = renderPage(<LabsView search={{}} onSearch={vi.fn()} />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: 'Start Troponin of Dela Cruz, Juan' }));
    expect(await screen.findByText('Started')).toBeInTheDocument();
    expect(starts).toBe(1);
    unmount();
    renderPage(<LabsView search={{}} onSearch={vi.fn()} />, { me: coder });
    await screen.findByRole('link', { name: 'Troponin' });
    expect(screen.queryByRole('button', { name: /^Start/ })).not.toBeInTheDocument();
  });

  it('has a good word when nothing waits', async () => {
    answerWith({ 'GET /api/v1/home': home, 'GET /api/v1/labs': { items: [], next: null } });
    renderPage(<LabsView search={{}} onSearch={vi.fn()} />, { me: nurse });
    expect(await screen.findByText('Nothing waits for the laboratory')).toBeInTheDocument();
  });

  it('asks for results by filter, and offers the way back when none fits', async () => {
    const urls: string[] = [];
    answerWith({
      'GET /api/v1/home': home,
      'GET /api/v1/labs': (request) => {
        urls.push(new URL(request.url).search);
        return Response.json({ items: [], next: null });
      },
    });
    const onSearch = vi.fn();
    const { user } = renderPage(<LabsView search={{ view: 'results', q: 'cruz', from: '2025-06-15', to: '2025-06-15' }} onSearch={onSearch} />, { me: nurse });
    expect(await screen.findByText('No test matches')).toBeInTheDocument();
    const asked = new URLSearchParams(urls[0]);
    expect(Object.fromEntries(asked)).toMatchObject({ status: 'Done', q: 'cruz', from: '2025-06-14T16:00:00.000Z', to: '2025-06-15T16:00:00.000Z' });
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(onSearch).toHaveBeenCalledWith({ view: 'results' });
  });

  it('goes on where the first page ended', async () => {
    answerWith({
      'GET /api/v1/home': home,
      'GET /api/v1/labs': (request) =>
        new URL(request.url).searchParams.get('cursor') === null
          ? Response.json({ items: [madeSummary({ id: 1, test_type: 'Newer' })], next: 'c1' })
          : Response.json({ items: [madeSummary({ id: 2, test_type: 'Older' })], next: null }),
    });
    const { user } = renderPage(<LabsView search={{ view: 'all' }} onSearch={vi.fn()} />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('link', { name: 'Older' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Newer' })).toBeInTheDocument();
  });

  it('says what went wrong and tries again', async () => {
    answerWith({ 'GET /api/v1/home': home, 'GET /api/v1/labs': () => problemResponse(500, 'The server failed at this.') });
    renderPage(<LabsView search={{ view: 'results' }} onSearch={vi.fn()} />, { me: nurse });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
  });
});
