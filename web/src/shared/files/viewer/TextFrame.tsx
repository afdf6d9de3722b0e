import { Button, Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ChartError } from '../../BreakGlass';
import { formatSize } from '../fileWords';
import { mostBytes, type StartOfText } from './useText';
import classes from './Viewer.module.css';

interface TextFrameProps {
  found: UseQueryResult<StartOfText>;
  /** How many lines or rows are not shown yet, though they are here. */
  hidden: number;
  onMore: () => void;
  children: React.ReactNode;
}

/** Around a text: its loading, its failing, and what of it is not shown. */
export function TextFrame({ found, hidden, onMore, children }: TextFrameProps) {
  const { t } = useTranslation();
  if (found.data === undefined) {
    return (
      <div className={classes.stage} aria-busy={!found.isError}>
        {found.isError ? <ChartError error={found.error} onRetry={found.refetch} /> : <Loader aria-label={t('Loading')} />}
      </div>
    );
  }
  return (
    // The keyboard scrolls it.
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('Content of the file')}>
      {children}
      {(hidden > 0 || found.data.cut) && (
        <div className={classes.more}>
          {hidden > 0 && (
            <Button variant="default" onClick={onMore}>
              {t('Show more')}
            </Button>
          )}
          <span className="soft">
            {hidden > 0 && `${t('{{count}} more lines', { count: hidden })}. `}
            {found.data.cut && t('Only the first {{size}} are shown here. Download the file to see all of it.', { size: formatSize(mostBytes) })}
          </span>
        </div>
      )}
    </div>
  );
}
