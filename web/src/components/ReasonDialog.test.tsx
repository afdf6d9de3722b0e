import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderPage } from '@/test/render';
import { ReasonDialog } from './ReasonDialog';

describe('undoing with a reason', () => {
  it('wants the reason, and Enter sends it once', async () => {
    const send = vi.fn((reason: string) => Promise.resolve(reason));
    const onDone = vi.fn();
    const { user } = renderPage(
      <ReasonDialog opened title="Reverse a charge" confirmLabel="Reverse charge" send={send} onDone={onDone} onClose={vi.fn()}>
        Chest X-ray is taken off the bill.
      </ReasonDialog>,
    );
    await user.click(await screen.findByRole('button', { name: 'Reverse charge' }));
    expect(await screen.findByText('Write the reason')).toBeInTheDocument();
    expect(send).not.toHaveBeenCalled();
    await user.click(screen.getByRole('textbox', { name: 'Reason' }));
    await user.paste(' Charged twice ');
    await user.keyboard('{Enter}');
    await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce());
    expect(send.mock.calls.map(([reason]) => reason)).toEqual(['Charged twice']);
  });
});
