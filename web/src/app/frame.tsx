import { Skeleton } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import classes from './Shell.module.css';

export function ReadingWidth() {
  return (
    <div className={classes.reading}>
      <Outlet />
    </div>
  );
}

export function WideWidth() {
  return (
    <div className={classes.wide}>
      <Outlet />
    </div>
  );
}

export function PagePending() {
  return (
    <div aria-busy="true">
      <Skeleton height={28} width={220} mb="md" />
      <Skeleton height={320} />
    </div>
  );
}

export function PageFailed({ error, reset }: { error: unknown; reset: () => void }) {
  return <ErrorState error={error} onRetry={reset} />;
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState title={t('There is no such page')} action={<Link to="/">{t('Go to Home')}</Link>}>
      {t('The address may be mistyped, or the page has moved.')}
    </EmptyState>
  );
}
