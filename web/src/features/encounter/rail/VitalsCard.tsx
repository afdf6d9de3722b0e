import { Button, Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '@/components/DataTable';
import { KeyHint } from '@/components/KeyHint';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import { formatDateTime, formatExact } from '@/lib/time';
import { PartError } from '@/shared/BreakGlass';
import { type Vitals, vitalsQuery } from '../queries';
import { latest, type MeasureName, series } from '../vitals';
import { Sparkline } from './Sparkline';
import classes from './Vitals.module.css';

interface Tile {
  label: string;
  unit: string;
  /** The measure whose former values are drawn. */
  measure: MeasureName;
  read: (reading: Vitals) => string;
}

const tiles: readonly Tile[] = [
  { label: 'Blood pressure', unit: 'mmHg', measure: 'systolic', read: (reading) => `${reading.systolic ?? ''}/${reading.diastolic ?? ''}` },
  { label: 'Pulse', unit: '/min', measure: 'pulse', read: (reading) => String(reading.pulse) },
  { label: 'Temperature', unit: '°C', measure: 'temperature_c', read: (reading) => reading.temperature_c?.toFixed(1) ?? '' },
  { label: 'Respiration', unit: '/min', measure: 'respiration', read: (reading) => String(reading.respiration) },
  { label: 'SpO₂', unit: '%', measure: 'spo2', read: (reading) => String(reading.spo2) },
  { label: 'Weight', unit: 'kg', measure: 'weight_kg', read: (reading) => String(reading.weight_kg) },
  { label: 'Height', unit: 'cm', measure: 'height_cm', read: (reading) => String(reading.height_cm) },
];

function AllReadings({ readings, more, onClose }: { readings: readonly Vitals[]; more: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('Vital signs')} size="xl" closeButtonProps={{ 'aria-label': t('Close') }}>
      <DataTable
        label={t('Vital signs')}
        rows={readings}
        rowKey={(reading) => reading.id}
        empty={null}
        columns={[
          {
            key: 'at',
            header: t('Taken'),
            primary: true,
            cell: (reading) => (
              <time dateTime={reading.taken_at} title={formatExact(reading.taken_at)}>
                {formatDateTime(reading.taken_at)}
              </time>
            ),
          },
          ...tiles.map((tile) => ({
            key: tile.measure,
            header: `${t(tile.label)} (${tile.unit})`,
            align: 'right' as const,
            cell: (reading: Vitals) => (reading[tile.measure] === null ? <span className="soft">–</span> : tile.read(reading)),
          })),
          { key: 'by', header: t('By'), cell: (reading) => reading.taken_by_name },
        ]}
      />
      {more && <p className="soft">{t('Only the last {{count}} readings are shown here.', { count: readings.length })}</p>}
    </Modal>
  );
}

interface VitalsCardProps {
  encounterId: number;
  /** Opens the dialog that records a reading; absent for those who do not. */
  onRecord?: (() => void) | undefined;
}

/** The latest value of each measure, large, with the way it took. */
export function VitalsCard({ encounterId, onRecord }: VitalsCardProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const found = useQuery(vitalsQuery(encounterId));
  const readings = found.data?.items;
  const newest = readings === undefined ? undefined : [...readings].sort((a, b) => b.taken_at.localeCompare(a.taken_at))[0];

  const body = (): React.ReactNode => {
    if (readings === undefined) return found.isError ? <PartError error={found.error} onRetry={() => found.refetch()} /> : <Skeleton height={150} />;
    if (newest === undefined) return <span className="soft">{t('No vital signs recorded yet.')}</span>;
    return (
      <>
        <dl className={classes.tiles}>
          {tiles.map((tile) => {
            const reading = latest(readings, tile.measure);
            if (reading === undefined) return null;
            return (
              <div key={tile.measure} className={classes.tile}>
                <dt className={classes.label}>
                  {t(tile.label)}
                  <Sparkline values={series(readings, tile.measure)} />
                </dt>
                <dd className={classes.value}>
                  <span className={classes.figure}>
                    {tile.read(reading)} <span className={classes.unit}>{tile.unit}</span>
                  </span>
                  {reading.id !== newest.id && (
                    <span className={classes.older}>
                      <RelativeTime at={reading.taken_at} />
                    </span>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
        <div className={classes.foot}>
          <span>
            {newest.taken_by_name}, <RelativeTime at={newest.taken_at} />
          </span>
          {readings.length > 1 && (
            <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
              {t('All readings')}
            </Button>
          )}
        </div>
      </>
    );
  };

  return (
    <SectionCard
      title={t('Vital signs')}
      actions={
        onRecord === undefined ? undefined : (
          <Button size="compact-sm" variant="default" onClick={onRecord} rightSection={<KeyHint keys="v" />}>
            {t('Record')}
          </Button>
        )
      }
    >
      {body()}
      {all && readings !== undefined && <AllReadings readings={readings} more={found.data?.next !== null} onClose={() => setAll(false)} />}
    </SectionCard>
  );
}
