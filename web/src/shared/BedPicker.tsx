import { Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { useHospital } from '@/lib/hospital';
import { formatMoney } from '@/lib/money';
import classes from './BedPicker.module.css';
import { useRateWords } from './rate';
import { type BedView, bedsQuery } from './lookups';

interface BedPickerProps {
  label: string;
  /** The chosen bed's id. */
  value: number | null;
  onChange: (bed: BedView) => void;
  /** Beds that were refused although they looked free: marked, and no longer to be chosen. */
  taken?: ReadonlySet<number>;
  /** A bed that is left out: the one the patient lies in. */
  except?: number | null;
  error?: React.ReactNode;
  /** A room to show first, before the others by name. */
  firstRoom?: number | null;
  /** The focus goes to the first bed as soon as beds are known. */
  autoFocus?: boolean;
}

export interface RoomOfBeds {
  id: number;
  name: string;
  ward: string;
  rate: string;
  total: number;
  /** Free ones, and those just refused. */
  beds: BedView[];
}

/** Rooms that have a bed to show, in the order they came. */
export function roomsOf(beds: readonly BedView[], taken: ReadonlySet<number>, except: number | null, words: string): RoomOfBeds[] {
  const rooms = new Map<number, RoomOfBeds>();
  const wanted = words.trim().toLowerCase();
  for (const bed of beds) {
    const room = rooms.get(bed.room_id) ?? { id: bed.room_id, name: bed.room_name, ward: bed.ward, rate: bed.hourly_rate, total: 0, beds: [] };
    rooms.set(bed.room_id, room);
    room.total += 1;
    const fits = wanted === '' || [bed.number, bed.room_name, bed.ward].some((each) => each.toLowerCase().includes(wanted));
    if (fits && bed.id !== except && (bed.free || taken.has(bed.id))) room.beds.push(bed);
  }
  return [...rooms.values()].filter((room) => room.beds.length > 0);
}

const noBeds: ReadonlySet<number> = new Set();
const manyRooms = 8;

/** Free beds as tiles, grouped by room with its ward and rate. Arrow keys walk them, as in any group of radios. */
export function BedPicker({ label, value, onChange, taken = noBeds, except = null, error, firstRoom = null, autoFocus = false }: BedPickerProps) {
  const { t } = useTranslation();
  const id = useId();
  const rateWords = useRateWords();
  const hospital = useHospital();
  const [words, setWords] = useState('');
  const beds = useQuery(bedsQuery);

  const group = useRef<HTMLFieldSetElement>(null);
  const ready = beds.data !== undefined && hospital !== undefined;
  useEffect(() => {
    if (autoFocus && ready) group.current?.querySelector<HTMLInputElement>('input[type="radio"]:enabled')?.focus({ preventScroll: true });
  }, [autoFocus, ready]);

  if (beds.data === undefined && beds.error !== null) return <ErrorState error={beds.error} onRetry={() => beds.refetch()} />;

  const rooms = roomsOf(beds.data ?? [], taken, except, words).sort((a, b) => Number(b.id === firstRoom) - Number(a.id === firstRoom));
  const free = beds.data?.filter((bed) => bed.free && bed.id !== except && !taken.has(bed.id)).length ?? 0;
  const many = new Set(beds.data?.map((bed) => bed.room_id)).size > manyRooms;

  return (
    <fieldset ref={group} className={classes.picker} aria-describedby={error === undefined || error === null ? undefined : `${id}-error`}>
      <legend className={classes.legend}>
        {label}
        <span className={classes.count}>{beds.data === undefined ? '' : t('{{count}} beds free', { count: free })}</span>
      </legend>
      {many && (
        <TextInput
          size="sm"
          mb={8}
          aria-label={t('Find a room, ward or bed')}
          placeholder={t('Find a room, ward or bed')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
      )}
      <div className={classes.rooms} data-invalid={(error !== undefined && error !== null) || undefined}>
        {beds.data === undefined || hospital === undefined ? (
          <Skeleton height={180} />
        ) : rooms.length === 0 ? (
          <EmptyState title={words === '' ? t('No bed is free') : t('No free bed matches “{{words}}”', { words })}>
            {words === '' ? t('Discharge or transfer a patient, or let an administrator make a bed ready.') : undefined}
          </EmptyState>
        ) : (
          rooms.map((room, roomIndex) => (
            <div key={room.id} className={classes.room}>
              <div className={classes.head}>
                <span className={classes.name}>{room.name}</span>
                {room.ward !== '' && <span className={classes.ward}>{room.ward}</span>}
                <span className={classes.rate}>{rateWords(room.rate)}</span>
              </div>
              <div className={classes.tiles}>
                {room.beds.map((bed, bedIndex) => {
                  const gone = taken.has(bed.id);
                  return (
                    <label key={bed.id} className={classes.tile} data-gone={gone || undefined}>
                      <input
                        type="radio"
                        name={id}
                        className={classes.radio}
                        checked={value === bed.id && !gone}
                        disabled={gone}
                        data-autofocus={(autoFocus && roomIndex === 0 && bedIndex === 0) || undefined}
                        aria-label={
                          gone
                            ? t('Bed {{bed}}, just taken', { bed: bed.number })
                            : t('Bed {{bed}}, room {{room}}, {{rate}}', { bed: bed.number, room: room.name, rate: formatMoney(room.rate) })
                        }
                        onChange={() => onChange(bed)}
                      />
                      <span className={classes.number}>{bed.number}</span>
                      {gone && <span className={classes.word}>{t('taken')}</span>}
                    </label>
                  );
                })}
              </div>
            </div>
          ))
        )}
      </div>
      {error !== undefined && error !== null && (
        <div id={`${id}-error`} className={classes.error}>
          {error}
        </div>
      )}
    </fieldset>
  );
}
