import type { components } from '@/api/schema';
import { formatMoney } from '@/lib/money';

type Line = components['schemas']['Line'];

/** Said by the entry itself (who and when), or of use to the program alone. */
const unsaid = /^(kind|running|reversed|voided|reason|(added|taken)_(at|by|by_name)|.*_id|meter_unit_seconds|unit_seconds)$/;
const money = new Set(['amount', 'balance', 'change', 'rate', 'tendered', 'total_due', 'unit_price']);

/** An entry of a bill's history as a teller reads it: amounts as money, nothing said twice. */
export function readableLine(line: Line): Line {
  return {
    ...line,
    changes: line.changes
      .filter((change) => !unsaid.test(change.field))
      .map((change) => ({
        ...change,
        ...(money.has(change.field) && typeof change.before === 'string' ? { before: formatMoney(change.before) } : {}),
        ...(money.has(change.field) && typeof change.after === 'string' ? { after: formatMoney(change.after) } : {}),
      })),
  };
}
