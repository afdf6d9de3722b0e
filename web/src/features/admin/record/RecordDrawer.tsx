import { Drawer, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { HistoryLink } from './HistoryLink';
import formClasses from '@/shared/record/RecordForm.module.css';
import classes from './Record.module.css';

interface AdminDrawerProps {
  opened: boolean;
  title: string;
  onClose: () => void;
  children: React.ReactNode;
}

/** A panel at the right for one piece of work; the list stays in sight. */
export function AdminDrawer({ opened, title, onClose, children }: AdminDrawerProps) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      position="right"
      size={narrow ? '100%' : 480}
      classNames={{ content: classes.drawer, body: classes.drawerBody, header: classes.drawerHead }}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {children}
    </Drawer>
  );
}

interface RecordDrawerProps<T> {
  entity: string;
  /** What the address says is open. */
  open: number | 'new' | undefined;
  load: (id: number, signal: AbortSignal) => Promise<T>;
  addTitle: string;
  title: (record: T) => string;
  onClose: () => void;
  /** Other pages about the record, beside its history. */
  links?: (record: T) => React.ReactNode;
  /** The form; null for a new record. */
  children: (record: T | null) => React.ReactNode;
}

function Loading() {
  return (
    <div aria-busy="true" className={formClasses.form}>
      {[0, 1, 2, 3].map((index) => (
        <Skeleton key={index} height={52} />
      ))}
    </div>
  );
}

/** The panel in which one record is added or changed. It reads the record afresh whenever it opens. */
export function RecordDrawer<T>({ entity, open, load, addTitle, title, onClose, links, children }: RecordDrawerProps<T>) {
  const { t } = useTranslation();
  const id = typeof open === 'number' ? open : 0;
  const found = useQuery({
    queryKey: [entity, 'one', id, 'edit'],
    queryFn: ({ signal }) => load(id, signal),
    enabled: id !== 0,
    gcTime: 0,
  });
  const record = found.data;
  const content = (): React.ReactNode => {
    if (open === 'new') return children(null);
    if (record !== undefined) {
      return (
        <>
          <div className={classes.links}>
            {links?.(record)}
            <HistoryLink entity={entity} id={id} />
          </div>
          {children(record)}
        </>
      );
    }
    return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Loading />;
  };
  return (
    <AdminDrawer
      opened={open !== undefined}
      title={open === 'new' ? addTitle : record === undefined ? t('Opening…') : title(record)}
      onClose={onClose}
    >
      <div key={String(open)} className={classes.slot}>{content()}</div>
    </AdminDrawer>
  );
}
