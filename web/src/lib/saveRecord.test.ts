import { describe, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { type Kind, saveChanges } from './saveRecord';

interface Thing {
  id: number;
  version: number;
  name: string;
  price: string;
  tags: string[];
}
type Values = Pick<Thing, 'name' | 'price' | 'tags'>;

const opened: Thing = { id: 1, version: 1, name: 'X-ray', price: '120.00', tags: ['a', 'b'] };
const stale = new Problem(409, 'Someone else changed this.', { fields: [{ location: 'body.version', message: 'is old' }] });

/** A server that holds `now` and refuses writes on an older version. */
function keeper(now: Thing, refuse?: Problem) {
  const sent: (Partial<Values> & { version: number })[] = [];
  const kind: Kind<Thing, Values> = {
    entity: 'thing',
    fields: ['name', 'price', 'tags'],
    labels: { name: 'Name', price: 'Price', tags: 'Tags' },
    valuesOf: ({ name, price, tags }) => ({ name, price, tags }),
    words: (field, values) => String(values[field]),
    read: () => Promise.resolve(now),
    change: (record, changed) => {
      sent.push({ ...changed, version: record.version });
      if (refuse !== undefined) return Promise.reject(refuse);
      if (record.version !== now.version) return Promise.reject(stale);
      return Promise.resolve({ ...now, ...changed, version: now.version + 1 });
    },
  };
  return { kind, sent };
}

describe('saving a record', () => {
  it('sends only what differs, on the version that was read', async () => {
    const { kind, sent } = keeper(opened);
    await saveChanges(kind, opened, { name: ' X-ray ', price: '150.00', tags: ['b', 'a'] });
    expect(sent).toEqual([{ price: '150.00', version: 1 }]);
  });

  it('sends nothing when nothing differs', async () => {
    const { kind, sent } = keeper(opened);
    expect(await saveChanges(kind, opened, { name: 'X-ray', price: '120.00', tags: ['a', 'b'] })).toEqual({ record: opened });
    expect(sent).toEqual([]);
  });

  it('keeps what someone else changed in another field', async () => {
    const { kind, sent } = keeper({ ...opened, version: 2, name: 'Chest X-ray' });
    const saved = await saveChanges(kind, opened, { name: 'X-ray', price: '150.00', tags: ['a', 'b'] });
    expect(sent.at(-1)).toEqual({ price: '150.00', version: 2 });
    expect(saved).toMatchObject({ record: { name: 'Chest X-ray', price: '150.00', version: 3 } });
  });

  it('asks where both changed the same field, and writes nothing', async () => {
    const now = { ...opened, version: 2, price: '130.00' };
    const { kind, sent } = keeper(now);
    const saved = await saveChanges(kind, opened, { name: 'X-ray', price: '150.00', tags: ['a', 'b'] });
    expect(saved).toEqual({ clash: { current: now, fields: ['price'] } });
    expect(sent).toHaveLength(1);
  });

  it('does not ask when both wrote the same', async () => {
    const { kind } = keeper({ ...opened, version: 2, price: '150.00' });
    const saved = await saveChanges(kind, opened, { name: 'X-ray', price: '150.00', tags: ['a', 'b'] });
    expect(saved).toMatchObject({ record: { price: '150.00', version: 3 } });
  });

  it('takes the order of lines to matter', async () => {
    interface Sheet {
      version: number;
      lines: { name: string }[];
    }
    const lines = [{ name: 'Sodium' }, { name: 'Potassium' }];
    const sheet: Sheet = { version: 1, lines };
    const change = vi.fn((record: Sheet, changed: Partial<Sheet>) => Promise.resolve({ ...record, ...changed }));
    const kind: Kind<Sheet, Pick<Sheet, 'lines'>> = {
      entity: 'sheet',
      fields: ['lines'],
      labels: { lines: 'Lines' },
      valuesOf: (record) => ({ lines: record.lines }),
      words: () => '',
      read: (record) => Promise.resolve(record),
      change,
    };
    await saveChanges(kind, sheet, { lines: structuredClone(lines) });
    expect(change).not.toHaveBeenCalled();
    await saveChanges(kind, sheet, { lines: lines.toReversed() });
    expect(change).toHaveBeenCalledOnce();
  });

  it('passes on every other refusal', async () => {
    const { kind } = keeper(opened, new Problem(409, 'Ana is the last Admin.'));
    await expect(saveChanges(kind, opened, { ...opened, name: 'Y' })).rejects.toThrow('Ana is the last Admin.');
  });
});
