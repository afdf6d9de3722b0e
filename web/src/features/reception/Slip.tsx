import { Button, Skeleton } from '@mantine/core';
import { IconPrinter, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { KeyHint } from '@/components/KeyHint';
import { PageHeader } from '@/components/PageHeader';
import { useHospital } from '@/lib/hospital';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { formatDateTime } from '@/lib/time';
import { ageAndSex } from '@/shared/patientWords';
import { QrCode } from '@/shared/QrCode';
import { encounterQuery } from './queries';
import classes from './Slip.module.css';

/** What the patient is handed: the code that names them, and the case that was begun. */
export function Slip({ encounterId }: { encounterId: number }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const hospital = useHospital();
  const found = useQuery(encounterQuery(encounterId));
  const encounter = found.data;
  const next = (): void => void navigate({ to: '/check-in', search: {} });
  const print = (): void => window.print();

  useShortcuts([
    { keys: 'p', label: t('Print the slip'), run: print },
    ...(can('encounter:check-in') ? [{ keys: 'n', label: t('Check in next'), run: next }] : []),
  ]);

  if (encounter === undefined && found.isError) return <ErrorState error={found.error} onRetry={found.refetch} />;
  return (
    <div className={classes.page}>
      <div className="no-print">
        <PageHeader title={t('Checked in')}>
          {encounter?.status === 'Pending' && t('Case {{number}} now waits for the doctor.', { number: encounter.case_number })}
        </PageHeader>
      </div>
      <article className={classes.slip} aria-label={t('Slip')}>
        {encounter === undefined ? (
          <Skeleton height={330} />
        ) : (
          <>
            <div className={classes.hospital}>{hospital?.name}</div>
            <div className={classes.qr}>
              <QrCode text={encounter.patient.code} label={t('QR code of {{code}}', { code: encounter.patient.code })} />
            </div>
            <div className={classes.code}>{encounter.patient.code}</div>
            <div className={classes.name}>{encounter.patient.name}</div>
            <div className={classes.known}>{ageAndSex(t, encounter.patient)}</div>
            <dl className={classes.facts}>
              <dt>{t('Case')}</dt>
              <dd>{encounter.case_number}</dd>
              <dt>{t('Checked in')}</dt>
              <dd>{formatDateTime(encounter.created_at)}</dd>
            </dl>
          </>
        )}
      </article>
      <div className={`${classes.acts} no-print`}>
        <Button autoFocus leftSection={<IconPrinter size={16} />} rightSection={<KeyHint keys="p" />} onClick={print}>
          {t('Print')}
        </Button>
        {can('encounter:check-in') && (
          <Button variant="default" leftSection={<IconUserPlus size={16} />} rightSection={<KeyHint keys="n" />} onClick={next}>
            {t('Check in next')}
          </Button>
        )}
        <Link to="/cases/$encounterId" params={{ encounterId: String(encounterId) }}>
          {t('Open the case')}
        </Link>
      </div>
    </div>
  );
}
