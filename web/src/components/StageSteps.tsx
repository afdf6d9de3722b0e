import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './StageSteps.module.css';

export interface Stage {
  label: string;
  state: 'done' | 'current' | 'ahead' | 'stopped';
  /** A short line beneath: who and when, or what is awaited. */
  detail?: React.ReactNode;
}

/** The way of something through its stages, with the present one marked. */
export function StageSteps({ label, stages }: { label: string; stages: readonly Stage[] }) {
  const { t } = useTranslation();
  const words: Record<Stage['state'], string> = {
    done: t('done'),
    current: t('now'),
    ahead: t('to come'),
    stopped: t('stopped'),
  };
  return (
    <ol className={classes.steps} aria-label={label}>
      {stages.map((stage, index) => (
        <li key={stage.label} className={classes.step} data-state={stage.state} aria-current={stage.state === 'current' ? 'step' : undefined}>
          <span className={classes.mark} aria-hidden="true">
            {stage.state === 'done' ? <IconCheck size={14} stroke={2.5} /> : stage.state === 'stopped' ? <IconX size={14} stroke={2.5} /> : index + 1}
          </span>
          <span className={classes.text}>
            <span className={classes.label}>
              {stage.label}
              <span className={classes.hidden}>, {words[stage.state]}</span>
            </span>
            {stage.detail !== undefined && <span className={classes.detail}>{stage.detail}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
