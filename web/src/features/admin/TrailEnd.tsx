import { Button, Skeleton } from '@mantine/core';
import { IconCopy, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { toast } from '@/components/toast';
import { copyText } from '@/lib/copyText';
import { useHospital } from '@/lib/hospital';
import { formatExact } from '@/lib/time';
import classes from './AuditPage.module.css';
import { trailHeadQuery } from './queries';

/** How far the trail goes, to be kept outside of the computer. `onPaper` says that only this is being printed. */
export function TrailEnd({ onPaper }: { onPaper: (paper: boolean) => void }) {
  const { t } = useTranslation();
  const found = useQuery(trailHeadQuery);
  const hospital = useHospital();
  const head = found.data;

  useEffect(() => {
    const printed = (): void => onPaper(false);
    window.addEventListener('afterprint', printed);
    return () => window.removeEventListener('afterprint', printed);
  }, [onPaper]);

  const copy = async (text: string): Promise<void> => {
    if (await copyText(text)) toast.done(t('Copied'));
    else toast.failed(new Error('The browser does not let this page copy. Mark the letters and copy them.'));
  };
  const print = (): void => {
    flushSync(() => onPaper(true));
    window.print();
  };

  return (
    <div className={classes.end}>
      <SectionCard
        title={t('End of the trail')}
        actions={
          head !== undefined && (
            <>
              <Button className="no-print" size="compact-sm" variant="default" leftSection={<IconCopy size={15} stroke={1.7} />} onClick={() => void copy(head.text)}>
                {t('Copy')}
              </Button>
              <Button className="no-print" size="compact-sm" variant="default" leftSection={<IconPrinter size={15} stroke={1.7} />} onClick={print}>
                {t('Print the end')}
              </Button>
            </>
          )
        }
      >
        {head === undefined ? (
          found.isError ? (
            <ErrorState error={found.error} onRetry={found.refetch} />
          ) : (
            <Skeleton height={96} />
          )
        ) : (
          <>
            <p className={classes.purpose}>
              {t('Keep this outside of the computer, on paper or on a stick. With it anyone can prove later that no entry up to this one was changed, moved or removed:')}{' '}
              <code className={classes.command}>talaan verify audit --head {head.text}</code>
            </p>
            <dl className={classes.head}>
              <div className={classes.onPaper}>
                <dt>{t('Hospital')}</dt>
                <dd>{hospital?.name}</dd>
              </div>
              <div>
                <dt>{t('Last entry')}</dt>
                <dd className={classes.mono}>{head.entry}</dd>
              </div>
              <div>
                <dt>{t('Print')}</dt>
                <dd className={classes.mono}>{head.print}</dd>
              </div>
              <div>
                <dt>{t('As of')}</dt>
                <dd>{formatExact(head.at)}</dd>
              </div>
            </dl>
          </>
        )}
      </SectionCard>
    </div>
  );
}
