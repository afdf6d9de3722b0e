import { Title } from '@mantine/core';
import { useId } from 'react';
import classes from './SectionCard.module.css';

interface SectionCardProps {
  title: string;
  /** Small words beside the title: who may change it, when it was saved. */
  note?: React.ReactNode;
  actions?: React.ReactNode;
  /** No inner margin: for a table that fills the card. */
  flush?: boolean;
  children: React.ReactNode;
}

/** One named group on a page. */
export function SectionCard({ title, note, actions, flush = false, children }: SectionCardProps) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.head}>
        <Title order={2} id={id} className={classes.title}>
          {title}
        </Title>
        {note !== undefined && <span className={classes.note}>{note}</span>}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
