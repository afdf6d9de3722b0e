import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Thumbnail } from '../FileTile';
import { extensionOf, formatSize } from '../fileWords';
import { contentUrl } from '../queries';
import type { StageProps } from './stage';
import classes from './Viewer.module.css';

/** A file that the page cannot show: what it is, and the way to it. */
export function DownloadStage({ file, children }: Pick<StageProps, 'file'> & { children?: React.ReactNode }) {
  const { t } = useTranslation();
  const extension = extensionOf(file.name);
  return (
    <div className={classes.stage}>
      <div className={classes.card}>
        <span className={classes.cardPicture}>
          <Thumbnail file={file} />
        </span>
        <strong>
          <bdi>{file.name}</bdi>
        </strong>
        <span className="soft">
          {children ??
            (extension === '' ? t('This kind of file cannot be shown here.') : t('{{extension}} files cannot be shown here.', { extension }))}
        </span>
        <Button component="a" href={contentUrl(file.id)} download={file.name} leftSection={<IconDownload size={16} />}>
          {t('Download, {{size}}', { size: formatSize(file.size) })}
        </Button>
      </div>
    </div>
  );
}
