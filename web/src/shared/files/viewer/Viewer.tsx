import { ActionIcon, Loader, Modal } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetched } from '@/lib/fetched';
import { formatSize, type Look, lookOf } from '../fileWords';
import type { ViewedFile } from '../FileViewer';
import { contentUrl } from '../queries';
import { DownloadStage } from './DownloadStage';
import { ImageStage } from './ImageStage';
import { type StageProps, ToolSlot } from './stage';
import { useViewerKeys } from './useViewerKeys';
import classes from './Viewer.module.css';

const PdfStage = lazy(async () => ({ default: (await fetched(() => import('./PdfStage'))).PdfStage }));
const TextStage = lazy(async () => ({ default: (await fetched(() => import('./TextStage'))).TextStage }));
const TableStage = lazy(async () => ({ default: (await fetched(() => import('./TableStage'))).TableStage }));

const stages: Record<Look, React.ComponentType<StageProps>> = { image: ImageStage, pdf: PdfStage, text: TextStage, table: TableStage, other: DownloadStage };

interface ViewerProps {
  files: readonly ViewedFile[];
  /** The place of the open one. */
  at: number;
  onOpen: (id: number) => void;
  onClose: () => void;
}

/** The viewer itself; see FileViewer. */
export function Viewer({ files, at, onOpen, onClose }: ViewerProps) {
  const { t } = useTranslation();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement) opener.focus();
    },
    [opener],
  );
  const file = files[at];
  const before = files[at - 1];
  const after = files[at + 1];
  const open = (one: ViewedFile | undefined): void => {
    if (one !== undefined) onOpen(one.id);
  };
  useViewerKeys({ ArrowLeft: () => open(before), ArrowRight: () => open(after), PageUp: () => open(before), PageDown: () => open(after) });
  if (file === undefined) return null;
  const Stage = stages[lookOf(file.content_type)];

  return (
    // Put together by hand, because only so the dialog itself takes a name.
    <Modal.Root opened fullScreen onClose={onClose} padding={0} zIndex={300} classNames={{ content: classes.content, body: classes.viewer }}>
      <Modal.Content aria-label={t('File {{name}}', { name: file.name })}>
        <Modal.Body>
          <header className={classes.head}>
            <div className={classes.words} aria-live="polite">
              <span className={classes.name} title={file.name}>
                <bdi>{file.name}</bdi>
              </span>
              <span className={classes.note}>
                {files.length > 1 && `${t('{{at}} of {{count}}', { at: at + 1, count: files.length })} · `}
                {formatSize(file.size)}
              </span>
            </div>
            <ActionIcon component="a" href={contentUrl(file.id)} download={file.name} aria-label={t('Download')} title={t('Download')}>
              <IconDownload size={20} />
            </ActionIcon>
            <ActionIcon data-autofocus aria-label={t('Close')} title={t('Close (Esc)')} onClick={onClose}>
              <IconX size={20} />
            </ActionIcon>
          </header>
          <ToolSlot value={slot}>
            <Suspense
              fallback={
                <div className={classes.stage} aria-busy="true">
                  <Loader aria-label={t('Loading')} />
                </div>
              }
            >
              <Stage key={file.id} file={file} onMove={(by) => open(by < 0 ? before : after)} />
            </Suspense>
          </ToolSlot>
          <footer className={classes.foot}>
            {files.length > 1 && (
              <ActionIcon disabled={before === undefined} aria-label={t('Previous file')} title={t('Previous file (←)')} onClick={() => open(before)}>
                <IconChevronLeft size={22} />
              </ActionIcon>
            )}
            <div ref={setSlot} className={classes.tools} />
            {files.length > 1 && (
              <ActionIcon disabled={after === undefined} aria-label={t('Next file')} title={t('Next file (→)')} onClick={() => open(after)}>
                <IconChevronRight size={22} />
              </ActionIcon>
            )}
          </footer>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
