import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { DutySettings } from './DutySettings';
import type { Duties } from './queries';

const me: Me = { id: 6, user_id: 'admin', name: 'Carmela Soriano', roles: ['Admin'], permissions: ['chart-settings:write', 'audit:read'], department: null };
const duties: Duties = { scope: 'in_care', days_after: 30, leave_hours: 8, ask_programs: false, version: 2 };

describe('the rules of duty', () => {
  it('are saved by what was changed, with the version that was read', async () => {
    const sent = answerWith({
      'GET /api/v1/chart-settings': { ...duties },
      'PATCH /api/v1/chart-settings': { ...duties, scope: 'department', leave_hours: 4, version: 3 },
    });
    const { user } = renderPage(<DutySettings />, { me });
    await user.click(await screen.findByRole('radio', { name: 'Patients of one’s own department' }));
    const hours = screen.getByRole('textbox', { name: /^Hours that a reason holds/ });
    await user.clear(hours);
    await user.type(hours, '4');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The rules of duty saved')).toBeInTheDocument();
    expect(sent.find((each) => each.method === 'PATCH')?.body).toEqual({ scope: 'department', leave_hours: 4, version: 2 });
    expect(screen.getByRole('link', { name: 'History' })).toHaveAttribute('href', '/admin/audit?kind=chart-settings&id=1');
  });

  it('are refused beside the field when they cannot be', async () => {
    const sent = answerWith({ 'GET /api/v1/chart-settings': { ...duties } });
    const { user } = renderPage(<DutySettings />, { me });
    const hours = await screen.findByRole('textbox', { name: /^Hours that a reason holds/ });
    await user.clear(hours);
    await user.type(hours, '0{Enter}');
    expect(await screen.findByText('Enter a whole number from 1 to 168')).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'PATCH')).toEqual([]);
  });

  it('let the person choose when two changed the same', async () => {
    let tries = 0;
    const sent = answerWith({
      'GET /api/v1/chart-settings': () => Response.json(tries === 0 ? duties : { ...duties, days_after: 14, version: 3 }),
      'PATCH /api/v1/chart-settings': () => {
        tries += 1;
        return tries === 1
          ? problemResponse(409, 'Someone else changed this meanwhile.', [{ location: 'body.version', message: 'is old' }])
          : Response.json({ ...duties, days_after: 7, version: 4 });
      },
    });
    const { user } = renderPage(<DutySettings />, { me });
    const days = await screen.findByRole('textbox', { name: /^Days after the end of a case/ });
    await user.clear(days);
    await user.type(days, '7{Enter}');
    const choice = await screen.findByRole('radiogroup', { name: 'Days after the end of a case' });
    await user.click(within(choice).getByRole('radio', { name: 'Mine: 7' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent.findLast((each) => each.method === 'PATCH')?.body).toEqual({ days_after: 7, version: 3 }));
  });

  it('offer another try when they do not come, and are only read by others', async () => {
    let fails = true;
    answerWith({ 'GET /api/v1/chart-settings': () => (fails ? problemResponse(500, 'No.') : Response.json(duties)) });
    const { user } = renderPage(<DutySettings />, { me: { ...me, permissions: [] } });
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    await user.click(again);
    expect(await screen.findByRole('textbox', { name: /^Days after the end of a case/ })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
  });
});
