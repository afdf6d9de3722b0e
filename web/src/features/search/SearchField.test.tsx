import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { answerWith, renderPage } from '@/test/render';
import { SearchField } from './SearchField';

const two = {
  items: [
    { kind: 'patient', id: 1, title: 'Reyes, Ana', detail: 'ABCDE' },
    { kind: 'bill', id: 2, title: 'Bill ABCDEFGH', detail: '' },
  ],
  next: null,
};

describe('the search field', () => {
  it('is reached by a key, asks once for what was typed, and walks by arrows', async () => {
    const sent = answerWith({ 'GET /api/v1/search': two });
    const { user } = renderPage(<SearchField />);
    const field = await screen.findByRole('combobox', { name: 'Search' });
    await user.keyboard('/');
    expect(field).toHaveFocus();
    await user.keyboard('reyes');
    expect(await screen.findByRole('option', { name: /Patient Reyes, Ana/ })).toBeInTheDocument();
    expect(sent).toHaveLength(1);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('option', { name: /Bill/ })).toHaveAttribute('aria-selected', 'true');
    expect(field).toHaveAttribute('aria-activedescendant', screen.getByRole('option', { name: /Bill/ }).id);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('listbox')).not.toBeInTheDocument();
    expect(field).toHaveValue('reyes');
  });

  it('opens at once what a scanned code names', async () => {
    answerWith({ 'GET /api/v1/search': { items: [two.items[0]], next: null } });
    const { user } = renderPage(<SearchField />);
    const field = await screen.findByRole('combobox', { name: 'Search' });
    await user.type(field, 'ABCDE{Enter}');
    await vi.waitFor(() => expect(field).toHaveValue(''));
  });

  it('says so when nothing matches', async () => {
    answerWith({ 'GET /api/v1/search': { items: [], next: null } });
    const { user } = renderPage(<SearchField />);
    await user.type(await screen.findByRole('combobox', { name: 'Search' }), 'zzz');
    expect(await screen.findByText('Nothing matches “zzz”')).toBeInTheDocument();
  });
});
