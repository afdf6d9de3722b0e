import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { renderPage } from '@/test/render';
import type { IdempotencyHeaders } from './formKey';
import { useSubmit } from './useSubmit';

type Send = (values: { amount: string }, headers: IdempotencyHeaders) => Promise<string>;

function Payment({ send, done }: { send: Send; done?: () => void }) {
  const form = useForm({ mode: 'uncontrolled', initialValues: { amount: '' } });
  const { submit, busy, problem } = useSubmit({ form, send, done });
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <FormProblem problem={problem} form={form} />
      <TextInput label="Amount" key={form.key('amount')} {...form.getInputProps('amount')} />
      <SubmitButton busy={busy}>Pay</SubmitButton>
    </form>
  );
}

describe('useSubmit', () => {
  it('sends a double click once', async () => {
    let finish: (value: string) => void = () => undefined;
    const send = vi.fn<Send>(() => new Promise((resolve) => (finish = resolve)));
    const done = vi.fn();
    const { user } = renderPage(<Payment send={send} done={done} />);
    await user.dblClick(await screen.findByRole('button', { name: 'Pay' }));
    expect(send).toHaveBeenCalledTimes(1);
    finish('ok');
    await vi.waitFor(() => expect(done).toHaveBeenCalledTimes(1));
  });

  it('keeps its key over a lost line and takes a new one after success', async () => {
    const send = vi.fn<Send>().mockRejectedValueOnce(Problem.unreachable()).mockResolvedValue('ok');
    const { user } = renderPage(<Payment send={send} />);
    const pay = await screen.findByRole('button', { name: 'Pay' });
    await user.click(pay);
    expect(await screen.findByRole('alert')).toHaveTextContent('The server does not answer');
    await user.click(pay);
    await vi.waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
    await user.click(pay);
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(3));
    const keys = send.mock.calls.map(([, headers]) => headers['Idempotency-Key']);
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('says a complaint at its field, keeps what was typed and asks anew with a new key', async () => {
    const refusal = new Problem(422, 'Check the amount.', {
      fields: [
        { location: 'body.amount', message: 'is above the balance' },
        { location: 'body.other', message: 'is missing' },
      ],
    });
    const send = vi.fn<Send>().mockRejectedValueOnce(refusal).mockResolvedValue('ok');
    const { user } = renderPage(<Payment send={send} />);
    const field = await screen.findByRole('textbox', { name: 'Amount' });
    await user.type(field, '500');
    await user.click(screen.getByRole('button', { name: 'Pay' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Check the amount.');
    expect(screen.getByRole('alert')).toHaveTextContent('other: is missing');
    expect(field).toHaveAccessibleDescription('is above the balance');
    expect(field).toHaveValue('500');
    expect(field).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Pay' }));
    const keys = send.mock.calls.map(([, headers]) => headers['Idempotency-Key']);
    expect(keys[1]).not.toBe(keys[0]);
  });

  it('warns when an earlier try was saved after all', async () => {
    const used = new Problem(422, 'This key was already used.', { fields: [{ location: 'header.Idempotency-Key', message: 'use a new key' }] });
    const send = vi.fn<Send>().mockRejectedValueOnce(Problem.unreachable()).mockRejectedValue(used);
    const { user } = renderPage(<Payment send={send} />);
    const pay = await screen.findByRole('button', { name: 'Pay' });
    await user.click(pay);
    await screen.findByRole('alert');
    await user.type(screen.getByRole('textbox', { name: 'Amount' }), '5');
    await user.click(pay);
    expect(await screen.findByText(/first try was saved/)).toBeInTheDocument();
    await user.click(pay);
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(3));
    expect(new Set(send.mock.calls.map(([, headers]) => headers['Idempotency-Key'])).size).toBe(1);
  });
});
