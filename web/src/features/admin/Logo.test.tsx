import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Hospital } from '@/lib/hospital';
import type { Me } from '@/lib/permissions';
import { answerWith, renderPage } from '@/test/render';
import { Logo } from './Logo';

const admin: Me = { id: 1, user_id: 'admin', name: 'Carmela Soriano', roles: ['Admin'], permissions: ['hospital:write'], department: null };
const hospital: Hospital = {
  name: 'Ospital ng Bayan',
  address: '',
  phone: '',
  tin: '',
  receipt_footer: '',
  logo_sha256: '',
  timezone: 'Asia/Manila',
  billing_unit_seconds: 3600,
  version: 1,
  program_version: 'test',
};

beforeEach(() => {
  Object.assign(URL, { createObjectURL: () => 'blob:chosen', revokeObjectURL: () => undefined });
});

async function choose(user: ReturnType<typeof renderPage>['user'], file: File): Promise<void> {
  await screen.findByRole('button', { name: 'Choose a picture' });
  const input = document.querySelector<HTMLInputElement>('input[type="file"]');
  if (input !== null) await user.upload(input, file);
}

describe('the logo', () => {
  it('is looked at before it is used, and sent once', async () => {
    const sent = answerWith({ 'PUT /api/v1/hospital/logo': { ...hospital, logo_sha256: 'abc' } });
    const { user } = renderPage(<Logo hospital={hospital} />, { me: admin });
    await choose(user, new File(['picture'], 'logo.png', { type: 'image/png' }));
    expect(await screen.findByRole('img', { name: 'The chosen picture' })).toHaveAttribute('src', 'blob:chosen');
    expect(sent.filter((each) => each.method === 'PUT')).toEqual([]);
    await user.dblClick(screen.getByRole('button', { name: 'Use as logo' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Use as logo' })).not.toBeInTheDocument());
    expect(sent.filter((each) => each.method === 'PUT').map((each) => each.body)).toEqual([{ content: btoa('picture') }]);
  });

  it('is refused at once when it is too large', async () => {
    answerWith({});
    const { user } = renderPage(<Logo hospital={hospital} />, { me: admin });
    await choose(user, new File([new Uint8Array(200_001)], 'logo.png', { type: 'image/png' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This picture is larger than 200 kB');
    expect(screen.getByRole('button', { name: 'Use as logo' })).toBeDisabled();
  });
});
