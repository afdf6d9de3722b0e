import { Skeleton, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { hospitalQuery } from '@/lib/hospital';
import { useCan } from '@/lib/permissions';
import { formatDuration } from '@/lib/time';
import classes from './admin.module.css';
import { Connection } from './Connection';
import { DiscountLimit } from './DiscountLimit';
import { DutySettings } from './DutySettings';
import { Logo } from './Logo';
import { changeHospital, type Hospital, type HospitalWrite, readHospital, transportQuery } from './queries';
import { HistoryLink } from './record/HistoryLink';
import { RecordForm } from '@/shared/record/RecordForm';
import type { Kind } from '@/lib/saveRecord';

function useHospitalKind(): Kind<Hospital, HospitalWrite> {
  const { t } = useTranslation();
  return {
    entity: 'hospital',
    fields: ['name', 'address', 'phone', 'tin', 'receipt_footer'],
    labels: { name: t('Name'), address: t('Address'), phone: t('Phone'), tin: t('TIN'), receipt_footer: t('Last lines of a receipt') },
    valuesOf: ({ name, address, phone, tin, receipt_footer }) => ({ name, address, phone, tin, receipt_footer }),
    words: (field, values) => values[field] || '–',
    read: readHospital,
    change: ({ version }, changed) => changeHospital({ ...changed, version }),
  };
}

/** The hospital's name, address and numbers, as they are printed. */
export function HospitalForm({ record, onDone }: { record: Hospital; onDone: (saved: Hospital) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useHospitalKind();
  const form = useForm<HospitalWrite>({
    initialValues: kind.valuesOf(record),
    validate: { name: (value) => (value.trim() === '' ? t('Enter the hospital’s name') : null) },
  });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={() => t('The hospital')}
      onDone={(saved) => {
        if (saved !== null) onDone(saved);
      }}
      readOnly={!can('hospital:write')}
    >
      <TextInput label={t('Name')} description={t('Stands on the sign-in page, on slips and on bills.')} required maxLength={200} {...form.getInputProps('name')} />
      <Textarea label={t('Address')} maxLength={400} {...form.getInputProps('address')} />
      <div className={classes.pair}>
        <TextInput label={t('Phone')} maxLength={60} {...form.getInputProps('phone')} />
        <TextInput label={t('TIN')} placeholder="000-123-456-00000" maxLength={40} {...form.getInputProps('tin')} />
      </div>
      <Textarea
        label={t('Last lines of a receipt')}
        placeholder={t('Thank you. Please keep this receipt.')}
        maxLength={500}
        autosize
        minRows={2}
        {...form.getInputProps('receipt_footer')}
      />
    </RecordForm>
  );
}

function Editor({ hospital }: { hospital: Hospital }) {
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState({ hospital, times: 0 });
  return (
    <HospitalForm
      key={opened.times}
      record={opened.hospital}
      onDone={(saved) => {
        queryClient.setQueryData(hospitalQuery.queryKey, saved);
        setOpened({ hospital: saved, times: opened.times + 1 });
      }}
    />
  );
}

function Facts({ hospital }: { hospital: Hospital }) {
  const { t } = useTranslation();
  const seconds = hospital.billing_unit_seconds;
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('Time zone')}</dt>
        <dd>{hospital.timezone}</dd>
      </div>
      <div>
        <dt>{t('Unit of a bed stay')}</dt>
        <dd>
          {seconds === 3600 ? t('One hour') : formatDuration(seconds * 1000)}
          {seconds !== 3600 && <div className="soft">{t('Shorter or longer than the usual hour: for trying things out.')}</div>}
        </dd>
      </div>
      <div>
        <dt>{t('Program')}</dt>
        <dd>{t('Talaan {{version}}', { version: hospital.program_version })}</dd>
      </div>
    </dl>
  );
}

export function HospitalPage() {
  const { t } = useTranslation();
  const found = useQuery(hospitalQuery);
  const transport = useQuery(transportQuery);
  const hospital = found.data;
  return (
    <>
      <PageHeader title={t('Hospital')} />
      {hospital === undefined && found.isError ? (
        <ErrorState error={found.error} onRetry={found.refetch} />
      ) : (
        <div className={classes.hospital}>
          <div className={classes.beside}>
            <SectionCard title={t('Name and address')} actions={<HistoryLink entity="hospital" />}>
              {hospital === undefined ? <Skeleton height={220} /> : <Editor hospital={hospital} />}
            </SectionCard>
            <DutySettings />
          </div>
          <div className={classes.beside}>
            <SectionCard title={t('Logo')} note={t('stands on every paper')}>
              {hospital === undefined ? <Skeleton height={120} /> : <Logo hospital={hospital} />}
            </SectionCard>
            <SectionCard title={t('This installation')} note={t('set where the program is started')}>
              {hospital === undefined ? <Skeleton height={120} /> : <Facts hospital={hospital} />}
            </SectionCard>
            <SectionCard title={t('Connection')}>
              {transport.isError ? <ErrorState error={transport.error} onRetry={transport.refetch} /> : transport.data === undefined ? <Skeleton height={120} /> : <Connection transport={transport.data} />}
            </SectionCard>
            <DiscountLimit />
          </div>
        </div>
      )}
    </>
  );
}
