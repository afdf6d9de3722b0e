import { Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconUserCog, IconKeyboard, IconLock, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { leave } from '@/features/session/leave';
import { lock } from '@/features/session/lock';

/** What a person may do about themselves at this station: colours, keys, lock, leave. Open from the start. */
export function UserMenu({ onKeys, children }: { onKeys: () => void; children: React.ReactElement }) {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';

  return (
    <Menu position="top-start" width={220} shadow="md" defaultOpened>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCog size={16} />}>
          {t('My account')}
        </Menu.Item>
        <Menu.Item leftSection={dark ? <IconSun size={16} /> : <IconMoon size={16} />} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
          {dark ? t('Light colours') : t('Dark colours')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} rightSection={<KeyHint keys="?" />} onClick={onKeys}>
          {t('Keys')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLock size={16} />} onClick={lock}>
          {t('Lock')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {t('Sign out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
