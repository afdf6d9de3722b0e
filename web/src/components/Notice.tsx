import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import classes from './Notice.module.css';

interface NoticeProps {
  tone: 'red' | 'amber' | 'blue' | 'green';
  /** The sentence that matters; children say more. */
  title?: React.ReactNode;
  children?: React.ReactNode;
  icon?: React.ReactNode;
  /** Buttons or links at the end. */
  actions?: React.ReactNode;
  /** Said aloud at once when it appears. */
  alert?: boolean;
}

const icons = {
  red: <IconAlertTriangle size={18} stroke={1.8} />,
  amber: <IconAlertTriangle size={18} stroke={1.8} />,
  blue: <IconInfoCircle size={18} stroke={1.8} />,
  green: <IconCheck size={18} stroke={1.8} />,
};

/** A few words that must not be missed, where they belong. */
export function Notice({ tone, title, children, icon, actions, alert = false }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role={alert ? 'alert' : undefined}>
      <span className={classes.icon} aria-hidden="true">
        {icon ?? icons[tone]}
      </span>
      <div className={classes.words}>
        {title !== undefined && <div className={classes.title}>{title}</div>}
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
