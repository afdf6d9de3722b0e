import { Button, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { IconDeviceTv } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { KeyHint } from '@/components/KeyHint';
import { PageHeader } from '@/components/PageHeader';
import { StatusBadge } from '@/components/StatusBadge';
import { useCan } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { useRateWords } from '@/shared/rate';
import { BedTile } from './BedTile';
import { countBeds, departmentsOf, type Direction, neighbour, shows, type WardSearch, wardsOf } from './board';
import type { BoardBed, BoardRoom } from './queries';
import { bedLooks, bedStates } from './states';
import { TransferDialog } from './TransferDialog';
import classes from './WardBoard.module.css';

interface WardBoardProps {
  /** undefined while loading. */
  rooms: readonly BoardRoom[] | undefined;
  error: unknown;
  onRetry: () => unknown;
  filter: WardSearch;
  onFilter: (change: Partial<WardSearch>) => void;
}

const arrows: Partial<Record<string, Direction>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

/** Rooms as cards, beds as tiles. Arrows walk the beds; the bed they stand on is the one that keys act on. */
export function WardBoard({ rooms, error, onRetry, filter, onFilter }: WardBoardProps) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const rateWords = useRateWords();
  const board = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<number | null>(null);
  const [moving, setMoving] = useState<BoardBed | null>(null);
  const [menuFor, setMenuFor] = useState<number | null>(null);
  const [transferOpen, setTransferOpen] = useState(false);

  const wards = rooms === undefined ? undefined : wardsOf(rooms, filter);
  const beds = wards?.flatMap((ward) => ward.rooms.flatMap((room) => room.beds)) ?? [];
  const active = beds.find((bed) => bed.id === activeId);
  const reachable = active?.id ?? beds[0]?.id;
  const counts = rooms === undefined ? undefined : countBeds(rooms);
  const departments = departmentsOf(rooms ?? []);

  const startTransfer = (bed: BoardBed): void => {
    setMoving(bed);
    setTransferOpen(true);
  };
  const tiles = (): HTMLElement[] => [...(board.current?.querySelectorAll<HTMLElement>('[data-bed]') ?? [])];
  const onActive = (act: (bed: BoardBed) => void): void => {
    if (active === undefined) tiles()[0]?.focus();
    else act(active);
  };

  useShortcuts([
    { keys: 'b', label: t('Wall board, full screen'), run: () => onFilter({ mode: 'board' }) },
    ...(can('encounter:transfer')
      ? [
          {
            keys: 't',
            label: t('Transfer the patient of the marked bed'),
            run: () =>
              onActive((bed) => {
                if (bed.occupant !== null) startTransfer(bed);
              }),
          },
        ]
      : []),
    { keys: 'm', label: t('Menu of the marked bed'), run: () => onActive((bed) => setMenuFor(bed.id)) },
    ...(can('bill:read')
      ? [
          {
            keys: 'i',
            label: t('Bill of the marked bed'),
            run: () =>
              onActive((bed) => {
                const billId = bed.occupant?.bill_id ?? null;
                if (billId !== null) void navigate({ to: '/bills/$billId', params: { billId: String(billId) } });
              }),
          },
        ]
      : []),
  ]);

  const walk = (event: React.KeyboardEvent): void => {
    const direction = arrows[event.key];
    if (direction === undefined || !(event.target instanceof HTMLElement) || event.target.dataset['bed'] === undefined) return;
    event.preventDefault();
    const all = tiles();
    const to = neighbour(
      all.map((each) => each.getBoundingClientRect()),
      all.indexOf(event.target),
      direction,
    );
    all[to]?.focus();
  };

  const filtered = filter.show !== undefined || filter.department !== undefined;
  const body = (): React.ReactNode => {
    if (wards === undefined) {
      if (error !== null && error !== undefined) return <ErrorState error={error} onRetry={onRetry} />;
      return (
        <div className={classes.rooms} aria-busy="true">
          {Array.from({ length: 6 }, (_, index) => (
            <Skeleton key={index} height={170} radius="md" />
          ))}
        </div>
      );
    }
    if (wards.length === 0) {
      return filtered ? (
        <EmptyState title={t('No bed matches')} action={<Link to="/ward">{t('Show all beds')}</Link>} />
      ) : (
        <EmptyState title={t('No rooms yet')} action={can('room:write') ? <Link to="/admin/rooms">{t('Add rooms and beds')}</Link> : undefined}>
          {t('Rooms and their beds appear here once an administrator has added them.')}
        </EmptyState>
      );
    }
    return wards.map((ward) => (
      <section key={ward.name} className={classes.ward} aria-label={ward.name === '' ? t('Other rooms') : ward.name}>
        {(ward.name !== '' || wards.length > 1) && <h2 className={classes.wardName}>{ward.name === '' ? t('Other rooms') : ward.name}</h2>}
        <div className={classes.rooms}>
          {ward.rooms.map((room) => (
            <section key={room.id} className={classes.room} data-wide={room.beds.length > 2 || undefined} aria-label={t('Room {{name}}', { name: room.name })}>
              <header className={classes.roomHead}>
                <h3>{room.name}</h3>
                <span className="soft">{rateWords(room.hourly_rate)}</span>
              </header>
              {room.beds.length === 0 ? (
                <p className={classes.noBeds}>{t('No beds in this room')}</p>
              ) : (
                <ul className={classes.beds}>
                  {room.beds.map((bed) => (
                    <BedTile
                      key={bed.id}
                      bed={bed}
                      reachable={bed.id === reachable}
                      menuOpen={menuFor === bed.id}
                      onMenu={(open) => setMenuFor(open ? bed.id : null)}
                      onFocus={() => setActiveId(bed.id)}
                      onTransfer={() => startTransfer(bed)}
                    />
                  ))}
                </ul>
              )}
            </section>
          ))}
        </div>
      </section>
    ));
  };

  return (
    <>
      <PageHeader
        title={t('Ward board')}
        actions={
          <Button variant="default" leftSection={<IconDeviceTv size={16} stroke={1.7} />} rightSection={<KeyHint keys="b" />} onClick={() => onFilter({ mode: 'board' })}>
            {t('Wall board')}
          </Button>
        }
      />
      <div className={classes.top}>
        <ul className={classes.counts} aria-label={t('Beds')}>
          {bedStates.map((state) => (
            <li key={state} className={classes.count} data-none={counts?.[state] === 0 || undefined}>
              <strong>{counts?.[state] ?? '–'}</strong>
              <StatusBadge tone={bedLooks[state].tone} shape={bedLooks[state].shape} label={t(bedLooks[state].word)} />
            </li>
          ))}
        </ul>
        <div className={classes.filters}>
          <SegmentedControl
            aria-label={t('Which beds')}
            value={filter.show ?? 'all'}
            onChange={(value) => onFilter({ show: shows.find((each) => each === value) })}
            data={[
              { value: 'all', label: t('All') },
              { value: 'free', label: t('Free') },
              { value: 'occupied', label: t('Occupied') },
            ]}
          />
          <Select
            aria-label={t('Department')}
            placeholder={t('Any department')}
            clearable
            searchable
            w={210}
            data={filter.department === undefined || departments.includes(filter.department) ? departments : [...departments, filter.department]}
            value={filter.department ?? null}
            onChange={(department) => onFilter({ department: department ?? undefined })}
          />
        </div>
      </div>
      <div ref={board} onKeyDown={walk}>
        {body()}
      </div>
      {moving?.occupant != null && <TransferDialog key={moving.id} opened={transferOpen} bed={moving} occupant={moving.occupant} onClose={() => setTransferOpen(false)} />}
    </>
  );
}
