import { describe, expect, it } from 'vitest';
import { filterOf, readLabSearch, readNewResultSearch } from './search';

describe('the address of the laboratory page', () => {
  it('keeps what makes sense and leaves the rest out', () => {
    expect(readLabSearch({ view: 'results', q: ' dela cruz ', test: 'CBC', from: '2025-06-01', to: '2025-06-15' })).toEqual({ view: 'results', q: 'dela cruz', test: 'CBC', from: '2025-06-01', to: '2025-06-15' });
    expect(readLabSearch({ view: 'todo', q: '', from: 'yesterday', to: '2025-02-40', test: {} })).toEqual({});
    expect(readLabSearch({ q: 23456789 })).toEqual({ q: '23456789' });
  });

  it('asks the server for whole days of the hospital', () => {
    expect(filterOf({ from: '2025-06-01', to: '2025-06-15' }, 'Done')).toEqual({ status: 'Done', from: '2025-05-31T16:00:00.000Z', to: '2025-06-15T16:00:00.000Z' });
    expect(filterOf({ q: 'cruz', test: 'CBC' })).toEqual({ q: 'cruz', test_type: 'CBC' });
  });

  it('names the case or the patient of a new result', () => {
    expect(readNewResultSearch({ encounter: 12, patient: '7' })).toEqual({ encounter: 12, patient: 7 });
    expect(readNewResultSearch({ encounter: -1, patient: 'x' })).toEqual({});
  });
});
