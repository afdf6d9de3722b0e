import { UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPlugConnectedX } from '@tabler/icons-react';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reachable } from '@/api/connection';
import { WordMark } from '@/components/WordMark';
import { SearchField } from '@/features/search/SearchField';
import { fetched } from '@/lib/fetched';
import { useHospital } from '@/lib/hospital';
import { allows, type Me } from '@/lib/permissions';
import { useShortcuts } from '@/lib/shortcuts';
import { useStore } from '@/lib/useStore';
import { UserPhoto } from '@/shared/account/UserPhoto';
import { openPatient } from '@/shared/openPatient';
import { useCounts } from './counts';
import { live } from './live';
import { type NavItem, navGroups } from './nav';
import classes from './Shell.module.css';

const KeysDialog = lazy(async () => ({ default: (await fetched(() => import('./KeysDialog'))).KeysDialog }));
const UserMenu = lazy(async () => ({ default: (await fetched(() => import('./UserMenu'))).UserMenu }));
const ShiftChip = lazy(async () => ({ default: (await fetched(() => import('@/features/cashier/ShiftChip'))).ShiftChip }));
const PagesDrawer = lazy(async () => ({ default: (await fetched(() => import('./PagesDrawer'))).PagesDrawer }));

interface VisibleGroup {
  label: string;
  items: NavItem[];
}

function visibleGroups(me: Me): VisibleGroup[] {
  return navGroups
    .map((group) => ({ label: group.label, items: group.items.filter((item) => allows(me, ...item.needs)) }))
    .filter((group) => group.items.length > 0);
}

function NavLink({ item, count, onFollow }: { item: NavItem; count: number | undefined; onFollow?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const Icon = item.icon;
  return (
    <Link {...item.link} className={classes.navLink} activeOptions={{ exact: item.link.to === '/' || item.link.to === '/cashier' }} onClick={onFollow}>
      <Icon size={18} stroke={1.6} aria-hidden="true" />
      <span className={classes.navLabel}>{t(item.label)}</span>
      {count !== undefined && count > 0 && <span className={classes.count}>{count}</span>}
    </Link>
  );
}

function Pages({ groups, onFollow }: { groups: VisibleGroup[]; onFollow?: () => void }) {
  const { t } = useTranslation();
  const counts = useCounts();
  return (
    <nav aria-label={t('Pages')} className={classes.pages}>
      {groups.map((group) => (
        <div key={group.label} className={classes.group}>
          {group.label !== '' && <div className={classes.groupLabel}>{t(group.label)}</div>}
          {group.items.map((item) => (
            <NavLink key={item.label} item={item} count={counts[item.count]} onFollow={onFollow} />
          ))}
        </div>
      ))}
    </nav>
  );
}

function ConnectionLight() {
  const { t } = useTranslation();
  const state = useStore(live);
  const words = { live: t('Connected'), connecting: t('Connecting…'), reconnecting: t('Reconnecting, nothing lost') }[state];
  return (
    <div className={classes.light} data-state={state} role="status">
      <span className={classes.lamp} aria-hidden="true" />
      {words}
    </div>
  );
}

function UserButton({ who, ...rest }: { who: Me } & UnstyledButtonProps & React.ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation();
  return (
    <UnstyledButton className={classes.user} {...rest}>
      <UserPhoto name={who.name} photoId={who.photo_id} size={26} />
      <span className={classes.userWords}>
        <span className={classes.userName}>{who.name}</span>
        <span className={classes.userRoles}>{who.roles.map((role) => t(role)).join(', ')}</span>
      </span>
    </UnstyledButton>
  );
}

/** The button is there at once; the menu behind it is fetched when someone first asks for it. */
function UserCorner({ me, onKeys }: { me: Me; onKeys: () => void }) {
  const [asked, setAsked] = useState(false);
  const button = <UserButton who={me} />;
  if (!asked) return <UserButton who={me} aria-haspopup="menu" aria-expanded={false} onClick={() => setAsked(true)} />;
  return (
    <Suspense fallback={button}>
      <UserMenu onKeys={onKeys}>{button}</UserMenu>
    </Suspense>
  );
}

function PatientChip() {
  const { t } = useTranslation();
  const patient = useStore(openPatient);
  if (patient === null) return null;
  return (
    <Link to="/patients/$patientId" params={{ patientId: String(patient.id) }} className={classes.chip} title={t('Open patient')}>
      <span className={classes.chipName}>{patient.name}</span>
      <span className="code soft">{patient.code}</span>
    </Link>
  );
}

/** The frame around every page: rail and top bar at a counter, top bar and bottom bar in a hand. */
export function Shell({ me }: { me: Me }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const hospital = useHospital();
  const answers = useStore(reachable);
  const [keysOpen, keys] = useDisclosure(false);
  const [drawerOpen, drawer] = useDisclosure(false);
  const groups = visibleGroups(me);
  const items = groups.flatMap((group) => group.items);
  const counts = useCounts();

  useShortcuts([
    { keys: '?', label: t('Show the keys'), run: keys.open, group: t('Everywhere') },
    ...items.map((item) => ({
      keys: `g ${item.letter}`,
      label: t(item.label),
      run: () => void navigate(item.link),
      group: t('Go to'),
    })),
  ]);

  const foot = (
    <div className={classes.foot}>
      <div className={classes.hospital}>{hospital?.name}</div>
      <ConnectionLight />
      <UserCorner me={me} onKeys={keys.open} />
    </div>
  );

  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        {t('Skip to the content')}
      </a>
      <aside className={classes.rail}>
        <Link to="/" className={classes.brand}>
          <WordMark />
        </Link>
        <Pages groups={groups} />
        {foot}
      </aside>
      <div className={classes.column}>
        <header className={classes.top}>
          <div className={classes.search}>
            <SearchField />
          </div>
          <PatientChip />
          {allows(me, 'shift:keep') && (
            <Suspense>
              <ShiftChip />
            </Suspense>
          )}
        </header>
        {!answers && (
          <div className={classes.banner} role="alert">
            <IconPlugConnectedX size={18} aria-hidden="true" />
            {t('The server does not answer. What you typed stays here; this page goes on by itself when it is back.')}
          </div>
        )}
        <main id="content" className={classes.content} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <nav className={classes.bottom} aria-label={t('Main pages')}>
        {items.slice(0, 4).map((item) => {
          const Icon = item.icon;
          const count = counts[item.count];
          return (
            <Link key={item.label} {...item.link} className={classes.bottomLink} activeOptions={{ exact: item.link.to === '/' || item.link.to === '/cashier' }}>
              <span className={classes.bottomIcon}>
                <Icon size={22} stroke={1.6} aria-hidden="true" />
                {count !== undefined && count > 0 && <span className={classes.bottomCount}>{count}</span>}
              </span>
              <span className={classes.bottomLabel}>{t('short' in item ? item.short : item.label)}</span>
            </Link>
          );
        })}
        <UnstyledButton className={classes.bottomLink} onClick={drawer.open} aria-expanded={drawerOpen}>
          <span className={classes.bottomIcon}>
            <IconDots size={22} stroke={1.6} aria-hidden="true" />
          </span>
          <span className={classes.bottomLabel}>{t('More')}</span>
        </UnstyledButton>
      </nav>
      {drawerOpen && (
        <Suspense>
          <PagesDrawer onClose={drawer.close}>
            <Pages groups={groups} onFollow={drawer.close} />
            {foot}
          </PagesDrawer>
        </Suspense>
      )}
      {keysOpen && (
        <Suspense>
          <KeysDialog onClose={keys.close} />
        </Suspense>
      )}
    </div>
  );
}
