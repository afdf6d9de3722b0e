import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '@/components/RelativeTime';
import classes from './account.module.css';
import { deviceWords } from './device';
import type { OpenSession } from './queries';

interface SessionsListProps {
  label: string;
  sessions: readonly OpenSession[];
  /** Absent for who may not end any. */
  onEnd?: ((session: OpenSession) => void) | undefined;
  /** The one that is being ended. */
  ending?: number | null;
}

/** Where somebody is signed in: with what, from where, since when, when it was last used. */
export function SessionsList({ label, sessions, onEnd, ending = null }: SessionsListProps) {
  const { t } = useTranslation();
  return (
    <ul className={classes.sessions} aria-label={label}>
      {sessions.map((session) => (
        <li key={session.id}>
          <div className={classes.sessionWords}>
            <div className={classes.sessionName} title={session.user_agent}>
              {deviceWords(t, session.user_agent)}
              {session.current && <span className="soft"> · {t('this one')}</span>}
              {session.locked_at !== null && <span className="soft"> · {t('locked')}</span>}
            </div>
            <div className="soft">
              {session.address} · {t('since')} <RelativeTime at={session.created_at} /> · {t('last used')} <RelativeTime at={session.last_used_at} />
            </div>
          </div>
          {onEnd !== undefined && !session.current && (
            <Button variant="default" size="compact-sm" loading={ending === session.id} onClick={() => onEnd(session)}>
              {t('End')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
