import { ActionIcon } from '@mantine/core';
import { IconMaximize, IconRotateClockwise, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { use } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { ToolSlot } from './stage';
import { useViewerKeys } from './useViewerKeys';
import classes from './Viewer.module.css';

interface StageToolsProps {
  /** How large it is shown, in percent. */
  percent: number;
  onIn: () => void;
  onOut: () => void;
  onFit: () => void;
  onTurn: () => void;
}

/** Larger, smaller, all of it, turned: as buttons and as keys. */
export function StageTools({ percent, onIn, onOut, onFit, onTurn }: StageToolsProps) {
  const { t } = useTranslation();
  const slot = use(ToolSlot);
  useViewerKeys({ '+': onIn, '=': onIn, '-': onOut, '0': onFit, r: onTurn, R: onTurn });
  if (slot === null) return null;
  return createPortal(
    <>
      <ActionIcon aria-label={t('Smaller')} title={t('Smaller (-)')} onClick={onOut}>
        <IconZoomOut size={20} />
      </ActionIcon>
      <span className={classes.percent} aria-live="polite">
        {percent} %
      </span>
      <ActionIcon aria-label={t('Larger')} title={t('Larger (+)')} onClick={onIn}>
        <IconZoomIn size={20} />
      </ActionIcon>
      <ActionIcon aria-label={t('Fit')} title={t('Fit (0)')} onClick={onFit}>
        <IconMaximize size={20} />
      </ActionIcon>
      <ActionIcon aria-label={t('Turn')} title={t('Turn (R)')} onClick={onTurn}>
        <IconRotateClockwise size={20} />
      </ActionIcon>
    </>,
    slot,
  );
}
