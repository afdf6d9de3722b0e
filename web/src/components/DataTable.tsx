import { Button, Skeleton } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DataTable.module.css';
import { ErrorState } from './ErrorState';

export interface Column<T> {
  key: string;
  header: string;
  cell: (row: T) => React.ReactNode;
  align?: 'left' | 'right';
  /** A CSS width such as '120px'; the rest share what is left. */
  width?: string;
  /** The name of the row: first and large on a narrow screen, where other cells carry their header beside them. */
  primary?: boolean;
  /** Not shown on a narrow screen. */
  wideOnly?: boolean;
}

interface DataTableProps<T> {
  /** What the rows are, for those who cannot see it. */
  label: string;
  columns: readonly Column<T>[];
  /** undefined while loading. */
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string | number;
  error?: unknown;
  onRetry?: () => unknown;
  /** Enter on a row, or a click anywhere in it. Give the primary cell a real link as well. */
  onOpen?: (row: T) => void;
  /** Marks the row that the URL names. */
  selectedKey?: string | number | null;
  empty: React.ReactNode;
  skeletonRows?: number;
  more?: { has: boolean; loading: boolean; load: () => unknown };
  /** Rows to call attention to, by a bar at the left in the tone's colour. */
  tone?: (row: T) => 'amber' | 'red' | undefined;
}

const interactive = 'a, button, input, select, textarea, label, [role="button"], [role="menuitem"]';

/**
 * Dense rows that keep their place: a skeleton of the final size while loading, a retry when it failed, the next act
 * when empty. Arrow keys walk the rows, Enter opens one. On a narrow screen each row is a card.
 */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  error,
  onRetry,
  onOpen,
  selectedKey = null,
  empty,
  skeletonRows = 8,
  more,
  tone,
}: DataTableProps<T>) {
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(0);

  if (rows === undefined && error !== undefined && error !== null) return <ErrorState error={error} onRetry={onRetry} />;
  if (rows?.length === 0) return <>{empty}</>;

  const reachableRow = Math.min(active, (rows?.length ?? 1) - 1);

  const walk = (event: React.KeyboardEvent<HTMLTableRowElement>, index: number, row: T): void => {
    if (event.target !== event.currentTarget) return;
    const last = (rows?.length ?? 1) - 1;
    const to = { ArrowDown: Math.min(last, index + 1), ArrowUp: Math.max(0, index - 1), Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setActive(to);
      const target = body.current?.rows[to];
      target?.focus();
    } else if (event.key === 'Enter' && onOpen !== undefined) {
      event.preventDefault();
      onOpen(row);
    }
  };

  const click = (event: React.MouseEvent<HTMLTableRowElement>, row: T): void => {
    if (onOpen === undefined) return;
    if (event.target instanceof Element && event.target.closest(interactive) !== null) return;
    // Someone marking a text to copy it does not mean to open the row.
    if ((window.getSelection()?.toString() ?? '') !== '') return;
    onOpen(row);
  };

  return (
    <div className={classes.wrap}>
      <table className={classes.table} role="table" aria-label={label} aria-busy={rows === undefined}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.key}
                role="columnheader"
                scope="col"
                data-align={column.align}
                style={column.width === undefined ? undefined : { width: column.width }}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" ref={body}>
          {rows === undefined
            ? Array.from({ length: skeletonRows }, (_, index) => (
                <tr key={index} role="row" className={classes.row}>
                  {columns.map((column) => (
                    <td key={column.key} role="cell" data-align={column.align} data-primary={column.primary || undefined} data-wide={column.wideOnly || undefined}>
                      <Skeleton height={12} width={`${45 + ((index * 17 + column.key.length * 11) % 40)}%`} className={classes.bone} />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row, index) => {
                const key = rowKey(row);
                return (
                  <tr
                    key={key}
                    role="row"
                    className={classes.row}
                    data-opens={onOpen !== undefined || undefined}
                    data-selected={key === selectedKey || undefined}
                    data-tone={tone?.(row)}
                    tabIndex={onOpen === undefined ? undefined : index === reachableRow ? 0 : -1}
                    onKeyDown={(event) => walk(event, index, row)}
                    onFocus={() => setActive(index)}
                    onClick={(event) => click(event, row)}
                  >
                    {columns.map((column) => (
                      <td
                        key={column.key}
                        role="cell"
                        data-align={column.align}
                        data-primary={column.primary || undefined}
                        data-wide={column.wideOnly || undefined}
                        data-header={column.header}
                      >
                        {column.cell(row)}
                      </td>
                    ))}
                  </tr>
                );
              })}
        </tbody>
      </table>
      {more?.has === true && (
        <div className={classes.more}>
          <Button variant="default" loading={more.loading} onClick={() => void more.load()}>
            {t('Show more')}
          </Button>
        </div>
      )}
    </div>
  );
}
