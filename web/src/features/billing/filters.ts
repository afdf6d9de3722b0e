import type { BillStatus } from './queries';

export const billStatuses = ['Unpaid', 'Partial', 'Paid', 'Cancelled'] as const satisfies readonly BillStatus[];

/** Which bills the list shows; lives in the address. */
export interface BillSearch {
  q?: string | undefined;
  status?: BillStatus | undefined;
  open?: boolean | undefined;
}

export function readStatus(value: unknown): BillStatus | undefined {
  return billStatuses.find((status) => status === value);
}

/** Reads the address; what makes no sense is left out. */
export function readBillSearch(search: Record<string, unknown>): BillSearch {
  const { q, status: wanted, open } = search;
  const status = readStatus(wanted);
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : typeof q === 'number' ? { q: String(q) } : {}),
    ...(status === undefined ? {} : { status }),
    ...(open === true ? { open: true } : {}),
  };
}

/** What a link to a bill asks for besides the bill. */
export interface BillAct {
  /** Take a payment at once. */
  pay?: boolean | undefined;
}

export function readBillAct({ pay }: Record<string, unknown>): BillAct {
  return pay === true ? { pay } : {};
}
