import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { answerWith, renderPage } from '@/test/render';
import { LockScreen } from './LockScreen';

describe('the lock screen', () => {
  it('is a dialog that says what it is', async () => {
    answerWith({ 'GET /api/v1/hospital': { name: 'San Isidro Hospital', set_up: true } });
    const me = { id: 12, user_id: 'marites', name: 'Marites Pascual', roles: [], permissions: [], department: null };
    renderPage(<LockScreen me={me} ended={false} restored={false} />, { me });
    expect(await screen.findByRole('dialog', { name: 'Locked' })).toBeInTheDocument();
    expect(screen.queryByText('Marites Pascual')).not.toBeInTheDocument();
  });
});
