import { Drawer, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { Money } from '@/components/Money';
import classes from './Explain.module.css';
import { explanationQuery } from './queries';

interface ExplainDrawerProps {
  billId: number;
  /** Which amount is open; null when none is. */
  what: string | null;
  onClose: () => void;
}

/** How one amount of the bill came to be, step by step in words and numbers, beside the ledger. */
export function ExplainDrawer({ billId, what, onClose }: ExplainDrawerProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  // While the panel slides out it goes on showing what it showed.
  const [last, setLast] = useState(what);
  if (what !== null && what !== last) setLast(what);
  return (
    <Drawer
      opened={what !== null}
      onClose={onClose}
      title={t('How this came to be')}
      position={narrow ? 'bottom' : 'right'}
      size={narrow ? '75%' : 440}
      overlayProps={{ backgroundOpacity: 0.2 }}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {last !== null && <Steps billId={billId} what={last} />}
    </Drawer>
  );
}

function Steps({ billId, what }: { billId: number; what: string }) {
  const { t } = useTranslation();
  const found = useQuery(explanationQuery(billId, what));
  const explanation = found.data;
  if (explanation === undefined) {
    if (found.isError) return <ErrorState error={found.error} onRetry={found.refetch} />;
    return (
      <div aria-busy="true" className={classes.bones}>
        <Skeleton height={20} width={200} />
        <Skeleton height={40} width={160} />
        {[0, 1, 2, 3].map((index) => (
          <Skeleton key={index} height={44} />
        ))}
      </div>
    );
  }
  if (explanation === null) return <EmptyState title={t('This amount is no longer on the bill')}>{t('Close this panel and look at the bill as it is now.')}</EmptyState>;
  return (
    <div className={classes.explanation}>
      <h3 className={classes.title}>{t(explanation.title)}</h3>
      <Money amount={explanation.amount} size="large" />
      <ol className={classes.steps} aria-label={t('Steps')}>
        {explanation.steps.map((step, index) => (
          // Steps have no name of their own, and the list is never reordered.
          <li key={index} className={classes.step} data-result={(index === explanation.steps.length - 1 && step.amount !== null) || undefined}>
            <span className={classes.label}>{t(step.label)}</span>
            <span className={classes.figure}>{step.amount !== null && <Money amount={step.amount} />}</span>
            <span className={classes.detail}>{t(step.detail)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
