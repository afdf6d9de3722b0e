import { ActionIcon, Switch, Textarea } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import type { LabTest } from '@/shared/lab/queries';
import { ServiceField } from '@/shared/lab/ServiceField';
import { TestTypeField } from '@/shared/lab/TestTypeField';
import { requestLab } from '../queries';
import { hasLine, type Line, lineFor, requestEach } from '../tests';
import { ActDialog } from './ActDialog';
import classes from './RequestTests.module.css';
import type { CaseDialogProps } from './useActDone';

interface LineItemProps {
  line: Line;
  onChange: (line: Line) => void;
  onRemove: () => void;
}

function LineItem({ line, onChange, onRemove }: LineItemProps) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <li className={classes.line} data-refused={line.said !== null || undefined}>
      <span className={classes.name}>{line.test_type}</span>
      <div className={classes.service}>
        {can('service:read') && <ServiceField label={t('Service to charge')} value={line.service} onChange={(service) => onChange({ ...line, service })} />}
      </div>
      <div className={classes.urgent}>
        <Switch label={t('Urgent')} aria-label={t('Urgent: {{test}}', { test: line.test_type })} checked={line.urgent} onChange={(event) => onChange({ ...line, urgent: event.currentTarget.checked })} />
      </div>
      <ActionIcon aria-label={t('Remove {{test}}', { test: line.test_type })} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
      {line.said !== null && (
        <div className={classes.said} role="alert">
          {line.said}
        </div>
      )}
    </li>
  );
}

/** Asks the laboratory for one test or several; each is a request of its own, and what was not taken stays here. */
export function RequestTests({ encounter, opened, onClose, onDone }: CaseDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const [taken, setTaken] = useState(0);

  const { submit, busy, problem } = useSubmit({
    send: (wanted: readonly Line[]) => requestEach(wanted, note, (body, headers) => requestLab(encounter.id, body, headers)),
    done: (left, wanted) => {
      for (const entity of ['lab', 'home']) void queryClient.invalidateQueries({ queryKey: [entity] });
      setTaken(wanted.length - left.length);
      if (left.length > 0) {
        setLines(left);
        return;
      }
      onDone();
      toast.done(t('Requested: {{tests}}', { tests: wanted.map((line) => line.test_type).join(', ') }));
    },
  });

  const add = (name: string, test: LabTest | null): void => {
    setMissing(false);
    if (name !== '' && !hasLine(lines, name)) setLines([...lines, lineFor(name, test)]);
  };
  const change = (next: Line): void => setLines(lines.map((line) => (line.key === next.key ? next : line)));

  return (
    <ActDialog
      opened={opened}
      title={t('Request tests')}
      size="lg"
      consequence={t('Asks the laboratory for {{count}} tests for {{name}}. The price goes on the bill when a test is done.', { count: lines.length, name: encounter.patient.name })}
      label={t('Request')}
      busy={busy}
      problem={problem}
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(lines.length === 0);
        if (lines.length > 0) submit(lines);
      }}
      onClose={onClose}
    >
      <TestTypeField label={t('Add a test')} required autoFocus value="" onChange={add} error={missing ? t('Choose at least one test') : undefined} />
      {lines.length > 0 && (
        <ul className={classes.lines} aria-label={t('Tests to request')}>
          {lines.map((line) => (
            <LineItem key={line.key} line={line} onChange={change} onRemove={() => setLines(lines.filter((each) => each.key !== line.key))} />
          ))}
        </ul>
      )}
      {taken > 0 && lines.some((line) => line.said !== null) && <Notice tone="amber">{t('{{count}} tests were requested. Those below were not: mend them or remove them, and send again.', { count: taken })}</Notice>}
      <Textarea label={t('Note to the laboratory')} description={t('Why the test is asked for, and what the laboratory should know')} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </ActDialog>
  );
}
