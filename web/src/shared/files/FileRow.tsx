import { ActionIcon, Progress } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconRefresh, IconTrash, IconX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { memo, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileMark } from './FileMark';
import classes from './FileRow.module.css';
import { formatSize, lookOf } from './fileWords';
import type { FileDraft } from './uploads';
import type { Uploads } from './useUploads';

interface FileRowProps extends Pick<Uploads, 'cancel' | 'retry' | 'move'> {
  draft: FileDraft;
  /** Why it waits, when it is not merely its turn that has not come. */
  held: string | undefined;
  first: boolean;
  last: boolean;
  disabled: boolean;
  onRemove: (fileKey: string) => void;
}

/** The state of a file in words. */
export function stateWords(t: TFunction, { file, state }: FileDraft, limitMegabytes: number | undefined): string {
  switch (state.is) {
    case 'queued':
      return t('Waiting');
    case 'sending':
      return state.sent >= file.size ? t('Being checked') : t('Sending, {{percent}} %', { percent: Math.floor((state.sent / file.size) * 100) });
    case 'done':
      return t('Sent');
    case 'cancelled':
      return t('Cancelled');
    case 'failed':
      return state.line ? t('Not sent: the server did not answer.') : t('Not sent. {{why}}', { why: t(state.why) });
    case 'refused':
      if (state.why === 'empty') return t('This file is empty.');
      if (state.why === 'too large') return t('This file is larger than {{limit}} MB.', { limit: limitMegabytes ?? '' });
      return state.why.said;
  }
}

function Preview({ file }: { file: File }) {
  const [failed, setFailed] = useState(false);
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(file);
      image.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [file],
  );
  if (lookOf(file.type) !== 'image' || file.size === 0 || failed) return <FileMark name={file.name} contentType={file.type} small />;
  return <img ref={show} alt="" className={classes.picture} loading="lazy" decoding="async" width={40} height={40} onError={() => setFailed(true)} />;
}

/** One chosen file: its picture, name and size, how far it is, and what can be done with it. */
export const FileRow = memo(function FileRow({ draft, held, first, last, disabled, cancel, retry, move, onRemove, limitMegabytes }: FileRowProps & { limitMegabytes: number | undefined }) {
  const { t } = useTranslation();
  const { key, file, state } = draft;
  const { name } = file;
  const going = state.is === 'queued' || state.is === 'sending';
  const bad = state.is === 'refused' || state.is === 'failed';
  return (
    <li className={classes.row} data-file={key} data-bad={bad || undefined}>
      <span className={classes.preview}>
        <Preview file={file} />
      </span>
      <span className={classes.words}>
        <span className={classes.name} title={name}>
          <bdi>{name}</bdi>
        </span>
        <span className={classes.state} data-state={state.is}>
          {formatSize(file.size)} · {state.is === 'queued' && held !== undefined ? held : stateWords(t, draft, limitMegabytes)}
        </span>
        {state.is === 'sending' && <Progress className={classes.progress} value={(state.sent / file.size) * 100} size={4} aria-label={t('Progress of {{name}}', { name })} />}
      </span>
      <span className={classes.acts}>
        <ActionIcon data-act="up" disabled={disabled || first} aria-label={t('Move {{name}} up', { name })} onClick={() => move(key, -1)}>
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon data-act="down" disabled={disabled || last} aria-label={t('Move {{name}} down', { name })} onClick={() => move(key, 1)}>
          <IconArrowDown size={16} />
        </ActionIcon>
        {(state.is === 'failed' || state.is === 'cancelled') && (
          <ActionIcon disabled={disabled} aria-label={t('Send {{name}} again', { name })} onClick={() => retry(key)}>
            <IconRefresh size={16} />
          </ActionIcon>
        )}
        {going ? (
          <ActionIcon data-act="away" aria-label={t('Cancel {{name}}', { name })} onClick={() => cancel(key)}>
            <IconX size={16} />
          </ActionIcon>
        ) : (
          <ActionIcon data-act="away" disabled={disabled} aria-label={t('Remove {{name}}', { name })} onClick={() => onRemove(key)}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </span>
    </li>
  );
});
