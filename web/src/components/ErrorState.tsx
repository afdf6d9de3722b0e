import { Button, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import classes from './State.module.css';

interface ErrorStateProps {
  error: unknown;
  onRetry?: (() => unknown) | undefined;
}

/** Something could not be shown: why, and another try. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  const title = (): string => {
    if (problem.unreachable) return t('The server does not answer');
    if (problem.status === 403) return t('You may not see this');
    if (problem.status === 404) return t('This record does not exist');
    return t('This could not be loaded');
  };
  return (
    <div className={classes.state} role="alert">
      <span className={classes.icon} aria-hidden="true">
        {problem.unreachable ? <IconPlugConnectedX size={28} stroke={1.5} /> : <IconAlertTriangle size={28} stroke={1.5} />}
      </span>
      <Title order={3}>{title()}</Title>
      <div className={classes.words}>
        {problem.unreachable ? t('It may be restarting. This page goes on by itself when it is back.') : t(problem.message)}
      </div>
      {problem.requestId !== undefined && (
        <div className={classes.small}>{t('Request {{id}}', { id: problem.requestId })}</div>
      )}
      {onRetry !== undefined && problem.status !== 403 && problem.status !== 404 && (
        <Button variant="default" onClick={() => void onRetry()}>
          {t('Try again')}
        </Button>
      )}
    </div>
  );
}
