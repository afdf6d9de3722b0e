import { describe, expect, it } from 'vitest';
import { labActs, readableLine } from './history';

describe('the history of a test', () => {
  it('says what somebody did to the albums, in the words that the server writes down', () => {
    expect(['given an album', 'lost an album', 'given back an album', 'lost a file', 'given back a file'].map((act) => labActs[act])).toEqual([
      'added an album',
      'deleted an album',
      'restored an album',
      'deleted a file',
      'restored a file',
    ]);
  });

  it('reads values by their words and says nothing twice', () => {
    const line = {
      id: 1,
      at: '2025-06-15T04:00:00.000Z',
      actor: 'Marites Pascual',
      actor_id: 12,
      address: '',
      patient_id: null,
      action: 'completed',
      entity: 'lab',
      entity_id: 31,
      reason: '',
      changes: [
        { field: 'performed_by_name', before: '', after: 'Marites Pascual' },
        { field: 'values', before: [], after: [{ analyte: 'Potassium', value: '5.9', number: 5.9, unit: 'mmol/L', reference_range: '3.5-5.1', flag_set: '', flag: 'H' }] },
        { field: 'result_summary', before: '', after: 'High.' },
      ],
    };
    expect(readableLine(line).changes).toEqual([
      { field: 'values', before: '', after: 'Potassium 5.9 mmol/L H' },
      { field: 'result_summary', before: '', after: 'High.' },
    ]);
  });
});
