import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsExchange, IconDotsVertical, IconReceipt, IconStethoscope } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { Money } from '@/components/Money';
import { RelativeTime } from '@/components/RelativeTime';
import { StatusBadge } from '@/components/StatusBadge';
import { toast } from '@/components/toast';
import { formatMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import { type BedState, stateOf } from './board';
import { type BedStatus, type BoardBed, setBedStatus } from './queries';
import { bedLooks } from './states';
import classes from './WardBoard.module.css';

interface BedTileProps {
  bed: BoardBed;
  /** The one tile that Tab reaches; arrows go on from there. */
  reachable: boolean;
  menuOpen: boolean;
  onMenu: (open: boolean) => void;
  onFocus: () => void;
  onTransfer: () => void;
}

/** States a person may give to a bed without a patient. */
const settable: { status: BedStatus; state: BedState; word: string }[] = [
  { status: 'Ready', state: 'free', word: 'Ready' },
  { status: 'Cleaning', state: 'cleaning', word: 'Cleaning' },
  { status: 'Out_of_Service', state: 'out', word: 'Out of service' },
];

/** One bed: who lies in it since when, or what it waits for. */
export function BedTile({ bed, reachable, menuOpen, onMenu, onFocus, onTransfer }: BedTileProps) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const state = stateOf(bed);
  const look = bedLooks[state];
  const { occupant } = bed;
  const { submit: setStatus } = useSubmit({
    send: (status: BedStatus) => setBedStatus(bed.id, status),
    done: async (_, status) => {
      toast.done(t('Bed {{bed}} is set to {{status}}', { bed: bed.number, status: t(settable.find((each) => each.status === status)?.word ?? status) }));
      await queryClient.invalidateQueries({ queryKey: ['bed'] });
    },
    failed: (problem) => toast.failed(problem),
  });

  const head = (
    <span className={classes.tileHead}>
      <span className={classes.number}>{bed.number}</span>
      <StatusBadge tone={look.tone} shape={look.shape} label={t(look.word)} />
    </span>
  );
  const mayMove = occupant !== null && can('encounter:transfer');
  const maySet = occupant === null && can('room:write');
  const hasMenu = occupant !== null || maySet;
  const reach = { 'data-bed': bed.id, tabIndex: reachable ? 0 : -1, onFocus };

  return (
    <li className={classes.tile} data-state={state}>
      {occupant === null ? (
        <div className={classes.face} role="group" aria-label={t('Bed {{bed}}, {{state}}', { bed: bed.number, state: t(look.word) })} {...reach}>
          {head}
        </div>
      ) : (
        <Link
          to="/cases/$encounterId"
          params={{ encounterId: String(occupant.encounter_id) }}
          className={classes.face}
          aria-label={t('Bed {{bed}}, {{name}}, open case', { bed: bed.number, name: occupant.patient.name })}
          {...reach}
        >
          {head}
          <span className={classes.patient} title={occupant.patient.name}>
            {occupant.patient.name}
          </span>
          <span className={classes.facts}>
            <span>
              <RelativeTime at={occupant.since} bare />
            </span>
            {occupant.running_total !== undefined && <Money amount={occupant.running_total} />}
          </span>
          <span className={classes.physician}>{occupant.attending_physician_name === '' ? t('No attending physician') : occupant.attending_physician_name}</span>
        </Link>
      )}
      {hasMenu && (
        <Menu opened={menuOpen} onChange={onMenu} position="bottom-end" width={240} shadow="md">
          <Menu.Target>
            <ActionIcon className={classes.menu} size="sm" tabIndex={-1} aria-label={t('Menu of bed {{bed}}', { bed: bed.number })}>
              <IconDotsVertical size={16} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {occupant !== null && (
              <>
                <Menu.Label>{occupant.case_number}</Menu.Label>
                <Menu.Item
                  leftSection={<IconStethoscope size={16} stroke={1.7} />}
                  onClick={() => void navigate({ to: '/cases/$encounterId', params: { encounterId: String(occupant.encounter_id) } })}
                >
                  {t('Open case')}
                </Menu.Item>
                {occupant.bill_id !== null && can('bill:read') && (
                  <Menu.Item
                    leftSection={<IconReceipt size={16} stroke={1.7} />}
                    rightSection={<KeyHint keys="i" />}
                    onClick={() => void navigate({ to: '/bills/$billId', params: { billId: String(occupant.bill_id) } })}
                  >
                    {occupant.running_total === undefined ? t('Open bill') : t('Open bill, {{amount}}', { amount: formatMoney(occupant.running_total) })}
                  </Menu.Item>
                )}
                {mayMove && (
                  <Menu.Item leftSection={<IconArrowsExchange size={16} stroke={1.7} />} rightSection={<KeyHint keys="t" />} onClick={onTransfer}>
                    {t('Transfer to another bed')}
                  </Menu.Item>
                )}
              </>
            )}
            {maySet && (
              <>
                <Menu.Label>{t('Set bed {{bed}} to', { bed: bed.number })}</Menu.Label>
                {settable
                  .filter((each) => each.state !== state)
                  .map((each) => (
                    <Menu.Item key={each.status} onClick={() => setStatus(each.status)}>
                      <StatusBadge tone={bedLooks[each.state].tone} shape={bedLooks[each.state].shape} label={t(each.word)} />
                    </Menu.Item>
                  ))}
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
