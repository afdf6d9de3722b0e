import { Menu, Modal, UnstyledButton } from '@mantine/core';
import { IconArrowsExchange, IconCash, IconDoorExit, IconListDetails, IconReport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { dayOf, formatDate, formatTime, useNow } from '@/lib/time';
import { OpenShift } from '@/shared/OpenShift';
import { currentShiftQuery } from '@/shared/shift';
import classes from './ShiftChip.module.css';

/** The teller's drawer in the top bar of every page: since when it is open, what it must hold, and what can be done with it. */
export function ShiftChip() {
  const { t } = useTranslation();
  const can = useCan();
  const now = useNow();
  const navigate = useNavigate();
  const shift = useQuery(currentShiftQuery).data;
  const [opening, setOpening] = useState(false);
  const close = (): void => setOpening(false);
  const opener = (
    <Modal opened={opening} onClose={close} title={t('Open shift')} size={520} closeButtonProps={{ 'aria-label': t('Close') }}>
      <OpenShift onOpened={close} onCancel={close} />
    </Modal>
  );
  if (shift === undefined) return null;
  if (shift === null) {
    return (
      <>
        <UnstyledButton className={classes.chip} data-closed onClick={() => setOpening(true)}>
          <IconCash size={16} stroke={1.7} aria-hidden="true" />
          {t('Open shift')}
        </UnstyledButton>
        {opener}
      </>
    );
  }
  const today = dayOf(Date.parse(shift.opened_at)) === dayOf(now);
  const since = today ? formatTime(shift.opened_at) : `${formatDate(shift.opened_at)}, ${formatTime(shift.opened_at)}`;
  const go = (act?: 'close' | 'move'): void =>
    void navigate({ to: '/cashier/shifts/$shiftId', params: { shiftId: String(shift.id) }, search: act === undefined ? {} : { act } });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <UnstyledButton className={classes.chip} aria-label={t('Shift open since {{time}}', { time: since })}>
            <IconCash size={16} stroke={1.7} aria-hidden="true" />
            <span className={classes.words}>{t('Shift since {{time}}', { time: since })}</span>
            {can('shift:read') && <strong className={classes.cash}>{formatMoney(shift.expected_cash)}</strong>}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconListDetails size={16} />} onClick={() => go()}>
            {t('My shift')}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowsExchange size={16} />} onClick={() => go('move')}>
            {t('Cash in or out')}
          </Menu.Item>
          <Menu.Item leftSection={<IconDoorExit size={16} />} onClick={() => go('close')}>
            {t('Count and close')}
          </Menu.Item>
          <Menu.Item leftSection={<IconReport size={16} />} onClick={() => void navigate({ to: '/cashier/report' })}>
            {t('Cash of the day')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opener}
    </>
  );
}
