import { IconFile, IconFileTypePdf, IconFileText, IconPhoto, IconTable } from '@tabler/icons-react';
import classes from './FileMark.module.css';
import { extensionOf, type Look, lookOf } from './fileWords';

const icons: Record<Look, typeof IconFile> = { image: IconPhoto, pdf: IconFileTypePdf, table: IconTable, text: IconFileText, other: IconFile };

/** Stands for a file that has no picture of its own: its kind, and the ending of its name. */
export function FileMark({ name, contentType, small = false }: { name: string; contentType: string; small?: boolean }) {
  const Icon = icons[lookOf(contentType)];
  const extension = extensionOf(name);
  return (
    <span className={classes.mark} data-small={small || undefined} aria-hidden="true">
      <Icon size={small ? 22 : 36} stroke={1.4} />
      {extension !== '' && !small && <span className={classes.extension}>{extension}</span>}
    </span>
  );
}
