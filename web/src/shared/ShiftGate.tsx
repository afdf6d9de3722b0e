import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/lib/permissions';
import { OpenShift } from './OpenShift';
import { currentShiftQuery } from './shift';

/** True when the person keeps a drawer and has none open: no cash passes through their hands before it is. */
export function useNeedsShift(enabled = true): boolean {
  const can = useCan();
  return useQuery({ ...currentShiftQuery, enabled: enabled && can('shift:keep') }).data === null;
}

/** Stands before a form that moves cash: without an open shift it asks for one, and what was typed waits behind it. */
export function ShiftGate({ children, onCancel }: { children: React.ReactNode; onCancel: () => void }) {
  const { t } = useTranslation();
  const needed = useNeedsShift();
  const behind = useRef<HTMLDivElement>(null);
  const wasNeeded = useRef(needed);
  useEffect(() => {
    if (wasNeeded.current && !needed) behind.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    wasNeeded.current = needed;
  }, [needed]);
  return (
    <>
      {needed && <OpenShift reason={t('Your shift is not open. Count your drawer; then you go on where you were.')} onCancel={onCancel} />}
      <div ref={behind} hidden={needed}>
        {children}
      </div>
    </>
  );
}
