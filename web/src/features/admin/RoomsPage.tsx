import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { StatusBadge } from '@/components/StatusBadge';
import { useHospital } from '@/lib/hospital';
import { useCan } from '@/lib/permissions';
import { formatDuration } from '@/lib/time';
import { bedsQuery } from '@/shared/lookups';
import { useRateWords } from '@/shared/rate';
import { AddBedsForm } from './AddBedsForm';
import { BedForm } from './BedForm';
import { bedLook } from './bedLooks';
import { type BedView, readBed, readRoom, type Room, roomsQuery } from './queries';
import { ListFrame } from './record/ListFrame';
import { AdminDrawer, RecordDrawer } from './record/RecordDrawer';
import { RoomForm } from './RoomForm';
import classes from './RoomsPage.module.css';
import { readId } from './search';

const route = getRouteApi('/reading/admin/rooms');
const natural = new Intl.Collator('en', { numeric: true });

/** Wards in the order of their names; rooms without one come last. */
function byWard(rooms: readonly Room[]): [string, Room[]][] {
  const wards = new Map<string, Room[]>();
  for (const room of [...rooms].sort((a, b) => natural.compare(a.name, b.name))) wards.set(room.ward, [...(wards.get(room.ward) ?? []), room]);
  return [...wards].sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : natural.compare(a, b)));
}

function openOf(open: string | undefined, what: string): number | undefined {
  const [kind, id] = (open ?? '').split('-');
  return kind === what ? readId(id) : undefined;
}

function RoomRow({ room, beds, mayWrite, onAdd }: { room: Room; beds: readonly BedView[]; mayWrite: boolean; onAdd: () => void }) {
  const { t } = useTranslation();
  const rateWords = useRateWords();
  return (
    <li className={classes.room}>
      <div className={classes.head}>
        <Link to="/admin/rooms" search={{ open: `room-${room.id}` }} aria-label={t('Room {{name}}', { name: room.name })}>
          {room.name}
        </Link>
        <span className="soft">{rateWords(room.hourly_rate)}</span>
      </div>
      <ul className={classes.beds} aria-label={t('Beds of room {{name}}', { name: room.name })}>
        {beds.map((bed) => {
          const look = bedLook(bed);
          return (
            <li key={bed.id}>
              <Link to="/admin/rooms" search={{ open: `bed-${bed.id}` }} className={classes.bed}>
                <span className={classes.number}>{bed.number}</span>
                <StatusBadge tone={look.tone} shape={look.shape} label={t(look.word)} />
              </Link>
            </li>
          );
        })}
        {beds.length === 0 && <li className={classes.none}>{t('No beds yet')}</li>}
      </ul>
      {mayWrite && (
        <Button
          className={classes.add}
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={15} stroke={1.7} />}
          aria-label={t('Add beds to room {{name}}', { name: room.name })}
          onClick={onAdd}
        >
          {t('Add beds')}
        </Button>
      )}
    </li>
  );
}

export function RoomsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = route.useNavigate();
  const { open } = route.useSearch();
  const rooms = useQuery(roomsQuery);
  const beds = useQuery(bedsQuery);
  const seconds = useHospital()?.billing_unit_seconds ?? 3600;
  const unit = seconds === 3600 ? t('For every begun hour') : t('For every begun {{time}}', { time: formatDuration(seconds * 1000) });
  const mayWrite = can('room:write');
  const show = (what: string | undefined): void => void navigate({ search: what === undefined ? {} : { open: what } });
  const close = (): void => show(undefined);
  const add = mayWrite ? { label: t('Add room'), run: () => show('new') } : undefined;
  const bedsOf = (room: Room): BedView[] => (beds.data ?? []).filter((bed) => bed.room_id === room.id).sort((a, b) => natural.compare(a.number, b.number));
  const wards = [...new Set(rooms.data?.map((room) => room.ward) ?? [])].filter((ward) => ward !== '').sort(natural.compare);
  const fillId = openOf(open, 'beds');
  const fill = rooms.data?.find((room) => room.id === fillId);

  const body = (): React.ReactNode => {
    if (rooms.data === undefined || beds.data === undefined) {
      const failed = rooms.error ?? beds.error;
      if (failed !== null) return <ErrorState error={failed} onRetry={() => Promise.all([rooms.refetch(), beds.refetch()])} />;
      return [0, 1, 2].map((index) => <Skeleton key={index} height={148} radius="md" />);
    }
    if (rooms.data.length === 0) {
      return (
        <EmptyState title={t('No rooms yet')} action={add !== undefined && <Button onClick={add.run}>{t('Add the first')}</Button>}>
          {t('A room has a rate; then it gets its beds. Without a free bed nobody can be admitted.')}
        </EmptyState>
      );
    }
    return byWard(rooms.data).map(([ward, inside]) => {
      const all = inside.flatMap(bedsOf);
      return (
        <SectionCard
          key={ward}
          title={ward === '' ? t('Without a ward') : ward}
          note={t('{{beds}}, {{free}} free', { beds: t('{{count}} beds', { count: all.length }), free: all.filter((bed) => bed.free).length })}
          flush
        >
          <ul className={classes.rooms} aria-label={ward === '' ? t('Without a ward') : ward}>
            {inside.map((room) => (
              <RoomRow key={room.id} room={room} beds={bedsOf(room)} mayWrite={mayWrite} onAdd={() => show(`beds-${room.id}`)} />
            ))}
          </ul>
        </SectionCard>
      );
    });
  };

  return (
    <ListFrame title={t('Rooms and beds')} words={t('A room has the rate, its beds have a number and a state.')} add={add}>
      <div className={classes.list}>{body()}</div>
      <RecordDrawer
        entity="room"
        open={open === 'new' ? 'new' : openOf(open, 'room')}
        load={readRoom}
        addTitle={t('Add a room')}
        title={(room) => t('Room {{name}}', { name: room.name })}
        onClose={close}
      >
        {(record) => (
          <RoomForm
            record={record}
            wards={wards}
            unit={unit}
            onDone={(room) => show(record === null && room !== null ? `beds-${room.id}` : undefined)}
            onCancel={close}
          />
        )}
      </RecordDrawer>
      <RecordDrawer
        entity="bed"
        open={openOf(open, 'bed')}
        load={readBed}
        addTitle=""
        title={(bed) => t('Bed {{number}}', { number: bed.number })}
        onClose={close}
      >
        {(record) =>
          record !== null && (
            <BedForm record={record} occupied={beds.data?.find((bed) => bed.id === record.id)?.occupied ?? false} rooms={rooms.data ?? []} onDone={close} onCancel={close} />
          )
        }
      </RecordDrawer>
      <AdminDrawer opened={fill !== undefined} title={t('Add beds to room {{name}}', { name: fill?.name ?? '' })} onClose={close}>
        {fill !== undefined && beds.data !== undefined && <AddBedsForm key={fill.id} room={fill} beds={beds.data} onDone={close} />}
      </AdminDrawer>
    </ListFrame>
  );
}
