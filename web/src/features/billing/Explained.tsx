import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useExplanation } from './explain';
import classes from './Explain.module.css';

interface ExplainedProps {
  /** Which amount: 'total_due', 'charge-12'. */
  of: string;
  /** What the amount is, for those who cannot see where it stands. */
  what: string;
  /** The amount as it is shown. */
  children: React.ReactNode;
}

/** An amount that opens into how it came to be, by click or by Enter. */
export function Explained({ of, what, children }: ExplainedProps) {
  const { t } = useTranslation();
  const open = useExplanation();
  if (open === null) return <>{children}</>;
  return (
    <UnstyledButton className={classes.amount} title={t('How this came to be')} onClick={() => open(of)}>
      <span className={classes.hidden}>{t('{{what}}, how it came to be:', { what })} </span>
      {children}
    </UnstyledButton>
  );
}
