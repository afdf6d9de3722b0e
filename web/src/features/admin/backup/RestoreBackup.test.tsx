import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { formatDateTime } from '@/lib/time';
import type { Me } from '@/lib/permissions';
import { aBackup, hoursAgo, office } from '@/test/backups';
import { type Answers, answerWith, problemResponse, renderPage } from '@/test/render';
import { BackupsView } from './BackupsPage';
import type { Backup } from './queries';

const me: Me = { id: 6, user_id: 'admin', name: 'Carmela Soriano', roles: ['Admin'], permissions: ['backup:read', 'backup:make', 'backup:restore'], department: null };
const made = hoursAgo(29);
const restore = { name: `Restore the backup of ${formatDateTime(made)}` };
const anOld = (rest: Partial<Backup> = {}): Backup => aBackup({ started_at: made, ...rest });

function open(backups: readonly Backup[], rest: Answers = {}, who = me) {
  const sent = answerWith(office(backups, { 'GET /api/v1/hospital': { name: 'San Isidro Hospital', set_up: true }, ...rest }));
  const { user } = renderPage(<BackupsView search={{}} onSearch={() => undefined} />, { me: who });
  const posts = () => sent.filter(({ method }) => method === 'POST');
  const dialog = async () => {
    await user.click(await screen.findByRole('button', restore));
    return screen.findByRole('dialog', restore);
  };
  return { user, posts, dialog };
}

describe('restoring a backup', () => {
  it('says what will happen, asks for the hospital’s name, and sends once', async () => {
    let backup = anOld({ verification: 'Good', verified_at: hoursAgo(20) });
    let refuses = true;
    const { user, posts, dialog } = open([], {
      'GET /api/v1/backups': () => Response.json({ items: [backup], next: null }),
      'POST /api/v1/backups/3/restore': () => {
        if (refuses) return problemResponse(422, 'Something has to be mended.', [{ location: 'body.hospital_name', message: 'must be the hospital’s name, exactly as it is set: San Isidro Hospital' }]);
        backup = { ...backup, restore_status: 'Waiting', restore_asked_by: 'Carmela Soriano' };
        return Response.json(backup, { status: 202 });
      },
    });
    const asked = await dialog();
    for (const said of ['1 d 5 h old', 'found good', `entered since ${formatDateTime(made)} is gone`, 'signs in again', 'A safety copy', 'To confirm, type it exactly as it is set: San Isidro Hospital']) {
      expect(asked).toHaveTextContent(said);
    }
    expect(within(asked).queryByLabelText(/^Passphrase/)).not.toBeInTheDocument();
    const name = within(asked).getByRole('textbox', { name: /^Hospital’s name/ });
    const send = within(asked).getByRole('button', { name: 'Restore' });
    await user.click(send);
    expect(name).toHaveAccessibleDescription(/Type the hospital’s name/);
    expect(posts()).toEqual([]);
    await user.type(name, 'San Isidro');
    await user.click(send);
    await waitFor(() => expect(name).toHaveAccessibleDescription(/must be the hospital’s name/));
    expect(name).toHaveValue('San Isidro');
    refuses = false;
    await user.type(name, ' Hospital');
    await user.dblClick(send);
    expect(await screen.findByRole('region', { name: /is being checked, to be restored$/ })).toHaveTextContent('Carmela Soriano asked for it.');
    await waitFor(() => expect(asked).not.toBeInTheDocument());
    expect(posts().map(({ body }) => body)).toEqual([{ hospital_name: 'San Isidro' }, { hospital_name: 'San Isidro Hospital' }]);
    expect(posts().every(({ idempotencyKey }) => idempotencyKey !== null)).toBe(true);
  });

  it('takes a passphrase when the server asks for it', async () => {
    let refuses = true;
    const { user, posts, dialog } = open([anOld({ encrypted: true })], {
      'POST /api/v1/backups/3/restore': () => {
        if (refuses) return problemResponse(422, 'Something has to be mended.', [{ location: 'body.passphrase', message: 'is needed: this backup is encrypted, and no passphrase is set' }]);
        return Response.json(anOld({ encrypted: true, restore_status: 'Waiting' }), { status: 202 });
      },
    });
    const asked = await dialog();
    expect(asked).toHaveTextContent('It was not verified yet');
    await user.type(within(asked).getByRole('textbox', { name: /^Hospital’s name/ }), 'San Isidro Hospital{Enter}');
    const passphrase = within(asked).getByLabelText('Passphrase');
    await waitFor(() => expect(passphrase).toHaveAccessibleDescription(/is needed/));
    refuses = false;
    await user.type(passphrase, 'seven herons over the bay{Enter}');
    await waitFor(() => expect(asked).not.toBeInTheDocument());
    expect(posts().map(({ body }) => body)).toEqual([{ hospital_name: 'San Isidro Hospital' }, { hospital_name: 'San Isidro Hospital', passphrase: 'seven herons over the bay' }]);
  });

  it('warns of one that was found bad, and keeps what was typed when it is refused', async () => {
    const { user, dialog } = open([anOld({ verification: 'Bad', finding: 'Part 3 is cut off.' })], {
      'POST /api/v1/backups/3/restore': () => problemResponse(409, 'A backup is being restored; wait until that has ended.'),
    });
    const asked = await dialog();
    expect(asked).toHaveTextContent('It was verified and found badPart 3 is cut off.');
    const name = within(asked).getByRole('textbox', { name: /^Hospital’s name/ });
    await user.type(name, 'San Isidro Hospital{Enter}');
    expect(await within(asked).findByText('A backup is being restored; wait until that has ended.')).toBeInTheDocument();
    expect(name).toHaveValue('San Isidro Hospital');
  });

  it('shows how far it is, and lets nobody begin another meanwhile', async () => {
    open([aBackup({ id: 9, restore_status: 'Running', restore_asked_by: 'Ana Cruz', done_bytes: 10, total_bytes: 40 }), anOld()]);
    expect(await screen.findByRole('button', restore)).toBeDisabled();
    expect(screen.getAllByRole('button', { name: /^(Verify|Restore) the backup/ })).toHaveLength(2);
    const region = screen.getByRole('region', { name: /is being checked, to be restored$/ });
    expect(within(region).getByRole('progressbar', { name: 'Progress of the restore' })).toHaveAttribute('aria-valuenow', '25');
    expect(screen.getByRole('row', { name: /Being restored/ })).toBeInTheDocument();
  });

  it('says why nothing was restored, until a later one was', async () => {
    const failed = anOld({ restore_status: 'Failed', restore_asked_by: 'Ana Cruz', restore_ended_at: hoursAgo(2), restore_failure: 'the passphrase is wrong' });
    open([failed]);
    expect(await screen.findByText(`The backup of ${formatDateTime(made)} was not restored`)).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /Not restored, .*: the passphrase is wrong/ })).toBeInTheDocument();
    expect(screen.getByRole('button', restore)).toBeEnabled();
  });

  it('does not keep on about it', async () => {
    open([anOld({ restore_status: 'Failed', restore_ended_at: hoursAgo(2), restore_failure: 'No.' }), aBackup({ id: 9, restore_status: 'Done', restore_asked_by: 'Ana Cruz', restore_ended_at: hoursAgo(1) })]);
    expect(await screen.findByRole('row', { name: /Restored .*, by Ana Cruz/ })).toBeInTheDocument();
    expect(screen.queryByText(/was not restored$/)).not.toBeInTheDocument();
  });

  it('is offered only to who may, of a backup that is there', async () => {
    open([anOld(), aBackup({ id: 2, removed_at: hoursAgo(5), note: 'Gone' })], {}, { ...me, permissions: ['backup:read', 'backup:make'] });
    await screen.findByRole('button', { name: /^Verify the backup/ });
    expect(screen.queryByRole('button', { name: /^Restore/ })).not.toBeInTheDocument();
  });
});
