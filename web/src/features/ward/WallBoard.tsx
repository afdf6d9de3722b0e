import { Button, Portal, Switch } from '@mantine/core';
import { useViewportSize } from '@mantine/hooks';
import { IconPlugConnectedX, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { reachable } from '@/api/connection';
import { KeyHint } from '@/components/KeyHint';
import { useHospital } from '@/lib/hospital';
import { useShortcuts } from '@/lib/shortcuts';
import { formatTime, useNow } from '@/lib/time';
import { useStore } from '@/lib/useStore';
import { boardColumns, countBeds, initialsOf, stateOf, type WardSearch, wardsOf } from './board';
import type { BoardRoom } from './queries';
import { BedShape } from './BedShape';
import { bedLooks, bedStates } from './states';
import classes from './WallBoard.module.css';

interface WallBoardProps {
  rooms: readonly BoardRoom[];
  /** When the board was last heard of, in milliseconds. */
  asOf: number;
  /** Show the patients' initials; nothing else of them is ever shown here. */
  initials: boolean;
  onChange: (change: Partial<WardSearch>) => void;
}

const headHeight = 84;
const labelHeight = 44;

/** All beds on one screen, to be read across the room. */
export function WallBoard({ rooms, asOf, initials, onChange }: WallBoardProps) {
  const { t } = useTranslation();
  const hospital = useHospital();
  const now = useNow();
  const connected = useStore(reachable);
  const { width, height } = useViewportSize();
  const leave = useRef(() => onChange({ mode: undefined }));
  useEffect(() => {
    leave.current = () => onChange({ mode: undefined });
  });

  const wards = wardsOf(rooms).map((ward) => ({ name: ward.name, beds: ward.rooms.flatMap((room) => room.beds) }));
  const filled = wards.filter((ward) => ward.beds.length > 0);
  const counts = countBeds(rooms);
  const columns = boardColumns(
    filled.map((ward) => ward.beds.length),
    width - 48,
    height - headHeight,
    labelHeight,
  );

  useShortcuts([
    { keys: 'b', label: t('Leave the wall board'), run: () => leave.current() },
    { keys: 'Escape', label: t('Leave the wall board'), run: () => leave.current() },
    { keys: 'i', label: t('Initials of patients'), run: () => onChange({ initials: initials ? undefined : true }) },
  ]);

  useEffect(() => {
    let entered = false;
    const follow = (): void => {
      if (document.fullscreenElement !== null) entered = true;
      else if (entered) leave.current();
    };
    document.addEventListener('fullscreenchange', follow);
    // A browser may refuse, when the board was opened by its address: it then fills the window.
    void document.documentElement.requestFullscreen().catch(() => undefined);
    return () => {
      document.removeEventListener('fullscreenchange', follow);
      if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    };
  }, []);

  useEffect(() => {
    document.title = `${t('Ward board')} · Talaan`;
  }, [t]);

  return (
    <Portal>
      <main className={classes.wall} aria-label={t('Ward board')}>
        <header className={classes.head}>
          <span className={classes.hospital}>{hospital?.name ?? ''}</span>
          <ul className={classes.counts}>
            {bedStates.map((state) => (
              <li key={state} data-tone={bedLooks[state].tone}>
                <BedShape shape={bedLooks[state].shape} />
                <strong>{counts[state]}</strong> {t(bedLooks[state].word)}
              </li>
            ))}
          </ul>
          {connected ? (
            <time className={classes.clock}>{formatTime(now)}</time>
          ) : (
            <span className={classes.lost} role="alert">
              <IconPlugConnectedX size={28} stroke={1.8} aria-hidden="true" />
              {t('No connection, as of {{time}}', { time: formatTime(asOf) })}
            </span>
          )}
          <span className={classes.acts}>
            <Switch label={t('Initials')} checked={initials} onChange={(event) => onChange({ initials: event.currentTarget.checked ? true : undefined })} />
            <Button variant="default" leftSection={<IconX size={16} stroke={1.8} />} rightSection={<KeyHint keys="b" />} onClick={() => leave.current()}>
              {t('Leave')}
            </Button>
          </span>
        </header>
        <div className={classes.wards}>
          {filled.map((ward) => {
            const rows = Math.ceil(ward.beds.length / columns);
            return (
              <section key={ward.name} className={classes.ward} style={{ flexGrow: rows }} aria-label={ward.name === '' ? t('Other rooms') : ward.name}>
                <h2 className={classes.wardName}>{ward.name === '' ? t('Other rooms') : ward.name}</h2>
                <ul className={classes.beds} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
                  {ward.beds.map((bed) => {
                    const state = stateOf(bed);
                    const look = bedLooks[state];
                    return (
                      <li key={bed.id} className={classes.tile} data-tone={look.tone} data-state={state}>
                        <div className={classes.face}>
                          <span className={classes.number}>{bed.number}</span>
                          <span className={classes.word}>
                            <BedShape shape={look.shape} />
                            {initials && bed.occupant !== null ? initialsOf(bed.occupant.patient.name) : t(look.word)}
                          </span>
                        </div>
                      </li>
                    );
                  })}
                </ul>
              </section>
            );
          })}
        </div>
      </main>
    </Portal>
  );
}
