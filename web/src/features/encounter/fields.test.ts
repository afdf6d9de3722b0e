import { describe, expect, it } from 'vitest';
import { changesOf, lastChange, rebase, sections, valuesOf } from './fields';
import { madeCase } from './made';
import type { Line } from './queries';

const fields = sections.complaint.fields;

describe('saving a section', () => {
  it('sends only what was changed, with the version that was read', () => {
    const was = madeCase();
    expect(changesOf(was, fields, valuesOf(was, fields))).toBeNull();
    expect(changesOf(was, fields, { ...valuesOf(was, fields), present_illness: 'Since dawn' })).toEqual({ version: 4, present_illness: 'Since dawn' });
  });

  it('sends an emptied choice, physician and moment as the server wants them', () => {
    const was = madeCase({ attending_physician_id: 11, consultation_at: '2025-06-15T06:05:00.000Z' });
    const { assignment, registration } = sections;
    expect(valuesOf(was, assignment.fields)['consultation_at']).toBe('2025-06-15T14:05');
    expect(changesOf(was, assignment.fields, { ...valuesOf(was, assignment.fields), attending_physician_id: '', consultation_at: '2025-06-15T15:00' })).toEqual({
      version: 4,
      attending_physician_id: null,
      consultation_at: '2025-06-15T07:00:00.000Z',
    });
    expect(changesOf(was, registration.fields, { ...valuesOf(was, registration.fields), visit_type: '' })).toEqual({ version: 4, visit_type: '' });
  });
});

describe('when someone else saved meanwhile', () => {
  const was = madeCase();
  const mine = { ...valuesOf(was, fields), present_illness: 'Mine' };

  it('takes over what only they changed', () => {
    const now = madeCase({ version: 5, current_condition: 'Stable' });
    const { values, clashes } = rebase(was, now, fields, mine);
    expect(clashes).toEqual([]);
    expect(values).toMatchObject({ present_illness: 'Mine', current_condition: 'Stable' });
  });

  it('names what both changed, and keeps mine in the form', () => {
    const now = madeCase({ version: 5, present_illness: 'Theirs' });
    const { values, clashes } = rebase(was, now, fields, mine);
    expect(clashes).toEqual(['present_illness']);
    expect(values['present_illness']).toBe('Mine');
  });

  it('sees no clash where both wrote the same', () => {
    expect(rebase(was, madeCase({ version: 5, present_illness: 'Mine' }), fields, mine).clashes).toEqual([]);
  });
});

it('finds who changed a section last', () => {
  const line = (id: number, action: string, field: string): Line => ({
    id,
    at: '2025-06-15T02:00:00.000Z',
    actor: `User ${id}`,
    actor_id: id,
    address: '',
    patient_id: null,
    action,
    entity: 'encounter',
    entity_id: 7,
    reason: '',
    changes: [{ field }],
  });
  const lines = [line(3, 'changed', 'icd_code'), line(2, 'changed', 'present_illness'), line(1, 'checked in', 'main_complaint')];
  expect(lastChange(lines, fields)?.actor).toBe('User 2');
  expect(lastChange(lines, sections.registration.fields)).toBeUndefined();
});
