import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { formatDateTime } from '@/lib/time';
import type { Me } from '@/lib/permissions';
import { aBackup, hoursAgo, home, none, office, schedule } from '@/test/backups';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { BackupsView } from './BackupsPage';
import type { Backup, BackupAge } from './queries';
import { type BackupsSearch, readBackupsSearch } from './search';

vi.setConfig({ testTimeout: 30_000 });

const permissions = ['backup:read', 'backup:make', 'backup-settings:write', 'audit:read'];
const me: Me = { id: 6, user_id: 'admin', name: 'Carmela Soriano', roles: ['Admin'], permissions, department: null };
function Page({ start = {} }: { start?: BackupsSearch }) {
  const [search, setSearch] = useState<BackupsSearch>(start);
  return <BackupsView search={search} onSearch={setSearch} />;
}

const rowOf = (name: RegExp) => screen.findByRole('row', { name });

describe('how the backups stand', () => {
  it.each([
    [none, 'There is no verified backup', /^Only a backup that was restored for a trial/],
    [{ verified: hoursAgo(50), failed: '', warn: true }, 'The last verified backup is 2 d 2 h old', /^It should not be older than 36 hours/],
    [{ verified: hoursAgo(5), failed: 'The stick is full.', warn: true }, 'The last verified backup is 5 h old', /^The last attempt failed: The stick is full\.$/],
    [{ verified: hoursAgo(5), failed: '', warn: false }, 'The last verified backup is 5 h old', /^It holds everything as of /],
  ] satisfies [BackupAge, string, RegExp][])('is said in words: %j', async (age, title, words) => {
    answerWith(office([], { 'GET /api/v1/home': home(age) }));
    renderPage(<Page />, { me });
    expect(await screen.findByText(title)).toBeInTheDocument();
    expect(screen.getByText(words)).toBeInTheDocument();
    expect(await screen.findByText('No backup is made by itself: choose a time of day in the settings.')).toBeInTheDocument();
  });

  it('says when one is made by itself', async () => {
    answerWith(office([], { 'GET /api/v1/backup-settings': { ...schedule, daily_at: '02:30' } }));
    renderPage(<Page />, { me });
    expect(await screen.findByText('Every day at 02:30 one is made by itself.')).toBeInTheDocument();
  });

  it('tells how far those are that are being made and verified', async () => {
    answerWith(
      office([
        aBackup({ id: 9, status: 'Running', done_bytes: 10 * 1024 * 1024, total_bytes: 40 * 1024 * 1024, folder: '/media/second', size: 0 }),
        aBackup({ id: 8, status: 'Waiting', folder: '/media/third', size: 0 }),
        aBackup({ id: 7, verification: 'Running', done_bytes: 50, total_bytes: 40 }),
        aBackup({ id: 6 }),
      ]),
    );
    renderPage(<Page />, { me });
    const made = await screen.findByRole('region', { name: 'A backup is being made into /media/second' });
    expect(made).toHaveTextContent('10 MB of about 40 MB');
    expect(within(made).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
    expect(screen.getByRole('region', { name: 'A backup is being made into /media/third' })).toHaveTextContent('Begins within seconds');
    const verified = screen.getByRole('region', { name: /is being verified$/ });
    expect(within(verified).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '99');
    expect(screen.getAllByRole('button', { name: /^Verify the backup/ })).toHaveLength(1);
  });
});

describe('the list of backups', () => {
  it('tells of each who made it, where it is and what is known of it', async () => {
    answerWith(
      office([
        aBackup({ id: 5, note: 'Before the move', encrypted: true, verification: 'Good', verified_at: hoursAgo(3) }),
        aBackup({ id: 4, scheduled: true, started_by: 'schedule', kind: 'complete', files: 1, folder: '/media/disk', verification: 'Bad', verified_at: hoursAgo(2), finding: 'Part 3 is cut off.' }),
        aBackup({ id: 3, status: 'Failed', size: 0, failure: 'No room on /media/full.', folder: '/media/full' }),
        aBackup({ id: 2, removed_at: '2026-11-20T02:30:00.000Z', folder: '/media/old' }),
      ]),
    );
    renderPage(<Page />, { me });
    const good = await rowOf(/Before the move/);
    for (const words of ['Carmela Soriano', 'talaan-20261128-103000.talaan', '5.0 MB', 'and 12 files, 2.0 GB', 'Yes', 'Good3 h ago']) expect(good).toHaveTextContent(words);
    const bad = screen.getByRole('row', { name: /media\/disk/ });
    for (const words of ['by itself', 'with 1 file', 'No', 'Bad', 'Part 3 is cut off.']) expect(bad).toHaveTextContent(words);
    expect(bad).toHaveAttribute('data-tone', 'red');
    const failed = screen.getByRole('row', { name: /media\/full/ });
    expect(failed).toHaveTextContent('FailedNo room on /media/full.');
    expect(within(failed).queryByRole('button')).not.toBeInTheDocument();
    const gone = screen.getByRole('row', { name: /media\/old/ });
    expect(gone).toHaveTextContent('DeletedNov 20, 2026, because newer ones are kept');
    expect(within(gone).queryByRole('button')).not.toBeInTheDocument();
  });

  it('goes on page by page', async () => {
    answerWith(
      office([], {
        'GET /api/v1/backups': (request) =>
          Response.json(request.url.includes('cursor=more') ? { items: [aBackup({ id: 1, note: 'The first' })], next: null } : { items: [aBackup({ note: 'The latest' })], next: 'more' }),
      }),
    );
    const { user } = renderPage(<Page />, { me });
    await rowOf(/The latest/);
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await rowOf(/The first/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
  });

  it('offers another try when it does not come, and the first act when there is none', async () => {
    let fails = true;
    answerWith(office([], { 'GET /api/v1/backups': () => (fails ? problemResponse(500, 'No.') : Response.json({ items: [], next: null })) }));
    const { user } = renderPage(<Page />, { me });
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    await user.click(again);
    expect(await screen.findByText('No backup was made yet')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Make the first one' }));
    expect(await screen.findByRole('dialog', { name: 'Back up now' })).toBeInTheDocument();
  });

  it('has one verified again, and says why not when that is refused', async () => {
    let refuses = true;
    let verification: Backup['verification'] = 'Good';
    const sent = answerWith(
      office([], {
        'GET /api/v1/backups': () => Response.json({ items: [aBackup({ verification, verified_at: hoursAgo(30) })], next: null }),
        'POST /api/v1/backups/3/verify': () => {
          if (refuses) return problemResponse(409, 'The file of backup 3 was deleted.');
          verification = 'Waiting';
          return Response.json(aBackup({ verification }), { status: 202 });
        },
      }),
    );
    const { user } = renderPage(<Page />, { me });
    const button = await screen.findByRole('button', { name: `Verify the backup of ${formatDateTime('2026-11-28T02:30:00.000Z')}` });
    expect(button).toHaveTextContent('Verify again');
    await user.click(button);
    expect(await screen.findByText('The file of backup 3 was deleted.')).toBeInTheDocument();
    refuses = false;
    await user.click(button);
    expect(await screen.findByRole('region', { name: /is being verified$/ })).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'POST').every((each) => each.idempotencyKey !== null)).toBe(true);
  });

  it('is only read by who may not make any', async () => {
    answerWith(office([aBackup({ note: 'One' })]));
    renderPage(<Page />, { me: { ...me, permissions: ['backup:read'] } });
    await rowOf(/One/);
    expect(screen.queryByRole('button', { name: /Verify|Back up now/ })).not.toBeInTheDocument();
  });

  it('is what an address without a tab says', () => {
    expect(readBackupsSearch({ tab: 'settings' })).toEqual({ tab: 'settings' });
    expect(readBackupsSearch({ tab: 'other' })).toEqual({});
  });
});

describe('backing up now', () => {
  const two = { ...schedule, destinations: [{ folder: '/media/stick', complete: false }, { folder: '/mnt/share', complete: true }], passphrase_is_kept: true };

  it('asks where to when there are several folders, and sends once', async () => {
    const sent = answerWith(office([], { 'GET /api/v1/backup-settings': two, 'POST /api/v1/backups': () => Response.json(aBackup({ status: 'Waiting' }), { status: 202 }) }));
    const { user } = renderPage(<Page />, { me });
    await screen.findByText('No backup was made yet');
    await user.click(screen.getByRole('button', { name: /^Back up now/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Back up now' });
    expect(dialog).toHaveTextContent('It is encrypted with the passphrase.');
    await user.type(within(dialog).getByRole('textbox', { name: /^Note/ }), ' Before the move ');
    await user.click(within(dialog).getByRole('radio', { name: '/mnt/share' }));
    await user.dblClick(within(dialog).getByRole('button', { name: 'Back up' }));
    expect(await screen.findByText('The backup begins within seconds')).toBeInTheDocument();
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(sent.filter((each) => each.method === 'POST').map((each) => each.body)).toEqual([{ note: 'Before the move', destination: { folder: '/mnt/share', complete: true } }]);
  });

  it('leaves the place to the server when none is named, and keeps what was typed when it fails', async () => {
    let fails = true;
    const sent = answerWith(
      office([], { 'POST /api/v1/backups': () => (fails ? problemResponse(500, 'The disk is read-only.') : Response.json(aBackup({ status: 'Waiting' }), { status: 202 })) }),
    );
    const { user } = renderPage(<Page />, { me });
    await user.click(await screen.findByRole('button', { name: 'Make the first one' }));
    const dialog = await screen.findByRole('dialog', { name: 'Back up now' });
    expect(await within(dialog).findByText(/^It goes into the data folder of the server/)).toBeInTheDocument();
    expect(within(dialog).queryByRole('radio')).not.toBeInTheDocument();
    await user.type(within(dialog).getByRole('textbox', { name: /^Note/ }), 'Audit');
    await user.click(within(dialog).getByRole('button', { name: 'Back up' }));
    expect(await within(dialog).findByText('The disk is read-only.')).toBeInTheDocument();
    fails = false;
    await user.click(within(dialog).getByRole('button', { name: 'Back up' }));
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    const posts = sent.filter((each) => each.method === 'POST');
    expect(posts.map((each) => each.body)).toEqual([{ note: 'Audit' }, { note: 'Audit' }]);
    expect(posts[0]?.idempotencyKey).toBe(posts[1]?.idempotencyKey);
  });
});
