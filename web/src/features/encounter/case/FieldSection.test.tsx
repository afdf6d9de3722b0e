import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { sections } from '../fields';
import { doctor, madeCase, nurse } from '../made';
import type { Encounter } from '../queries';
import { FieldSection } from './FieldSection';

const noHistory = { items: [], next: null };

function complaint(encounter: Encounter, onDirty = vi.fn()) {
  return <FieldSection name="complaint" title="Complaint and history" encounter={encounter} fields={sections.complaint.fields} onDirty={onDirty} />;
}

describe('a section of the record', () => {
  it('is written in place by whose work it is, and sends only what changed', async () => {
    const saved = madeCase({ version: 5, present_illness: 'Since dawn' });
    const sent = answerWith({ 'GET /api/v1/encounters/7/history': noHistory, 'PATCH /api/v1/encounters/7': saved });
    const onDirty = vi.fn();
    const { user } = renderPage(complaint(madeCase(), onDirty), { me: nurse });
    await user.click(await screen.findByRole('button', { name: 'Edit Complaint and history' }));
    await user.type(screen.getByRole('textbox', { name: 'History of present illness' }), 'Since dawn');
    expect(onDirty).toHaveBeenLastCalledWith(true);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('button', { name: 'Edit Complaint and history' })).toBeInTheDocument();
    expect(sent.find((each) => each.method === 'PATCH')?.body).toEqual({ version: 4, present_illness: 'Since dawn' });
    expect(onDirty).toHaveBeenLastCalledWith(false);
  });

  it('is only read by others', async () => {
    answerWith({ 'GET /api/v1/encounters/7/history': noHistory });
    renderPage(<FieldSection name="diagnosis" title="Diagnosis" encounter={madeCase({ principal_diagnosis: 'Angina' })} fields={sections.diagnosis.fields} onDirty={vi.fn()} />, { me: nurse });
    expect(await screen.findByText('Angina')).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('saves over a change that touched other fields, without a word', async () => {
    const now = madeCase({ version: 6, current_condition: 'Stable' });
    let tries = 0;
    const sent = answerWith({
      'GET /api/v1/encounters/7/history': noHistory,
      'GET /api/v1/encounters/7': now,
      'PATCH /api/v1/encounters/7': () => {
        tries += 1;
        if (tries === 1) return problemResponse(409, 'Someone else changed this record meanwhile.', [{ location: 'body.version', message: 'is not the present version' }]);
        return Response.json(madeCase({ ...now, version: 7, present_illness: 'Since dawn' }));
      },
    });
    const { user } = renderPage(complaint(madeCase()), { me: nurse });
    await user.click(await screen.findByRole('button', { name: 'Edit Complaint and history' }));
    await user.type(screen.getByRole('textbox', { name: 'History of present illness' }), 'Since dawn');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('button', { name: 'Edit Complaint and history' })).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'PATCH').map((each) => each.body)).toEqual([
      { version: 4, present_illness: 'Since dawn' },
      { version: 6, present_illness: 'Since dawn' },
    ]);
  });

  it('shows mine and theirs when both changed the same field, and saves what the person decides', async () => {
    const now = madeCase({ version: 6, present_illness: 'Theirs' });
    let tries = 0;
    const sent = answerWith({
      'GET /api/v1/encounters/7/history': {
        items: [{ id: 9, at: '2025-06-15T03:00:00.000Z', actor: 'Grace Lim', actor_id: 22, action: 'changed', entity: 'encounter', entity_id: 7, reason: '', changes: [{ field: 'present_illness' }] }],
        next: null,
      },
      'GET /api/v1/encounters/7': now,
      'PATCH /api/v1/encounters/7': () => {
        tries += 1;
        if (tries === 1) return problemResponse(409, 'Someone else changed this record meanwhile.', [{ location: 'body.version', message: 'is not the present version' }]);
        return Response.json(madeCase({ version: 7, present_illness: 'Mine' }));
      },
    });
    const { user } = renderPage(complaint(madeCase()), { me: doctor });
    await user.click(await screen.findByRole('button', { name: 'Edit Complaint and history' }));
    const field = screen.getByRole('textbox', { name: 'History of present illness' });
    await user.type(field, 'Mine');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Grace Lim changed this meanwhile/)).toBeInTheDocument();
    expect(screen.getByText('Theirs')).toBeInTheDocument();
    expect(field).toHaveValue('Mine');
    await user.click(screen.getByRole('button', { name: 'Take this instead of mine' }));
    expect(field).toHaveValue('Theirs');
    await user.clear(field);
    await user.type(field, 'Mine');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('button', { name: 'Edit Complaint and history' })).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'PATCH').at(-1)?.body).toEqual({ version: 6, present_illness: 'Mine' });
  });
});
