import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { BackupSettings } from './BackupSettings';
import type { Schedule } from './queries';

const me: Me = { id: 6, user_id: 'admin', name: 'Carmela Soriano', roles: ['Admin'], permissions: ['backup:read', 'backup-settings:write', 'audit:read'], department: null };
const stick = { folder: '/media/stick', complete: false };
const schedule: Schedule = { version: 4, daily_at: '', destinations: [], keep_daily: 14, keep_weekly: 8, keep_monthly: 12, verify_each: true, passphrase_is_kept: false };
const written = { daily_at: '', destinations: [], keep_daily: 14, keep_weekly: 8, keep_monthly: 12, verify_each: true };

const save = () => screen.getByRole('button', { name: 'Save' });
const typed = (name: RegExp | string) => screen.getByRole('textbox', { name });

describe('the settings of backups', () => {
  it('are saved whole, with the version that was read', async () => {
    const sent = answerWith({ 'GET /api/v1/backup-settings': { ...schedule }, 'PUT /api/v1/backup-settings': { ...schedule, daily_at: '03:15', version: 5 } });
    const { user } = renderPage(<BackupSettings />, { me });
    expect(await screen.findByText('No folder is named')).toBeInTheDocument();
    expect(screen.queryByLabelText(/^Time of day/)).not.toBeInTheDocument();
    await user.click(screen.getByRole('switch', { name: 'Make a backup every day by itself' }));
    const time = screen.getByLabelText(/^Time of day/);
    expect(time).toHaveValue('02:30');
    fireEvent.change(time, { target: { value: '03:15' } });
    await user.click(screen.getByRole('checkbox', { name: 'Verify each of them' }));
    await user.click(screen.getByRole('button', { name: 'Add a folder' }));
    await user.type(typed('Path of folder 1'), ' /media/stick ');
    await user.clear(typed(/^Weeks/));
    await user.type(typed(/^Weeks/), '0');
    await user.click(save());
    expect(await screen.findByText('The settings of backups saved')).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'PUT').map((each) => each.body)).toEqual([
      { ...written, daily_at: '03:15', verify_each: false, destinations: [stick], keep_weekly: 0, version: 4 },
    ]);
    expect(screen.getByRole('link', { name: 'History' })).toHaveAttribute('href', '/admin/audit?kind=backup-settings&id=1');
  });

  it('are refused beside the field, by the page and by the server', async () => {
    const sent = answerWith({
      'GET /api/v1/backup-settings': { ...schedule, daily_at: '02:30', destinations: [stick] },
      'PUT /api/v1/backup-settings': () => problemResponse(422, 'Check the fields.', [{ location: 'body.destinations[1].folder', message: 'must be an absolute path on the server' }]),
    });
    const { user } = renderPage(<BackupSettings />, { me });
    fireEvent.change(await screen.findByLabelText(/^Time of day/), { target: { value: '' } });
    await user.click(screen.getByRole('button', { name: 'Add a folder' }));
    await user.clear(typed(/^Days/));
    await user.type(typed(/^Days/), '0');
    await user.click(save());
    expect(await screen.findByText('Enter a time of day')).toBeInTheDocument();
    expect(screen.getByText('Enter the path of a folder, or take it out')).toBeInTheDocument();
    expect(screen.getByText('Enter a whole number from 1 to 1000')).toBeInTheDocument();
    expect(sent.some((each) => each.method === 'PUT')).toBe(false);
    fireEvent.change(screen.getByLabelText(/^Time of day/), { target: { value: '04:00' } });
    await user.type(typed('Path of folder 2'), 'stick');
    await user.clear(typed(/^Days/));
    await user.type(typed(/^Days/), '7');
    await user.click(save());
    expect(await screen.findByText('must be an absolute path on the server')).toBeInTheDocument();
    expect(typed('Path of folder 2')).toHaveValue('stick');
  });

  it('say of a folder whether backups can be written there, as long as its path stays', async () => {
    const sent = answerWith({
      'GET /api/v1/backup-settings': { ...schedule, destinations: [stick] },
      'POST /api/v1/backup-settings/check': async (request) => {
        const there = (await request.text()).includes('/media/stick');
        return Response.json(
          there ? { folder: '/media/stick', writable: true, free_bytes: 23 * 1024 ** 3, problem: '' } : { folder: '/media/gone', writable: false, free_bytes: 0, problem: 'There is no folder /media/gone.' },
        );
      },
    });
    const { user } = renderPage(<BackupSettings />, { me });
    const check = await screen.findByRole('button', { name: 'Check folder 1' });
    await user.click(check);
    expect(await screen.findByText('Backups can be written there')).toBeInTheDocument();
    expect(screen.getByText('23 GB are free.')).toBeInTheDocument();
    await user.clear(typed('Path of folder 1'));
    expect(screen.queryByText('Backups can be written there')).not.toBeInTheDocument();
    expect(check).toBeDisabled();
    await user.type(typed('Path of folder 1'), '/media/gone');
    await user.click(check);
    expect(await screen.findByText('There is no folder /media/gone.')).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'POST').map((each) => each.body)).toEqual([{ folder: '/media/stick' }, { folder: '/media/gone' }]);
    await user.click(screen.getByRole('button', { name: 'Take folder 1 out' }));
    expect(screen.queryByRole('textbox', { name: 'Path of folder 1' })).not.toBeInTheDocument();
  });

  it('let the person choose when two changed the same, and keep what else was changed', async () => {
    let stale = true;
    const sent = answerWith({
      'GET /api/v1/backup-settings': () => Response.json(sent.some((each) => each.method === 'PUT') ? { ...schedule, keep_daily: 30, keep_monthly: 3, version: 5 } : schedule),
      'PUT /api/v1/backup-settings': () => {
        if (!stale) return Response.json({ ...schedule, keep_daily: 7, keep_monthly: 3, version: 6 });
        stale = false;
        return problemResponse(409, 'Someone else changed this meanwhile.', [{ location: 'body.version', message: 'is old' }]);
      },
    });
    const { user } = renderPage(<BackupSettings />, { me });
    await user.clear(await screen.findByRole('textbox', { name: /^Days/ }));
    await user.type(typed(/^Days/), '7');
    await user.click(save());
    const choice = await screen.findByRole('radiogroup', { name: 'Days' });
    await user.click(within(choice).getByRole('radio', { name: 'Mine: 7' }));
    await user.click(save());
    await waitFor(() => expect(sent.findLast((each) => each.method === 'PUT')?.body).toEqual({ ...written, keep_daily: 7, keep_monthly: 3, version: 5 }));
  });

  it('offer another try when they do not come, and are only read by others', async () => {
    let fails = true;
    answerWith({ 'GET /api/v1/backup-settings': () => (fails ? problemResponse(500, 'No.') : Response.json({ ...schedule, destinations: [stick] })) });
    const { user } = renderPage(<BackupSettings />, { me: { ...me, permissions: ['backup:read'] } });
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    await user.click(again);
    expect(await screen.findByRole('textbox', { name: 'Path of folder 1' })).toBeDisabled();
    for (const name of ['Save', 'Add a folder', 'Check folder 1', 'Set a passphrase']) expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
  });
});

describe('the passphrase', () => {
  it('is typed twice, sent beside the present settings, and never shown', async () => {
    const sent = answerWith({
      'GET /api/v1/backup-settings': () => Response.json({ ...schedule, keep_daily: 21, version: 8 }),
      'PUT /api/v1/backup-settings': { ...schedule, keep_daily: 21, passphrase_is_kept: true, version: 9 },
    });
    const { user } = renderPage(<BackupSettings />, { me });
    await user.click(await screen.findByRole('button', { name: 'Set a passphrase' }));
    const dialog = await screen.findByRole('dialog', { name: 'Set a passphrase' });
    expect(dialog).toHaveTextContent('Without it nobody can read a backup');
    const first = within(dialog).getByLabelText(/^New passphrase/);
    const again = within(dialog).getByLabelText(/^The new passphrase again/);
    await user.type(first, 'too short');
    await user.type(again, 'other{Enter}');
    expect(await within(dialog).findByText('At least 12 letters')).toBeInTheDocument();
    expect(within(dialog).getByText('The two do not match')).toBeInTheDocument();
    expect(sent.some((each) => each.method === 'PUT')).toBe(false);
    await user.clear(first);
    await user.type(first, 'seven herons over the bay');
    await user.clear(again);
    await user.type(again, 'seven herons over the bay{Enter}');
    expect(await screen.findByText('Backups are encrypted from now on')).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'PUT').map((each) => each.body)).toEqual([{ ...written, keep_daily: 21, passphrase: 'seven herons over the bay', version: 8 }]);
    await user.click(await screen.findByRole('button', { name: 'Change the passphrase' }));
    const change = await screen.findByRole('dialog', { name: 'Change the passphrase' });
    expect(change).toHaveTextContent('Older backups keep the one they were made with');
    expect(within(change).getByLabelText(/^New passphrase/)).toHaveValue('');
  });

  it('is removed after asking', async () => {
    const sent = answerWith({ 'GET /api/v1/backup-settings': { ...schedule, passphrase_is_kept: true }, 'PUT /api/v1/backup-settings': { ...schedule, version: 5 } });
    const { user } = renderPage(<BackupSettings />, { me });
    await user.click(await screen.findByRole('button', { name: 'Remove the passphrase' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove the passphrase?' });
    expect(dialog).toHaveTextContent('Older backups stay encrypted');
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('Backups are not encrypted any more')).toBeInTheDocument();
    expect(sent.find((each) => each.method === 'PUT')?.body).toEqual({ ...written, passphrase: '', version: 4 });
    expect(await screen.findByRole('button', { name: 'Set a passphrase' })).toBeInTheDocument();
  });
});
