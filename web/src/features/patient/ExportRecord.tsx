import { Button, Modal, Progress, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { receiveFile } from '@/lib/receiveFile';
import { useSubmit } from '@/lib/useSubmit';
import { formatSize } from '@/shared/files/fileWords';
import type { Patient } from '@/shared/patientQueries';
import classes from './Rights.module.css';

interface Kept {
  address: string;
  name: string;
  size: number;
}

interface Progressed {
  received: number;
  total: number | undefined;
}

/** Stands in the browser's list of downloads from the start; the link is for a second time. */
function Saved({ kept: { address, name, size } }: { kept: Kept }) {
  const { t } = useTranslation();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    link.current?.click();
    return () => URL.revokeObjectURL(address);
  }, [address]);
  return (
    <Notice
      tone="green"
      alert
      title={t('Saved as {{name}}, {{size}}', { name, size: formatSize(size) })}
      actions={
        <Button ref={link} component="a" variant="default" size="compact-sm" href={address} download={name} leftSection={<IconDownload size={15} stroke={1.7} />}>
          {t('Save again')}
        </Button>
      }
    >
      {t('It holds all that is known of this person. Give it to nobody else, and delete it from this computer.')}
    </Notice>
  );
}

/** Everything about one patient as a ZIP; making it takes a while, and is written down. */
export function ExportRecord({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const { t } = useTranslation();
  const [progress, setProgress] = useState<Progressed | null>(null);
  const [kept, setKept] = useState<Kept | null>(null);
  const [line] = useState(() => new AbortController());
  useEffect(() => () => line.abort(), [line]);
  const { submit, busy, problem } = useSubmit({
    send: async () => {
      setProgress(null);
      const { name, content } = await receiveFile(`/api/v1/patients/${patient.id}/export`, {
        signal: line.signal,
        onProgress: (received, total) => setProgress({ received, total }),
      });
      return { address: URL.createObjectURL(content), name, size: content.size };
    },
    done: setKept,
  });
  const words = (): string => {
    if (progress === null) return t('Gathering the record…');
    const received = formatSize(progress.received);
    return progress.total === undefined ? t('{{received}} received', { received }) : t('{{received}} of {{total}} received', { received, total: formatSize(progress.total) });
  };
  const percent = progress?.total === undefined ? undefined : Math.round((progress.received / progress.total) * 100);
  return (
    <Modal opened onClose={onClose} title={t('Export everything')} closeOnClickOutside={!busy} closeButtonProps={{ 'aria-label': t('Close') }}>
      <Stack gap="sm">
        <div>
          {t('Everything that this hospital keeps about {{name}}: a PDF to read, the same for programs, and the files of all laboratory tests, in one ZIP file. The export is written down with your name.', {
            name: patient.name,
          })}
        </div>
        {!busy && <FormProblem problem={problem} />}
        {busy && (
          <div>
            <Progress value={percent ?? 100} striped={percent === undefined} animated={percent === undefined} aria-label={t('Progress of the export')} />
            <div className={classes.progress} role="status">
              {words()}
            </div>
          </div>
        )}
        {kept !== null && <Saved kept={kept} />}
        <div className={classes.acts}>
          <Button variant="default" onClick={onClose}>
            {kept === null ? t('Cancel') : t('Close')}
          </Button>
          {kept === null && (
            <Button loading={busy} data-autofocus leftSection={<IconDownload size={16} stroke={1.7} />} onClick={() => submit(undefined)}>
              {problem === null ? t('Export') : t('Try again')}
            </Button>
          )}
        </div>
      </Stack>
    </Modal>
  );
}
