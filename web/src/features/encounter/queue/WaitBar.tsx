import { RelativeTime } from '@/components/RelativeTime';
import { useNow } from '@/lib/time';
import { waitShare, waitTone } from '../wait';
import classes from './Queue.module.css';

/** How long a case has waited: the words, and a thin bar that an hour fills. */
export function WaitBar({ since }: { since: string }) {
  const now = useNow();
  const waited = now - Date.parse(since);
  return (
    <span className={classes.wait} data-tone={waitTone(waited)}>
      <RelativeTime at={since} bare />
      <span className={classes.track} aria-hidden="true">
        <span className={classes.fill} style={{ width: `${Math.max(4, waitShare(waited) * 100)}%` }} />
      </span>
    </span>
  );
}
