import { ActionIcon, Menu, Skeleton } from '@mantine/core';
import { IconArrowBackUp, IconDotsVertical, IconDownload, IconEye, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '@/lib/time';
import { FileMark } from './FileMark';
import classes from './FileTile.module.css';
import { formatSize, lookOf } from './fileWords';
import { type AlbumFile, contentUrl, thumbnailUrl } from './queries';

export type TileFile = Pick<AlbumFile, 'id' | 'name' | 'size' | 'content_type' | 'thumbnail' | 'deleted_at' | 'deleted_by_name' | 'delete_reason'>;

/** The small picture of a file, or its mark; always of the same size, also while it is being made. */
export function Thumbnail({ file }: { file: Pick<AlbumFile, 'id' | 'name' | 'content_type' | 'thumbnail'> }) {
  const [failed, setFailed] = useState(false);
  const [loaded, setLoaded] = useState(false);
  if (file.thumbnail === 'wanted') return <Skeleton className={classes.fill} radius={0} data-wanted="" />;
  if (file.thumbnail !== 'made' || failed) return <FileMark name={file.name} contentType={file.content_type} />;
  return (
    <img
      src={thumbnailUrl(file.id)}
      alt=""
      className={classes.picture}
      data-look={lookOf(file.content_type)}
      data-loaded={loaded || undefined}
      loading="lazy"
      decoding="async"
      draggable={false}
      onLoad={() => setLoaded(true)}
      onError={() => setFailed(true)}
    />
  );
}

interface FileTileProps {
  file: TileFile;
  onOpen: (id: number) => void;
  onDelete?: ((file: TileFile) => void) | undefined;
  onRestore?: ((file: TileFile) => void) | undefined;
}

/** One file of a photo album: press it to look at it; everything else is in its menu. */
export function FileTile({ file, onOpen, onDelete, onRestore }: FileTileProps) {
  const { t } = useTranslation();
  const { id, name } = file;
  const deleted = file.deleted_at !== null;
  return (
    <li className={classes.tile} data-deleted={deleted || undefined}>
      <button type="button" className={classes.open} onClick={() => onOpen(id)} aria-label={deleted ? t('Open {{name}}, deleted', { name }) : t('Open {{name}}', { name })}>
        <span className={classes.frame}>
          <Thumbnail file={file} />
        </span>
      </button>
      <div className={classes.foot}>
        <span className={classes.words}>
          <span className={classes.name} title={name}>
            <bdi>{name}</bdi>
          </span>
          <span className={classes.size}>{formatSize(file.size)}</span>
        </span>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon aria-label={t('More for {{name}}', { name })}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconEye size={16} />} onClick={() => onOpen(id)}>
              {t('Open')}
            </Menu.Item>
            <Menu.Item leftSection={<IconDownload size={16} />} component="a" href={contentUrl(id)} download={name}>
              {t('Download')}
            </Menu.Item>
            {onDelete !== undefined && !deleted && (
              <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => onDelete(file)}>
                {t('Delete')}
              </Menu.Item>
            )}
            {onRestore !== undefined && deleted && (
              <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => onRestore(file)}>
                {t('Restore')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      {file.deleted_at !== null && (
        <div className={classes.deleted}>
          {t('Deleted by {{name}}, {{time}}', { name: file.deleted_by_name, time: formatDateTime(file.deleted_at) })}: {file.delete_reason}
        </div>
      )}
    </li>
  );
}
