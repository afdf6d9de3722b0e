import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { createStore } from '@/api/connection';
import { asProblem, type Problem } from '@/api/problem';
import { newKey } from '@/lib/formKey';
import { printPaper } from '@/lib/printPaper';
import { type Print, recordPrint } from './queries';

export const receiptPapers = ['roll', 'a5'] as const;

/** What this station prints receipts on: a roll of 80 mm, or A5. */
export type ReceiptPaper = (typeof receiptPapers)[number];

const remembered = 'talaan-receipt-paper';

function recall(): ReceiptPaper {
  return receiptPapers.find((paper) => paper === localStorage.getItem(remembered)) ?? 'roll';
}

export const receiptPaper = createStore<ReceiptPaper>(recall());

/** Chooses the paper of this station, for this receipt and all that follow. */
export function chooseReceiptPaper(paper: ReceiptPaper): void {
  localStorage.setItem(remembered, paper);
  receiptPaper.set(paper);
}

/** Where the server draws a recorded print. */
export function receiptPath(print: Pick<Print, 'id' | 'payment_id'>, paper: ReceiptPaper): string {
  return `/api/v1/payments/${print.payment_id}/receipt?format=${paper}&print=${print.id}`;
}

interface Begun {
  paymentId: number;
  key: string;
  print: Print | null;
}

interface ReceiptPrinter {
  /** Prints the receipt or voucher of a payment, by its id. */
  print: (paymentId: number) => void;
  busy: boolean;
  /** Why the last paper did not come. */
  problem: Problem | null;
}

/**
 * Prints receipts and refund vouchers. A print whose paper did not come is tried again under the same record, so that the
 * original does not become a copy on its way.
 */
export function useReceiptPrinter(): ReceiptPrinter {
  const queryClient = useQueryClient();
  const begun = useRef<Begun | null>(null);
  const printing = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const run = async (paymentId: number): Promise<void> => {
    printing.current = true;
    setBusy(true);
    setProblem(null);
    const act = begun.current?.paymentId === paymentId ? begun.current : { paymentId, key: newKey(), print: null };
    begun.current = act;
    try {
      act.print ??= await recordPrint(paymentId, { 'Idempotency-Key': act.key });
      await printPaper(receiptPath(act.print, receiptPaper.get()));
      begun.current = null;
      void queryClient.invalidateQueries({ queryKey: ['bill'] });
    } catch (error) {
      const found = asProblem(error);
      // The original is drawn for some minutes only; the next try is another print, and says that it is a copy.
      if (found.conflict) begun.current = null;
      setProblem(found);
    } finally {
      printing.current = false;
      setBusy(false);
    }
  };

  return {
    print: (paymentId) => {
      if (!printing.current) void run(paymentId);
    },
    busy,
    problem,
  };
}
