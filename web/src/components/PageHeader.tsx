import { Title } from '@mantine/core';
import { useEffect } from 'react';
import classes from './PageHeader.module.css';

interface PageHeaderProps {
  title: string;
  /** A count or a status beside the title. */
  aside?: React.ReactNode;
  /** One quiet line beneath. */
  children?: React.ReactNode;
  /** Buttons at the right. */
  actions?: React.ReactNode;
}

/** The name of the page and its acts; also names the browser's tab. */
export function PageHeader({ title, aside, children, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Talaan`;
  }, [title]);
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        <div className={classes.line}>
          <Title order={1}>{title}</Title>
          {aside}
        </div>
        {children !== undefined && <div className={classes.sub}>{children}</div>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
