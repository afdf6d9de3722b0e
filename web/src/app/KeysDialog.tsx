import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { activeShortcuts, type Shortcut } from '@/lib/shortcuts';
import { useStore } from '@/lib/useStore';
import classes from './KeysDialog.module.css';

/** Every key that works on the page that is open. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const shortcuts = useStore(activeShortcuts);
  const groups = new Map<string, Shortcut[]>();
  for (const each of shortcuts) {
    const group = each.group ?? t('This page');
    groups.set(group, [...(groups.get(group) ?? []), each]);
  }
  return (
    <Modal opened onClose={onClose} title={t('Keys')} size="lg" closeButtonProps={{ 'aria-label': t('Close') }}>
      <div className={classes.groups}>
        {[...groups].map(([group, members]) => (
          <section key={group}>
            <h3 className={classes.heading}>{group}</h3>
            <dl className={classes.list}>
              {members.map((each) => (
                <div key={each.keys} className={classes.line}>
                  <dt>{each.label}</dt>
                  <dd>
                    <span className={classes.spoken}>{each.keys}</span>
                    <KeyHint keys={each.keys.replace('mod+', 'Ctrl ')} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
