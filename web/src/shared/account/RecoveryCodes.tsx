import { Button, Group, Stack } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { CopyButton } from './CopyButton';
import classes from './account.module.css';

/** The recovery codes, this once: to be copied or printed before going on. */
export function RecoveryCodes({ codes, whose, onDone }: { codes: readonly string[]; whose: string; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Notice tone="amber" title={t('These codes are shown only now')}>
        {t('Each signs you in once, without your phone. Print them or write them down, and keep them where nobody else finds them.')}
      </Notice>
      <div className={classes.sheet}>
        <p className={classes.sheetTitle}>{t('Talaan, recovery codes of {{name}}', { name: whose })}</p>
        <ol className={classes.codes} aria-label={t('Recovery codes')}>
          {codes.map((code) => (
            <li key={code} className="code">
              {code}
            </li>
          ))}
        </ol>
      </div>
      <Group gap="xs">
        <CopyButton text={codes.join('\n')} label={t('Copy')} />
        <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
          {t('Print')}
        </Button>
      </Group>
      <Button onClick={onDone} data-autofocus autoFocus>
        {t('I have kept them')}
      </Button>
    </Stack>
  );
}
