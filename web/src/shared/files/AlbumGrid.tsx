import { ActionIcon, Menu, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconArrowBackUp, IconDotsVertical, IconTrash } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '@/components/ReasonDialog';
import { RelativeTime } from '@/components/RelativeTime';
import { toast } from '@/components/toast';
import { newKey } from '@/lib/formKey';
import { useCan } from '@/lib/permissions';
import { formatDateTime } from '@/lib/time';
import classes from './AlbumGrid.module.css';
import { FileTile, type TileFile } from './FileTile';
import { FileViewer } from './FileViewer';
import { formatSize } from './fileWords';
import { type Album, deleteAlbum, deleteFile, restoreAlbum, restoreFile } from './queries';

interface AlbumGridProps {
  album: Album;
  /** Only for looking: nothing can be deleted or restored here. */
  readOnly?: boolean;
}

/** An album as a photo album: what it shows, by whom and when, and its files as pictures that open over the page. */
export function AlbumGrid({ album, readOnly = false }: AlbumGridProps) {
  const { t } = useTranslation();
  const can = useCan();
  const title = useId();
  const { deleting, setDeleting, send, changed, restore } = useAlbumActs(album);
  const [openedId, setOpenedId] = useState<number | null>(null);
  const deleted = album.deleted_at !== null;
  const mayDelete = !readOnly && !deleted && can('lab:delete');
  const mayRestore = !readOnly && can('lab:restore');
  const shown = album.files.filter((file) => file.deleted_at === null);

  return (
    <section className={classes.album} aria-labelledby={title} data-deleted={deleted || undefined}>
      <header className={classes.head}>
        <div className={classes.words}>
          <Title order={3} id={title} className={classes.title}>
            {album.description}
          </Title>
          <div className={classes.note}>
            {t('{{count}} files', { count: shown.length })}, {formatSize(shown.reduce((sum, file) => sum + file.size, 0))} · {album.uploaded_by_name} ·{' '}
            <RelativeTime at={album.uploaded_at} />
          </div>
          {album.deleted_at !== null && (
            <div className={classes.gone}>
              {t('Deleted by {{name}}, {{time}}', { name: album.deleted_by_name, time: formatDateTime(album.deleted_at) })}: {album.delete_reason}
            </div>
          )}
        </div>
        {(mayDelete || (deleted && mayRestore)) && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t('More for album {{name}}', { name: album.description })}>
                <IconDotsVertical size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {mayDelete && (
                <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setDeleting('album')}>
                  {t('Delete album')}
                </Menu.Item>
              )}
              {deleted && mayRestore && (
                <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => void restore('album')}>
                  {t('Restore album')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      <ul className={classes.grid} aria-labelledby={title}>
        {album.files.map((file) => (
          <FileTile
            key={file.id}
            file={file}
            onOpen={setOpenedId}
            onDelete={mayDelete ? setDeleting : undefined}
            onRestore={mayRestore && !deleted ? (each) => void restore(each) : undefined}
          />
        ))}
      </ul>
      <FileViewer files={album.files} openedId={openedId} onOpen={setOpenedId} onClose={() => setOpenedId(null)} />
      <ReasonDialog
        opened={deleting !== null}
        title={deleting === 'album' || deleting === null ? t('Delete the album “{{name}}”?', { name: album.description }) : t('Delete {{name}}?', { name: deleting.name })}
        confirmLabel={t('Delete')}
        placeholder={t('Belongs to another patient')}
        send={send}
        onDone={changed}
        onClose={() => setDeleting(null)}
      >
        {deleting === 'album'
          ? t('The album and its {{count}} files are hidden from everyone. They are kept, and an administrator can restore them.', { count: shown.length })
          : t('The file is hidden from everyone. It is kept, and an administrator can restore it.')}
      </ReasonDialog>
    </section>
  );
}

type Deletable = TileFile | 'album';

function useAlbumActs(album: Album) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [deleting, setDeleting] = useState<Deletable | null>(null);
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['lab'] });
  const nameOf = (one: Deletable): string => (one === 'album' ? album.description : one.name);
  return {
    deleting,
    setDeleting,
    send: (reason: string) => (deleting === null || deleting === 'album' ? deleteAlbum(album.id, reason) : deleteFile(deleting.id, reason)),
    changed: async () => {
      if (deleting !== null) toast.done(t('{{name}} deleted', { name: nameOf(deleting) }));
      setDeleting(null);
      await refresh();
    },
    restore: async (one: Deletable) => {
      try {
        const headers = { 'Idempotency-Key': newKey() };
        await (one === 'album' ? restoreAlbum(album.id, headers) : restoreFile(one.id, headers));
        toast.done(t('{{name}} restored', { name: nameOf(one) }));
        await refresh();
      } catch (error) {
        toast.failed(error);
      }
    },
  };
}
