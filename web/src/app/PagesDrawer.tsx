import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { WordMark } from '@/components/WordMark';
import classes from './Shell.module.css';

/** What does not fit into the bottom bar of a phone. */
export function PagesDrawer({ onClose, children }: { onClose: () => void; children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={300}
      title={<WordMark />}
      closeButtonProps={{ 'aria-label': t('Close') }}
      classNames={{ body: classes.drawerBody ?? '', content: classes.drawerContent ?? '' }}
    >
      {children}
    </Drawer>
  );
}
