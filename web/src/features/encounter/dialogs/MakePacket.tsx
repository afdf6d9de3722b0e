import { ActionIcon, Button, Checkbox, Skeleton, Switch } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDownload, IconExternalLink } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { Notice } from '@/components/Notice';
import { useSubmit } from '@/lib/useSubmit';
import { Thumbnail } from '@/shared/files/FileTile';
import { formatSize } from '@/shared/files/fileWords';
import { chosenFiles, mostFiles, moved, type PacketFile, saidOf, withFiles } from '../packet';
import { type CaseFile, caseFilesQuery, makePacket } from '../queries';
import { ActDialog } from './ActDialog';
import classes from './MakePacket.module.css';
import type { CaseDialogProps } from './useActDone';

interface ItemProps {
  entry: PacketFile;
  index: number;
  count: number;
  said: string | undefined;
  onChoose: (chosen: boolean) => void;
  onMove: (by: number) => void;
}

function Item({ entry: { file, chosen }, index, count, said, onChoose, onMove }: ItemProps) {
  const { t } = useTranslation();
  return (
    <li
      className={classes.item}
      data-chosen={chosen || undefined}
      onKeyDown={(event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        if (event.altKey) onMove(by);
        else event.currentTarget.parentElement?.children[index + by]?.querySelector('input')?.focus();
      }}
    >
      <Checkbox aria-label={file.name} data-file={file.id} checked={chosen} onChange={(event) => onChoose(event.currentTarget.checked)} />
      <span className={classes.picture}>
        <Thumbnail file={file} />
      </span>
      <span className={classes.words}>
        <span className={classes.name}>
          <bdi>{file.name}</bdi>
        </span>
        <span className={classes.detail}>
          {file.test_type}, {file.description} · {formatSize(file.size)}
        </span>
      </span>
      <span className={classes.moves}>
        <ActionIcon variant="transparent" aria-label={t('Move {{name}} up', { name: file.name })} disabled={index === 0} onClick={() => onMove(-1)}>
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon variant="transparent" aria-label={t('Move {{name}} down', { name: file.name })} disabled={index === count - 1} onClick={() => onMove(1)}>
          <IconArrowDown size={16} />
        </ActionIcon>
      </span>
      {said !== undefined && (
        <div className={classes.said} role="alert">
          {said}
        </div>
      )}
    </li>
  );
}

/** A made packet, where the browser has it. */
interface Packet {
  address: string;
  size: number;
}

/** To be looked at or kept; its address is given back when it is no longer shown. */
function Made({ packet: { address, size }, name }: { packet: Packet; name: string }) {
  const { t } = useTranslation();
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return (
    <Notice tone="green" alert title={t('The packet is ready, {{size}}', { size: formatSize(size) })}>
      <div className={classes.made}>
        <Button component="a" href={address} target="_blank" rel="noopener" leftSection={<IconExternalLink size={16} />}>
          {t('Open')}
        </Button>
        <Button component="a" variant="default" href={address} download={name} leftSection={<IconDownload size={16} />}>
          {t('Save as a file')}
        </Button>
      </div>
    </Notice>
  );
}

/** All files of the case, page after page, in the order they were put into. */
function usePacketFiles(encounterId: number) {
  const found = useInfiniteQuery(caseFilesQuery(encounterId));
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = found;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const [order, setOrder] = useState<readonly PacketFile[]>([]);
  const files = found.data?.pages.flatMap((page) => page.items.filter((file) => file.deleted_at === null));
  return { found, files, list: withFiles(order, files ?? []), setOrder };
}

/** One PDF to go along: the case's summary, its results if wanted, and the chosen pictures and PDFs in their order. */
export function MakePacket({ encounter, opened, onClose }: CaseDialogProps) {
  const { t } = useTranslation();
  const { found, files, list, setOrder } = usePacketFiles(encounter.id);
  const [results, setResults] = useState(true);
  const [sent, setSent] = useState<readonly CaseFile[]>([]);
  const [packet, setPacket] = useState<Packet | null>(null);
  const items = useRef<HTMLUListElement>(null);
  const chosen = chosenFiles(list);
  const tooMany = chosen.length > mostFiles;

  const { submit, busy, problem } = useSubmit({
    send: async (wanted: readonly CaseFile[], headers) => {
      setSent(wanted);
      setPacket(null);
      const made = await makePacket(encounter.id, { file_ids: wanted.map((file) => file.id), results }, headers);
      return { address: URL.createObjectURL(made), size: made.size };
    },
    done: setPacket,
  });
  const said = saidOf(problem, sent);
  // What belongs to a file is said beside it.
  const rest = problem === null ? null : new Problem(problem.status, problem.message, { fields: problem.fields.filter((each) => !each.location.startsWith('body.file_ids[')), requestId: problem.requestId });

  const change = (next: readonly PacketFile[]): void => {
    setPacket(null);
    setOrder(next);
  };
  const move = (index: number, by: number): void => {
    const id = list[index]?.file.id;
    change(moved(list, index, by));
    requestAnimationFrame(() => items.current?.querySelector<HTMLElement>(`[data-file="${id ?? ''}"]`)?.focus());
  };
  const leftOut = (files?.length ?? 0) - list.length;

  const body = (): React.ReactNode => {
    if (files === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={180} />;
    if (list.length === 0) return <EmptyState title={t('This case has no pictures or PDFs')}>{t('The packet then holds the summary, and the results if you take them along.')}</EmptyState>;
    return (
      <ul ref={items} className={classes.list} aria-label={t('Files of the case')}>
        {list.map((entry, index) => (
          <Item
            key={entry.file.id}
            entry={entry}
            index={index}
            count={list.length}
            said={said[entry.file.id]}
            onChoose={(now) => change(list.map((each) => (each === entry ? { ...each, chosen: now } : each)))}
            onMove={(by) => move(index, by)}
          />
        ))}
      </ul>
    );
  };

  return (
    <ActDialog
      opened={opened}
      title={t('Discharge packet')}
      size="lg"
      consequence={
        chosen.length === 0
          ? t('Makes one PDF of the summary of case {{number}}{{results}}.', { number: encounter.case_number, results: results ? t(' and its laboratory results') : '' })
          : t('Makes one PDF of the summary of case {{number}}{{results}} and {{count}} files, in this order.', {
              number: encounter.case_number,
              results: results ? t(', its laboratory results') : '',
              count: chosen.length,
            })
      }
      label={busy ? t('Making the packet…') : t('Make the packet')}
      busy={busy}
      blocked={tooMany}
      problem={rest}
      onSubmit={(event) => {
        event.preventDefault();
        submit(chosen);
      }}
      onClose={onClose}
    >
      <Switch
        label={t('Take the laboratory results along')}
        checked={results}
        onChange={(event) => {
          setPacket(null);
          setResults(event.currentTarget.checked);
        }}
      />
      {list.length > 0 && (
        <Checkbox
          label={t('All files')}
          checked={chosen.length === list.length}
          indeterminate={chosen.length > 0 && chosen.length < list.length}
          onChange={(event) => change(list.map((each) => ({ ...each, chosen: event.currentTarget.checked })))}
        />
      )}
      {body()}
      {list.length > 1 && <span className={classes.left}>{t('Alt with an arrow key moves a file.')}</span>}
      {leftOut > 0 && <span className={classes.left}>{t('{{count}} files are neither pictures nor PDFs and cannot go along.', { count: leftOut })}</span>}
      {tooMany && <Notice tone="amber">{t('A packet takes {{most}} files at the most; {{count}} are chosen.', { most: mostFiles, count: chosen.length })}</Notice>}
      {busy && <Notice tone="blue">{t('Pictures and PDFs are being put together. This may take a minute.')}</Notice>}
      {packet !== null && <Made key={packet.address} packet={packet} name={`${encounter.case_number}.pdf`} />}
    </ActDialog>
  );
}
