import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { ReasonDialog } from '@/components/ReasonDialog';
import { toast } from '@/components/toast';
import { formatMoney } from '@/lib/money';

type Note = Pick<components['schemas']['PromissoryNote'], 'id' | 'number' | 'balance'>;

interface CancelNoteProps {
  /** The note that someone wants to cancel; the dialog is open while there is one. */
  note: Note | null;
  onClose: () => void;
}

/** Takes a promissory note back, for a written reason. */
export function CancelNote({ note, onClose }: CancelNoteProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [last, setLast] = useState(note);
  if (note !== null && note !== last) setLast(note);
  if (last === null) return null;
  return (
    <ReasonDialog
      opened={note !== null}
      title={t('Cancel promissory note {{number}}', { number: last.number })}
      confirmLabel={t('Cancel the note')}
      placeholder={t('Written for the wrong amount')}
      send={(reason, headers) => unwrap(api.POST('/api/v1/promissory-notes/{id}/cancel', { params: { path: { id: last.id } }, body: { reason }, headers }))}
      onDone={async () => {
        toast.done(t('Promissory note {{number}} cancelled', { number: last.number }));
        onClose();
        await Promise.all([queryClient.invalidateQueries({ queryKey: ['bill'] }), queryClient.invalidateQueries({ queryKey: ['promissory_note'] })]);
      }}
      onClose={onClose}
    >
      {t('{{amount}} is due at once again. The note stays to be read, struck out, with your name and the reason.', { amount: formatMoney(last.balance) })}
    </ReasonDialog>
  );
}
