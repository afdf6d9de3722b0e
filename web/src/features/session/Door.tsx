import { Title } from '@mantine/core';
import { WordMark } from '@/components/WordMark';
import classes from './Door.module.css';

/** The quiet card in front of the application: sign-in, first run, lock. */
export function Door({ title, subtitle, children, foot }: { title: string; subtitle?: React.ReactNode; children: React.ReactNode; foot?: React.ReactNode }) {
  return (
    <main className={classes.door}>
      <div className={classes.card}>
        <WordMark />
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {subtitle !== undefined && <p className={classes.subtitle}>{subtitle}</p>}
        {children}
      </div>
      {foot !== undefined && <p className={classes.foot}>{foot}</p>}
    </main>
  );
}
