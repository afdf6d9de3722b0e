import { Button, FileButton } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Import.module.css';

/** A place to drop the file on, and a button for those who do not drag. */
export function ChooseFile({ name, busy, onChoose }: { name: string | undefined; busy: boolean; onChoose: (file: File) => void }) {
  const { t } = useTranslation();
  // A mended file has the name it had: without this the browser would not tell that it was chosen again.
  const forget = useRef<() => void>(null);
  const [over, setOver] = useState(false);
  const choose = (file: File | null | undefined): void => {
    if (file === null || file === undefined || busy) return;
    forget.current?.();
    onChoose(file);
  };
  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        choose(event.dataTransfer.files[0]);
      }}
    >
      <FileButton accept=".csv,.txt,.tsv,text/csv" resetRef={forget} onChange={choose}>
        {(props) => (
          <Button {...props} variant={name === undefined ? 'filled' : 'default'} leftSection={<IconFileSpreadsheet size={16} stroke={1.7} />} loading={busy}>
            {name === undefined ? t('Choose a CSV file') : t('Choose another file')}
          </Button>
        )}
      </FileButton>
      <span className="soft">{name ?? t('or drop it here: at most 20 MB and 50,000 rows, names of the columns in the first line')}</span>
    </div>
  );
}
