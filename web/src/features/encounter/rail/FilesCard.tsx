import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { SectionCard } from '@/components/SectionCard';
import { PartError } from '@/shared/BreakGlass';
import { Thumbnail } from '@/shared/files/FileTile';
import { FileViewer } from '@/shared/files/FileViewer';
import { caseFilesQuery } from '../queries';
import classes from './Files.module.css';

const shown = 8;

interface FilesCardProps {
  encounterId: number;
  /** Opens the dialog that makes the packet; absent for those who do not. */
  onPacket?: (() => void) | undefined;
}

/** The newest files of the case's laboratory tests; they open over the page. */
export function FilesCard({ encounterId, onPacket }: FilesCardProps) {
  const { t } = useTranslation();
  const [openedId, setOpenedId] = useState<number | null>(null);
  const found = useInfiniteQuery(caseFilesQuery(encounterId));
  const files = found.data?.pages.flatMap((page) => page.items.filter((file) => file.deleted_at === null));

  const body = (): React.ReactNode => {
    if (files === undefined) return found.isError ? <PartError error={found.error} onRetry={found.refetch} /> : <Skeleton height={76} />;
    if (files.length === 0) return <span className="soft">{t('No files yet.')}</span>;
    return (
      <>
        <ul className={classes.grid} aria-label={t('Latest files')}>
          {files.slice(0, shown).map((file) => (
            <li key={file.id}>
              <button type="button" className={classes.open} title={`${file.name}, ${file.test_type}`} aria-label={t('Open {{name}}', { name: file.name })} onClick={() => setOpenedId(file.id)}>
                <Thumbnail file={file} />
              </button>
            </li>
          ))}
        </ul>
        {files.length > shown && <p className={classes.more}>{t('The newest {{count}}; the others stand at their tests.', { count: shown })}</p>}
        <FileViewer files={files} openedId={openedId} onOpen={setOpenedId} onClose={() => setOpenedId(null)} />
      </>
    );
  };

  return (
    <SectionCard
      title={t('Latest files')}
      actions={
        onPacket === undefined ? undefined : (
          <Button size="compact-sm" variant="default" onClick={onPacket} rightSection={<KeyHint keys="k" />}>
            {t('Packet')}
          </Button>
        )
      }
    >
      {body()}
    </SectionCard>
  );
}
