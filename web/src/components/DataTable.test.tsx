import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { renderPage } from '@/test/render';
import { type Column, DataTable } from './DataTable';

interface Row {
  id: number;
  name: string;
}

const columns: Column<Row>[] = [
  { key: 'name', header: 'Name', cell: (row) => row.name, primary: true },
  { key: 'id', header: 'Number', cell: (row) => <button type="button">Act {row.id}</button>, align: 'right' },
];
const rows: Row[] = [
  { id: 1, name: 'One' },
  { id: 2, name: 'Two' },
  { id: 3, name: 'Three' },
];
const rest = { label: 'Things', columns, rowKey: (row: Row) => row.id, empty: <p>Nothing here</p> };

describe('DataTable', () => {
  it('walks with the arrows and opens with Enter', async () => {
    const open = vi.fn();
    const { user } = renderPage(<DataTable {...rest} rows={rows} onOpen={open} />);
    const table = await screen.findByRole('table', { name: 'Things' });
    await user.tab();
    expect(within(table).getByRole('row', { name: /One/ })).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}{Enter}');
    expect(open).toHaveBeenCalledExactlyOnceWith(rows[1]);
  });

  it('opens by click, but leaves the buttons in a row alone', async () => {
    const open = vi.fn();
    const { user } = renderPage(<DataTable {...rest} rows={rows} onOpen={open} />);
    await user.click(await screen.findByRole('button', { name: 'Act 3' }));
    expect(open).not.toHaveBeenCalled();
    await user.click(screen.getByText('Three'));
    expect(open).toHaveBeenCalledExactlyOnceWith(rows[2]);
  });

  it('is a busy table while loading, and says so when nothing is there', async () => {
    const { unmount } = renderPage(<DataTable {...rest} rows={undefined} skeletonRows={3} />);
    expect(await screen.findByRole('table', { name: 'Things' })).toHaveAttribute('aria-busy', 'true');
    unmount();
    renderPage(<DataTable {...rest} rows={[]} />);
    expect(await screen.findByText('Nothing here')).toBeInTheDocument();
  });

  it('offers another try when it could not load', async () => {
    const retry = vi.fn();
    const { user } = renderPage(<DataTable {...rest} rows={undefined} error={Problem.unreachable()} onRetry={retry} />);
    expect(await screen.findByRole('alert')).toHaveTextContent('The server does not answer');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledOnce();
  });
});
