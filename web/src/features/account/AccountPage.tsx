import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/PageHeader';
import { SectionCard } from '@/components/SectionCard';
import { useMe } from '@/lib/permissions';
import { PhotoAlbum } from '@/shared/account/PhotoAlbum';
import classes from './account.module.css';
import { Profile } from './Profile';
import { Password, Pin, SecondFactorCard, Sessions } from './Security';

/** What a person keeps about themselves, and how they sign in. */
export function AccountPage() {
  const { t } = useTranslation();
  const me = useMe();
  if (me === undefined) return null;
  return (
    <>
      <PageHeader title={t('My account')} />
      <div className={classes.page}>
        <div className={classes.column}>
          <Profile me={me} />
          <SectionCard title={t('Photos')}>
            <PhotoAlbum of="me" />
          </SectionCard>
          <Sessions />
        </div>
        <div className={classes.column}>
          <Password me={me} />
          <SecondFactorCard me={me} />
          <Pin me={me} />
        </div>
      </div>
    </>
  );
}
