import { Button, Group, Modal, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { Notice } from '@/components/Notice';
import { toast } from '@/components/toast';
import { formatMoney, parseMoney } from '@/lib/money';
import { useSubmit } from '@/lib/useSubmit';
import { type Bill, finalizeBill } from './queries';

interface FinalizeDialogProps {
  opened: boolean;
  bill: Bill;
  onClose: () => void;
}

/** Issues the final bill, or names what stands in the way. */
export function FinalizeDialog({ opened, bill, onClose }: FinalizeDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { submit, busy, problem } = useSubmit({
    send: (id: number, headers) => finalizeBill(id, headers),
    done: async (final) => {
      toast.done(t('Final bill {{code}} issued', { code: final.code }));
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['bill'] });
    },
  });
  const balance = parseMoney(bill.balance) ?? 0;

  if (bill.care_ended_at === null) {
    return (
      <Modal opened={opened} onClose={onClose} title={t('Issue final bill')} closeButtonProps={{ 'aria-label': t('Close') }}>
        <Stack gap="md">
          <Notice tone="amber" title={t('The patient is still in care')}>
            {t('A doctor discharges the patient first; then the bed meter stops and the bill can be final.')}
          </Notice>
          <Group justify="space-between" gap="xs">
            <Link to="/cases/$encounterId" params={{ encounterId: String(bill.encounter_id) }}>
              {t('Open case {{number}}', { number: bill.case_number })}
            </Link>
            <Button data-autofocus onClick={onClose}>
              {t('Close')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    );
  }

  return (
    <ConfirmDialog
      opened={opened}
      title={t('Issue final bill')}
      confirmLabel={t('Issue final bill')}
      busy={busy}
      problem={problem}
      onConfirm={() => submit(bill.id)}
      onClose={onClose}
    >
      <Stack gap="xs">
        <div>
          {t('Bill {{code}} of {{name}} becomes final at {{due}}. Nothing more can be charged to it; a mistake can still be reversed.', {
            code: bill.code,
            name: bill.patient.name,
            due: formatMoney(bill.total_due),
          })}
        </div>
        {balance > 0 && <div>{t('{{balance}} is left to be paid.', { balance: formatMoney(balance) })}</div>}
        {balance === 0 && <div>{t('It is fully paid, so the case is closed and archived.')}</div>}
        {balance < 0 && (
          <Notice tone="amber" title={t('{{amount}} was paid too much and goes back to the payer.', { amount: formatMoney(-balance) })} />
        )}
      </Stack>
    </ConfirmDialog>
  );
}
