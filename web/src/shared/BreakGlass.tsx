import { Textarea, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconLock } from '@tabler/icons-react';
import { type Query, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '@/api/client';
import { asProblem, Problem } from '@/api/problem';
import { ErrorState } from '@/components/ErrorState';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { useCan } from '@/lib/permissions';
import { formatDateTime } from '@/lib/time';
import { useFirstField } from '@/lib/useFirstField';
import { useSubmit } from '@/lib/useSubmit';
import classes from './BreakGlass.module.css';
import { PatientHeader } from './PatientHeader';

const fewestLetters = 4;

/** What a chart is made of; with a reason given, the parts that were withheld come with it. */
const chartEntities: readonly unknown[] = ['patient', 'encounter', 'lab'];

const breakGlass = (patientId: number, reason: string, headers: IdempotencyHeaders) =>
  unwrap(api.POST('/api/v1/patients/{id}/break-glass', { params: { path: { id: patientId } }, body: { reason }, headers }));

interface BreakGlassProps {
  patientId: number;
  /** Asks again for what was refused, where that is no query. */
  onOpened?: (() => unknown) | undefined;
  /** There is nothing else to do here: the cursor waits in the field. */
  focus?: boolean;
}

/** A chart is outside of one's duty: says so, and opens it for a reason that is written down. */
export function BreakGlass({ patientId, onOpened, focus = false }: BreakGlassProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const title = useId();
  const firstField = useFirstField();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim().length < fewestLetters ? t('Write in a few words why you open the chart') : null) },
  });
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ reason }: { reason: string }, headers) => breakGlass(patientId, reason.trim(), headers),
    done: async ({ until }) => {
      toast.done(t('The chart is open to you until {{time}}', { time: formatDateTime(until) }));
      const predicate = ({ queryKey: [entity], state }: Query): boolean => chartEntities.includes(entity) || asProblem(state.error).leaveNeeded !== undefined;
      // What was asked before the reason was given would be refused, and stand for what is asked now.
      await queryClient.cancelQueries({ predicate });
      await onOpened?.();
      await queryClient.invalidateQueries({ predicate });
    },
  });
  return (
    <section className={classes.panel} aria-labelledby={title}>
      <div className={classes.head}>
        <IconLock size={20} stroke={1.7} aria-hidden="true" />
        <Title order={2} id={title} className={classes.title}>
          {t('This patient is not within your duty now')}
        </Title>
      </div>
      <p className={classes.words}>
        {t('If your work needs the chart, say why and open it. Your name, the time and your reason are written down and shown to the data protection officer.')}
      </p>
      <form ref={firstField} noValidate className={classes.form} onSubmit={form.onSubmit(submit)}>
        <FormProblem problem={problem} form={form} />
        <Textarea
          label={t('Reason')}
          placeholder={t('The family called about the wound')}
          required
          maxLength={1000}
          autosize
          minRows={2}
          data-autofocus={focus || undefined}
          key={form.key('reason')}
          {...form.getInputProps('reason')}
          onKeyDown={(event) => {
            // A reason is one line: Enter goes on, Shift with Enter breaks the line.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <SubmitButton busy={busy}>{t('Open the chart')}</SubmitButton>
      </form>
    </section>
  );
}

/** The panel above what stands on the page already, if asking again was refused; nothing otherwise. */
export function DutyEnded({ error }: { error: unknown }) {
  const can = useCan();
  const patientId = asProblem(error).leaveNeeded;
  if (patientId === undefined || !can('chart:break-glass')) return null;
  return (
    <div className={classes.above}>
      <BreakGlass patientId={patientId} />
    </div>
  );
}

interface ChartErrorProps {
  error: unknown;
  onRetry?: (() => unknown) | undefined;
  /** It stands for the whole page, which then says whose chart it is. */
  page?: boolean;
}

/** A part of a chart could not be shown; where a reason would open it, it is asked for. */
export function ChartError({ error, onRetry, page = false }: ChartErrorProps) {
  const can = useCan();
  const patientId = asProblem(error).leaveNeeded;
  if (patientId === undefined) return <ErrorState error={error} onRetry={onRetry} />;
  if (!can('chart:break-glass')) return <ErrorState error={new Problem(403, 'This patient is not within your duty now.')} />;
  return (
    <>
      {page && <PatientHeader patientId={patientId} />}
      <BreakGlass patientId={patientId} onOpened={page ? undefined : onRetry} focus={page} />
    </>
  );
}

interface PartErrorProps {
  error: unknown;
  onRetry?: (() => unknown) | undefined;
  /** The card around it has no margin of its own. */
  flush?: boolean;
}

/** A section of a page could not be shown; the page as a whole asks for the reason, the section only says why it is empty. */
export function PartError({ error, onRetry, flush = false }: PartErrorProps) {
  const { t } = useTranslation();
  if (asProblem(error).leaveNeeded === undefined) return <ErrorState error={error} onRetry={onRetry} />;
  return (
    <div className={classes.quiet} data-flush={flush || undefined}>
      {t('Outside your duty')}
    </div>
  );
}
