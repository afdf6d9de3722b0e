import { screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { renderPage } from '@/test/render';
import { type SearchOption, SearchSelect } from './SearchSelect';

const all: SearchOption[] = [
  { id: '1', label: 'I50 Heart failure', detail: 'Internal Medicine' },
  { id: '2', label: 'I50.9 Heart failure, unspecified' },
];

function Field({ search }: { search: (query: string) => Promise<SearchOption[]> }) {
  const [value, setValue] = useState<SearchOption | null>(null);
  return <SearchSelect label="Code" queryKey={['icd_mapping']} search={search} value={value} onChange={setValue} />;
}

describe('SearchSelect', () => {
  it('asks once after typing and takes an answer by keyboard', async () => {
    const search = vi.fn((query: string) => Promise.resolve(all.filter((each) => each.label.toLowerCase().includes(query))));
    const { user } = renderPage(<Field search={search} />);
    const field = await screen.findByRole('combobox', { name: 'Code' });
    await user.type(field, 'heart');
    expect(await screen.findByRole('option', { name: /I50 Heart/ })).toBeInTheDocument();
    expect(search).toHaveBeenCalledTimes(1);
    expect(search).toHaveBeenCalledWith('heart', expect.anything());
    await user.keyboard('{Enter}');
    await vi.waitFor(() => expect(field).toHaveValue('I50 Heart failure'));
  });

  it('waits for the answer to what was typed when Enter comes before it', async () => {
    const search = vi.fn((query: string) => Promise.resolve(all.filter((each) => each.label.toLowerCase().includes(query))));
    const { user } = renderPage(<Field search={search} />);
    const field = await screen.findByRole('combobox', { name: 'Code' });
    await user.type(field, 'i50');
    expect(await screen.findAllByRole('option')).toHaveLength(2);
    // The list still shows what was typed before; its first line is not what is meant.
    await user.type(field, '.9{Enter}');
    await vi.waitFor(() => expect(field).toHaveValue('I50.9 Heart failure, unspecified'));
  });

  it('says that it opens a list, and which', async () => {
    const { user } = renderPage(<Field search={() => Promise.resolve(all)} />);
    const field = await screen.findByRole('combobox', { name: 'Code' });
    expect(field).toHaveAttribute('aria-expanded', 'false');
    await user.type(field, 'i50');
    const list = await screen.findByRole('listbox', { name: 'Code' });
    expect(field).toHaveAttribute('aria-expanded', 'true');
    expect(field).toHaveAttribute('aria-controls', list.id);
  });

  it('says that nothing matches, and gives the old choice back on leaving', async () => {
    const { user } = renderPage(<Field search={() => Promise.resolve([])} />);
    const field = await screen.findByRole('combobox', { name: 'Code' });
    await user.type(field, 'zzz');
    expect(await screen.findByText('Nothing matches “zzz”')).toBeInTheDocument();
    await user.tab();
    expect(field).toHaveValue('');
  });
});
