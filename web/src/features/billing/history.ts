import type { components } from '@/api/schema';
import { formatMoney } from '@/lib/money';

type Line = components['schemas']['Line'];

/**
 * Said by the entry itself (who, when and what), of use to the program alone, or not known yet when it was written: how
 * a charge divides follows from the whole bill.
 */
const unsaid =
  /^(kind|withdrawn|vat_exemption|statutory_discount|other_discount|philhealth|hmo|patient_share|running|reversed|voided|reason|(added|taken)_(at|by|by_name)|.*_id|meter_unit_seconds|unit_seconds)$/;
const money = new Set(['amount', 'applied', 'balance', 'catalogue_price', 'change', 'rate', 'tendered', 'total_due', 'unit_price']);

/** A value as a teller reads it: amounts as money, a case rate by its code and name. */
function readable(field: string, value: unknown): unknown {
  if (money.has(field) && typeof value === 'string') return formatMoney(value);
  if (typeof value === 'object' && value !== null && 'code' in value && 'description' in value) return `${String(value.code)} ${String(value.description)}`;
  return value;
}

/** An entry of a bill's history as a teller reads it: amounts as money, nothing said twice. */
export function readableLine(line: Line): Line {
  return {
    ...line,
    changes: line.changes
      .filter((change) => !unsaid.test(change.field))
      .map((change) => ({
        ...change,
        ...(change.before === undefined ? {} : { before: readable(change.field, change.before) }),
        ...(change.after === undefined ? {} : { after: readable(change.field, change.after) }),
      })),
  };
}
