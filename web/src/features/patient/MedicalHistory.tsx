import { ActionIcon, Button, Modal, SegmentedControl, Skeleton, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconStrikethrough } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { EmptyState } from '@/components/EmptyState';
import { FormProblem } from '@/components/FormProblem';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { formatDate, formatExact } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { PartError } from '@/shared/BreakGlass';
import { type HistoryItem, medicalHistoryQuery } from '@/shared/patientQueries';
import classes from './MedicalHistory.module.css';
import { addHistory, type HistoryDraft, strikeOut } from './queries';

const kinds = ['Allergy', 'Condition', 'Medicine', 'Operation'] as const satisfies readonly HistoryItem['kind'][];
const headings: Readonly<Record<HistoryItem['kind'], string>> = {
  Allergy: 'Allergies',
  Condition: 'Conditions',
  Medicine: 'Medicines',
  Operation: 'Operations',
};

function AddDialog({ patientId, onClose }: { patientId: number; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const form = useForm<HistoryDraft>({
    initialValues: { kind: 'Allergy', description: '', details: '' },
    validate: { description: (value) => (value.trim() === '' ? t('Write what it is') : null) },
  });
  const { submit, busy, problem } = useSubmit<HistoryDraft, HistoryItem>({
    form,
    send: (item, headers) => addHistory(patientId, item, headers),
    done: (item) => {
      void queryClient.invalidateQueries({ queryKey: medicalHistoryQuery(patientId).queryKey });
      toast.done(t('{{what}} recorded', { what: item.description }));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('Add to the medical history')} closeButtonProps={{ 'aria-label': t('Close') }} closeOnClickOutside={!form.isDirty()}>
      <form noValidate onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <FormProblem problem={problem} form={form} />
          <SegmentedControl fullWidth aria-label={t('Kind')} data={kinds.map((kind) => ({ value: kind, label: t(kind) }))} {...form.getInputProps('kind')} />
          <TextInput label={t('What')} required maxLength={300} data-autofocus autoComplete="off" {...form.getInputProps('description')} />
          <Textarea label={t('Details')} maxLength={2000} {...form.getInputProps('details')} />
          <div className={classes.acts}>
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <SubmitButton busy={busy}>{t('Record')}</SubmitButton>
          </div>
        </Stack>
      </form>
    </Modal>
  );
}

function StrikeOutDialog({ item, onClose }: { item: HistoryItem; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim() === '' ? t('Write the reason') : null) },
  });
  const { submit, busy, problem } = useSubmit<{ reason: string }, HistoryItem>({
    form,
    send: ({ reason }, headers) => strikeOut(item.patient_id, item.id, reason, headers),
    done: () => {
      void queryClient.invalidateQueries({ queryKey: medicalHistoryQuery(item.patient_id).queryKey });
      toast.done(t('{{what}} struck out', { what: item.description }));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('Strike out {{what}}', { what: item.description })} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form noValidate onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <div>{t('It no longer counts, and stays readable with your reason.')}</div>
          <FormProblem problem={problem} form={form} />
          <TextInput label={t('Reason')} required maxLength={500} data-autofocus autoComplete="off" {...form.getInputProps('reason')} />
          <div className={classes.acts}>
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <SubmitButton busy={busy} color="red.8">
              {t('Strike out')}
            </SubmitButton>
          </div>
        </Stack>
      </form>
    </Modal>
  );
}

function Item({ item, onStrikeOut }: { item: HistoryItem; onStrikeOut: (() => void) | undefined }) {
  const { t } = useTranslation();
  const struck = item.retired_at !== null;
  const What = struck ? 'del' : 'span';
  return (
    <li className={classes.item} data-allergy={item.kind === 'Allergy' || undefined} data-struck={struck || undefined}>
      <div className={classes.words}>
        <What className={classes.what}>{item.description}</What>
        {item.details !== '' && <div className={classes.details}>{item.details}</div>}
        {item.retired_at !== null && (
          <div className={classes.details}>{t('Struck out {{date}}: {{reason}}', { date: formatDate(item.retired_at), reason: item.retired_reason })}</div>
        )}
      </div>
      <time dateTime={item.recorded_at} title={formatExact(item.recorded_at)} className={classes.when}>
        {formatDate(item.recorded_at)}
      </time>
      {onStrikeOut !== undefined && !struck && (
        <ActionIcon size="sm" aria-label={t('Strike out {{what}}', { what: item.description })} title={t('Strike out')} onClick={onStrikeOut}>
          <IconStrikethrough size={14} />
        </ActionIcon>
      )}
    </li>
  );
}

/** What every later case must know of a person: allergies first. */
export function MedicalHistory({ patientId }: { patientId: number }) {
  const { t } = useTranslation();
  const can = useCan();
  const found = useQuery(medicalHistoryQuery(patientId));
  const [adding, add] = useDisclosure(false);
  const [striking, setStriking] = useState<HistoryItem | null>(null);
  const [withStruck, setWithStruck] = useState(false);
  const may = can('medical-history:write') && asProblem(found.error).leaveNeeded === undefined;
  useShortcuts(may ? [{ keys: 'a', label: t('Add to the medical history'), run: add.open }] : []);

  const items = found.data?.filter((item) => withStruck || item.retired_at === null);
  const struck = found.data?.filter((item) => item.retired_at !== null).length ?? 0;
  const addButton = may && (
    <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={add.open}>
      {t('Add')}
    </Button>
  );
  return (
    <SectionCard title={t('Medical history')} flush actions={addButton}>
      {items === undefined ? (
        found.isError ? (
          <PartError flush error={found.error} onRetry={found.refetch} />
        ) : (
          <div className={classes.loading}>
            <Skeleton height={14} width="60%" />
            <Skeleton height={14} width="45%" />
            <Skeleton height={14} width="70%" />
          </div>
        )
      ) : items.length === 0 ? (
        <EmptyState title={t('Nothing recorded')}>{t('No allergies, conditions, medicines or operations are known.')}</EmptyState>
      ) : (
        kinds
          .map((kind) => ({ kind, of: items.filter((item) => item.kind === kind) }))
          .filter(({ of }) => of.length > 0)
          .map(({ kind, of }) => (
            <div key={kind} className={classes.group}>
              <h3 className={classes.heading}>{t(headings[kind])}</h3>
              <ul className={classes.list} aria-label={t(headings[kind])}>
                {of.map((item) => (
                  <Item key={item.id} item={item} onStrikeOut={may ? () => setStriking(item) : undefined} />
                ))}
              </ul>
            </div>
          ))
      )}
      {struck > 0 && (
        <div className={classes.struck}>
          <Switch size="xs" label={t('Show struck out ({{count}})', { count: struck })} checked={withStruck} onChange={(event) => setWithStruck(event.currentTarget.checked)} />
        </div>
      )}
      {adding && <AddDialog patientId={patientId} onClose={add.close} />}
      {striking !== null && <StrikeOutDialog item={striking} onClose={() => setStriking(null)} />}
    </SectionCard>
  );
}
