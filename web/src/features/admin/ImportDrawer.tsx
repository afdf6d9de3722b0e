import { Button, FileButton } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SubmitButton } from '@/components/SubmitButton';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { useSubmit } from '@/lib/useSubmit';
import { ImportReportView } from './ImportReportView';
import classes from './Import.module.css';
import type { ImportInput, ImportReport } from './queries';
import { AdminDrawer } from './record/RecordDrawer';

interface ImportProps {
  /** The kind of record that changes, as in query keys. */
  entity: string;
  /** Names of the columns, those that must be there first. */
  columns: { needed: readonly string[]; free: readonly string[] };
  /** What a row does, in words. */
  words: React.ReactNode;
  send: (body: ImportInput, headers: IdempotencyHeaders) => Promise<ImportReport>;
  onClose: () => void;
}

/** What the server takes at most. */
const mostBytes = 7_000_000;

/** Takes over a table from CSV: first a trial that changes nothing, with every refused row and why, then the real thing. */
export function ImportDrawer({ opened, title, ...rest }: ImportProps & { opened: boolean; title: string }) {
  return (
    <AdminDrawer opened={opened} title={title} onClose={rest.onClose}>
      <Import {...rest} />
    </AdminDrawer>
  );
}

function Import({ entity, columns, words, send, onClose }: ImportProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  // A mended file has the name it had: without this the browser would not tell that it was chosen again.
  const forget = useRef<() => void>(null);
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [tooLarge, setTooLarge] = useState('');
  const [report, setReport] = useState<ImportReport | null>(null);
  const trial = useSubmit({
    send: async (chosen: File, headers) => {
      const text = await chosen.text();
      setFile({ name: chosen.name, text });
      return send({ csv: text, dry_run: true }, headers);
    },
    done: setReport,
  });
  const real = useSubmit({
    send: (text: string, headers) => send({ csv: text }, headers),
    done: async (done) => {
      setReport(done);
      await queryClient.invalidateQueries({ queryKey: [entity] });
    },
  });

  const choose = (chosen: File | null): void => {
    if (chosen === null) return;
    forget.current?.();
    setReport(null);
    setFile(null);
    trial.clearProblem();
    real.clearProblem();
    setTooLarge(chosen.size > mostBytes ? chosen.name : '');
    if (chosen.size <= mostBytes) trial.submit(chosen);
  };
  const taken = report === null ? 0 : report.added + report.changed;
  const finished = report?.dry_run === false;

  return (
    <div className={classes.import}>
      <div className="soft">{words}</div>
      <dl className={classes.columns}>
        <dt>{t('Columns that must be there')}</dt>
        <dd>{columns.needed.join(', ')}</dd>
        <dt>{t('Columns that may be there')}</dt>
        <dd>{columns.free.join(', ')}</dd>
      </dl>
      {!finished && (
        <FileButton accept=".csv,text/csv" resetRef={forget} onChange={choose}>
          {(props) => (
            <Button {...props} variant={report === null ? 'filled' : 'default'} leftSection={<IconFileSpreadsheet size={16} stroke={1.7} />} loading={trial.busy} data-autofocus>
              {file === null ? t('Choose a CSV file') : t('Choose another file')}
            </Button>
          )}
        </FileButton>
      )}
      {tooLarge !== '' && <Notice alert tone="red" title={t('{{name}} is larger than 7 MB. Split it into several files.', { name: tooLarge })} />}
      <FormProblem problem={trial.problem ?? real.problem} />
      {report !== null && file !== null && <ImportReportView report={report} fileName={file.name} />}
      <div className={classes.footer}>
        <Button variant="default" onClick={onClose}>
          {finished ? t('Close') : t('Cancel')}
        </Button>
        {report?.dry_run === true && file !== null && taken > 0 && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              real.submit(file.text);
            }}
          >
            <SubmitButton busy={real.busy}>{t('Take over {{count}} rows', { count: taken })}</SubmitButton>
          </form>
        )}
      </div>
    </div>
  );
}
