import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '@/components/ReasonDialog';
import { toast } from '@/components/toast';
import { liftHold, type LegalHold, placeHold } from './queries';

/** Asks again for what shows holds. */
function useHoldsChanged(): () => Promise<unknown> {
  const queryClient = useQueryClient();
  return () => Promise.all([queryClient.invalidateQueries({ queryKey: ['legal_hold'] }), queryClient.invalidateQueries({ queryKey: ['retention'] })]);
}

/** Keeps a patient's record whatever its age, for a written reason. */
export function PlaceHold({ patient, onClose }: { patient: { id: number; name: string }; onClose: () => void }) {
  const { t } = useTranslation();
  const changed = useHoldsChanged();
  return (
    <ReasonDialog
      opened
      gentle
      title={t('Place a legal hold')}
      confirmLabel={t('Place the hold')}
      placeholder={t('Case 1042 before the regional court')}
      send={(reason, headers) => placeHold(patient.id, reason, headers)}
      onDone={async () => {
        toast.done(t('The record of {{name}} is on hold', { name: patient.name }));
        onClose();
        await changed();
      }}
      onClose={onClose}
    >
      {t('The record of {{name}} is kept whatever its age, until somebody lifts the hold.', { name: patient.name })}
    </ReasonDialog>
  );
}

/** Ends a hold, for a written reason. */
export function LiftHold({ hold, onClose }: { hold: LegalHold; onClose: () => void }) {
  const { t } = useTranslation();
  const changed = useHoldsChanged();
  return (
    <ReasonDialog
      opened
      title={t('Lift the legal hold')}
      confirmLabel={t('Lift the hold')}
      placeholder={t('The court has decided')}
      send={(reason, headers) => liftHold(hold.id, reason, headers)}
      onDone={async () => {
        toast.done(t('The hold on the record of {{name}} is lifted', { name: hold.patient.name }));
        onClose();
        await changed();
      }}
      onClose={onClose}
    >
      {t('The record of {{name}} was held for: {{reason}}. From now on it is kept as long as the law says. The hold stays on record.', {
        name: hold.patient.name,
        reason: hold.reason,
      })}
    </ReasonDialog>
  );
}
