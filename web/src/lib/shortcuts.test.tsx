import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderPage } from '@/test/render';
import { match, type Shortcut, useShortcuts } from './shortcuts';

const shortcut = (keys: string): Shortcut => ({ keys, label: keys, run: () => undefined });

describe('match', () => {
  const all = [shortcut('?'), shortcut('g p'), shortcut('p')];

  it('finds single keys', () => {
    expect(match(all, '?', 0)?.keys).toBe('?');
    expect(match(all, 'x', 0)).toBeUndefined();
  });

  it('finds a sequence pressed in time', () => {
    expect(match(all, 'g', 1000)).toBeUndefined();
    expect(match(all, 'p', 1500)?.keys).toBe('g p');
  });

  it('forgets the first press after a while', () => {
    expect(match(all, 'g', 1000)).toBeUndefined();
    expect(match(all, 'p', 9000)?.keys).toBe('p');
  });

  it('lets the youngest of two equal keys win', () => {
    const young = shortcut('p');
    expect(match([...all, young], 'p', 0)).toBe(young);
  });
});

function Keys({ run }: { run: () => void }) {
  useShortcuts([{ keys: 'n', label: 'New', run }]);
  return <input aria-label="Name" />;
}

describe('useShortcuts', () => {
  it('works on the page, and not while someone types', async () => {
    const run = vi.fn();
    const { user } = renderPage(<Keys run={run} />);
    const field = await screen.findByRole('textbox', { name: 'Name' });
    await user.keyboard('n');
    expect(run).toHaveBeenCalledTimes(1);
    await user.type(field, 'nn');
    expect(run).toHaveBeenCalledTimes(1);
    expect(field).toHaveValue('nn');
  });
});
