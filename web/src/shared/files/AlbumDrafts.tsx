import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCamera, IconPlus, IconRefresh, IconTrash, IconUpload } from '@tabler/icons-react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import classes from './AlbumDrafts.module.css';
import { carriesFiles, namePasted, readDrop, readPaste } from './dropped';
import { FileRow } from './FileRow';
import { formatSize } from './fileWords';
import { type AlbumDraft, albumFaults, longestDescription, mostAlbums, tally } from './uploads';
import type { Uploads } from './useUploads';

interface AlbumDraftsProps {
  uploads: Uploads;
  /** While the form is being saved: nothing can be added or taken away, a file on its way can still be cancelled. */
  disabled?: boolean;
  /** At least one album is wanted; otherwise none is fine too. */
  required?: boolean;
}

/** Several albums being put together: their descriptions, and files that are chosen, dropped, pasted or photographed. */
export function AlbumDrafts({ uploads, disabled = false, required = false }: AlbumDraftsProps) {
  const { t } = useTranslation();
  const { albums, addFiles } = uploads;
  const sum = tally(albums);

  const latest = useRef({ albums, disabled });
  useEffect(() => {
    latest.current = { albums, disabled };
  });

  useEffect(() => {
    // A file that is dropped beside the target would replace the page, and all that was typed on it.
    const keepPage = (event: DragEvent): void => {
      if (carriesFiles(event.dataTransfer)) event.preventDefault();
    };
    const paste = (event: ClipboardEvent): void => {
      const files = readPaste(event);
      if (files.length === 0 || latest.current.disabled) return;
      event.preventDefault();
      const focused = document.activeElement?.closest('[data-album]')?.getAttribute('data-album');
      const key = focused ?? latest.current.albums.at(-1)?.key;
      if (key !== undefined) addFiles(key, namePasted(files, new Date()));
    };
    document.addEventListener('dragover', keepPage);
    document.addEventListener('drop', keepPage);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('dragover', keepPage);
      document.removeEventListener('drop', keepPage);
      document.removeEventListener('paste', paste);
    };
  }, [addFiles]);

  return (
    <div className={classes.drafts}>
      {albums.map((album, index) => (
        <AlbumBox key={album.key} album={album} index={index} uploads={uploads} disabled={disabled} missing={required && index === 0 && uploads.asked && !uploads.unsaved} />
      ))}
      {uploads.repeated.length > 0 && (
        <div role="status" className={classes.hint}>
          {t('In the album already: {{names}}', { names: uploads.repeated.join(', ') })}
        </div>
      )}
      <div className={classes.foot}>
        <Button variant="default" leftSection={<IconPlus size={16} />} disabled={disabled || albums.length >= mostAlbums} onClick={uploads.addAlbum}>
          {t('Add another album')}
        </Button>
        {sum.again > 0 && (
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => uploads.retry()}>
            {t('Send {{count}} files again', { count: sum.again })}
          </Button>
        )}
        <span role="status" className={classes.sum}>
          {sum.files > 0 && t('{{done}} of {{count}} files sent', { done: sum.done, count: sum.files })}
          {sum.stuck > 0 && ` · ${t('{{count}} need you', { count: sum.stuck })}`}
        </span>
        {sum.going > 0 && (
          <span className="soft num">
            {formatSize(sum.sent)} / {formatSize(sum.bytes)}
          </span>
        )}
      </div>
    </div>
  );
}

interface AlbumBoxProps {
  album: AlbumDraft;
  index: number;
  uploads: Uploads;
  disabled: boolean;
  /** Nothing was put together, and something is wanted. */
  missing: boolean;
}

/** After the list has changed: the nearest button of the same kind takes the focus, so that the keyboard goes on from there. */
function focusLater(find: () => HTMLElement | null | undefined): void {
  requestAnimationFrame(() => find()?.focus());
}

function AlbumBox({ album, index, uploads, disabled, missing }: AlbumBoxProps) {
  const { t } = useTranslation();
  const { limits, asked, remove, move } = uploads;
  const { key, files } = album;
  const list = useRef<HTMLUListElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const title = useId();
  const several = uploads.albums.length > 1;
  const faults = asked ? albumFaults(album, limits) : {};
  const most = limits?.max_files;
  const beyond = most === undefined ? 0 : Math.max(0, files.length - most);

  const onRemove = useCallback(
    (fileKey: string) => {
      const at = [...(list.current?.children ?? [])].findIndex((row) => row.getAttribute('data-file') === fileKey);
      remove(fileKey);
      focusLater(() => {
        const rows = list.current?.children ?? [];
        return rows[Math.min(at, rows.length - 1)]?.querySelector<HTMLElement>('[data-act="away"]') ?? choose.current;
      });
    },
    [remove],
  );
  const onMove = useCallback(
    (fileKey: string, by: number) => {
      move(fileKey, by);
      focusLater(() => {
        const row = [...(list.current?.children ?? [])].find((each) => each.getAttribute('data-file') === fileKey);
        const wanted = row?.querySelector<HTMLButtonElement>(by < 0 ? '[data-act="up"]' : '[data-act="down"]');
        return wanted?.disabled === true ? row?.querySelector<HTMLElement>(by < 0 ? '[data-act="down"]' : '[data-act="up"]') : wanted;
      });
    },
    [move],
  );

  const problem = ((): string | undefined => {
    if (album.said.files !== undefined) return album.said.files;
    if (faults.files === 'none' || missing) return t('Add at least one file');
    if (faults.files === 'stuck') return t('Some files were not sent. Send them again or remove them, then save.');
    return undefined;
  })();

  return (
    <DropTarget album={album} uploads={uploads} disabled={disabled} labelledBy={title}>
      <div className={classes.head}>
        <span id={title} className={several ? classes.title : classes.hidden}>
          {t('Album {{number}}', { number: index + 1 })}
        </span>
        {several && (
          <ActionIcon disabled={disabled} aria-label={t('Remove album {{number}}', { number: index + 1 })} onClick={() => uploads.removeAlbum(key)}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </div>
      <TextInput
        label={t('What the files show')}
        placeholder={t('Chest X-ray, front and side')}
        required
        maxLength={longestDescription}
        disabled={disabled}
        value={album.description}
        error={album.said.description ?? (faults.description === 'missing' || missing ? t('Say what the files show') : undefined)}
        onChange={(event) => uploads.describe(key, event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter would save the whole form before its files are chosen.
          if (event.key === 'Enter' && files.length === 0) event.preventDefault();
        }}
      />
      <Sources albumKey={key} uploads={uploads} disabled={disabled} choose={choose} />
      {problem !== undefined && (
        <div className={classes.problem} role="alert">
          {problem}
        </div>
      )}
      {most !== undefined && beyond > 0 && (
        <Notice
          tone="amber"
          title={t('An album may have {{most}} files; this one has {{count}}', { most, count: files.length })}
          actions={
            <Button size="compact-sm" variant="default" disabled={disabled || uploads.albums.length >= mostAlbums} onClick={() => uploads.splitAlbum(key)}>
              {t('Move {{count}} files into another album', { count: beyond })}
            </Button>
          }
        />
      )}
      {files.length > 0 && (
        <ul ref={list} className={classes.files} aria-label={t('Files of album {{number}}', { number: index + 1 })}>
          {files.map((draft, at) => (
            <FileRow
              key={draft.key}
              draft={draft}
              held={most !== undefined && at >= most ? t('Waits: the album is full') : undefined}
              first={at === 0}
              last={at === files.length - 1}
              disabled={disabled}
              cancel={uploads.cancel}
              retry={uploads.retry}
              move={onMove}
              onRemove={onRemove}
              limitMegabytes={limits?.max_file_mb}
            />
          ))}
        </ul>
      )}
    </DropTarget>
  );
}

interface DropTargetProps extends Pick<AlbumBoxProps, 'album' | 'uploads' | 'disabled'> {
  labelledBy: string;
  children: React.ReactNode;
}

/** The whole album takes what is dropped on it, and says so while something is held above it. */
function DropTarget({ album, uploads, disabled, labelledBy, children }: DropTargetProps) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [folders, setFolders] = useState<string[]>([]);
  return (
    <div
      role="group"
      aria-labelledby={labelledBy}
      data-album={album.key}
      className={classes.album}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!carriesFiles(event.dataTransfer)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = disabled ? 'none' : 'copy';
        setOver(!disabled);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (disabled || !carriesFiles(event.dataTransfer)) return;
        event.preventDefault();
        const dropped = readDrop(event.dataTransfer);
        setFolders(dropped.folders);
        if (dropped.files.length > 0) uploads.addFiles(album.key, dropped.files);
      }}
    >
      {children}
      {folders.length > 0 && <Notice tone="amber" alert title={t('{{name}} is a folder. Open it, choose the files in it, and drop those.', { name: folders.join(', ') })} />}
      {over && (
        <div className={classes.over} aria-hidden="true">
          <IconUpload size={28} stroke={1.5} />
          {t('Drop the files here')}
        </div>
      )}
    </div>
  );
}

interface SourcesProps {
  albumKey: string;
  uploads: Uploads;
  disabled: boolean;
  choose: React.RefObject<HTMLButtonElement | null>;
}

/** Where files come from. */
function Sources({ albumKey, uploads, disabled, choose }: SourcesProps) {
  const { t } = useTranslation();
  const handheld = useMediaQuery('(max-width: 48em), (pointer: coarse)');
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const take = (event: React.ChangeEvent<HTMLInputElement>): void => {
    const input = event.currentTarget;
    uploads.addFiles(albumKey, [...(input.files ?? [])]);
    // The same file may be chosen again after it was removed.
    input.value = '';
  };
  return (
    <div className={classes.sources}>
      <input ref={files} type="file" multiple hidden disabled={disabled} aria-label={t('Files')} onChange={take} />
      <input ref={camera} type="file" accept="image/*" capture="environment" hidden disabled={disabled} aria-label={t('Photo')} onChange={take} />
      <Button ref={choose} variant="default" leftSection={<IconUpload size={16} />} disabled={disabled} onClick={() => files.current?.click()}>
        {t('Choose files')}
      </Button>
      {handheld && (
        <Button variant="default" leftSection={<IconCamera size={16} />} disabled={disabled} onClick={() => camera.current?.click()}>
          {t('Take a photo')}
        </Button>
      )}
      <span className={classes.hint}>
        {!handheld && t('or drag them here, or paste a picture. ')}
        {uploads.limits !== undefined && t('Up to {{size}} MB each.', { size: uploads.limits.max_file_mb })}
      </span>
    </div>
  );
}
