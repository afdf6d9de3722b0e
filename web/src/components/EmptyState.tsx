import { Title } from '@mantine/core';
import classes from './State.module.css';

interface EmptyStateProps {
  title: string;
  /** What will appear here, or how to make it appear. */
  children?: React.ReactNode;
  icon?: React.ReactNode;
  /** The next act, as a button or a link. */
  action?: React.ReactNode;
}

/** Nothing is here, and what to do about it. */
export function EmptyState({ title, children, icon, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      {icon !== undefined && <span className={classes.icon} aria-hidden="true">{icon}</span>}
      <Title order={3}>{title}</Title>
      {children !== undefined && <div className={classes.words}>{children}</div>}
      {action}
    </div>
  );
}
