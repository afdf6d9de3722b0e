import { Button, Group, Modal, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { patientQuery } from '@/shared/patientQueries';
import type { ClaimFormProps } from './claims';
import { Effect } from './Effect';
import { claimable, type Kind, likeliest, shortWords } from './entitlements';
import { HmoForm } from './HmoForm';
import { OtherDiscountForm } from './OtherDiscountForm';
import classes from './PaymentDialog.module.css';
import { PhilHealthForm } from './PhilHealthForm';
import { type Bill, billQuery, type Entitlement } from './queries';
import { StatutoryForm } from './StatutoryForm';

interface ClaimDialogProps {
  opened: boolean;
  bill: Bill;
  /** What it begins with; the first that can be claimed when null. */
  kind: Kind | null;
  onClose: () => void;
}

/** What was entered, with the bill before and after it. */
interface Entered {
  entitlement: Entitlement;
  before: Bill;
  after: Bill;
}

/** Enters what reduces a bill, and then shows what it does, as the server reckons it. */
export function ClaimDialog({ opened, bill, kind, onClose }: ClaimDialogProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('Add discount or coverage')}
      size={600}
      fullScreen={narrow}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <Claim bill={bill} kind={kind} onClose={onClose} narrow={narrow} />
    </Modal>
  );
}

function Claim({ bill, kind, onClose, narrow }: Omit<ClaimDialogProps, 'opened'> & { narrow: boolean }) {
  const { t } = useTranslation();
  const can = useCan();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState(kind);
  // Kinds that were left for another: their forms stay, out of sight, with what was typed into them.
  const [begun, setBegun] = useState<readonly Kind[]>([]);
  const [entered, setEntered] = useState<Entered | null>(null);
  const patient = useQuery({ ...patientQuery(bill.patient.id), enabled: can('patient:read') });
  const offered = claimable(bill, can);
  const current = offered.find((each) => each === chosen) ?? likeliest(bill, offered);

  const finish = async (entitlement: Entitlement): Promise<void> => {
    const after = await queryClient.query({ ...billQuery(bill.id), staleTime: 0 });
    setEntered({ entitlement, before: bill, after });
    setChosen(null);
    await queryClient.invalidateQueries({ queryKey: ['bill'] });
  };

  if (entered !== null) {
    return (
      <Stack gap="md">
        <Effect {...entered} />
        <Group justify="flex-end" gap="xs">
          {offered.length > 0 && (
            <Button variant="default" onClick={() => setEntered(null)}>
              {t('Add another')}
            </Button>
          )}
          <Button data-autofocus autoFocus onClick={onClose}>
            {t('Done')}
          </Button>
        </Group>
      </Stack>
    );
  }
  if (current === undefined) {
    return <p className={classes.note}>{t('The bill has one of each kind. Withdraw one to enter another in its place.')}</p>;
  }
  // The fields begin with what the patient's record has, so they wait for it.
  if (patient.isLoading) return <Skeleton height={260} aria-busy="true" />;
  const shared = { bill, patient: patient.data, onEntered: finish, onClose };
  return (
    <Stack gap="sm">
      <div className={classes.owed}>
        <span>
          <span className={classes.who}>{bill.patient.name}</span>
          <span className="soft">{t('Bill {{code}}', { code: bill.code })}</span>
        </span>
        <span className={classes.balance}>
          <span className="soft">{bill.final ? t('Total due') : t('Due so far')}</span>
          <strong>{formatMoney(bill.total_due)}</strong>
        </span>
      </div>
      <SegmentedControl
        aria-label={t('Kind')}
        fullWidth
        size={narrow ? 'lg' : 'sm'}
        orientation={narrow ? 'vertical' : 'horizontal'}
        data={offered.map((each) => ({ value: each, label: shortWords(t, each) }))}
        value={current}
        onChange={(value) => {
          setBegun([...begun, current]);
          setChosen(offered.find((each) => each === value) ?? null);
        }}
      />
      {offered
        .filter((each) => each === current || begun.includes(each))
        .map((each) => (
          <div key={each} hidden={each !== current}>
            <KindForm kind={each} {...shared} />
          </div>
        ))}
    </Stack>
  );
}

function KindForm({ kind, ...shared }: ClaimFormProps & { kind: Kind }) {
  switch (kind) {
    case 'senior':
    case 'pwd':
      return <StatutoryForm kind={kind} {...shared} />;
    case 'philhealth':
      return <PhilHealthForm {...shared} />;
    case 'hmo':
      return <HmoForm {...shared} />;
    case 'other_discount':
      return <OtherDiscountForm {...shared} />;
  }
}
