import { Skeleton, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import type { Me } from '@/lib/permissions';
import type { Kind } from '@/lib/saveRecord';
import { formatPlainDate } from '@/lib/time';
import type { User } from '@/shared/account/queries';
import { UserPhoto } from '@/shared/account/UserPhoto';
import { RecordForm } from '@/shared/record/RecordForm';
import classes from './account.module.css';
import { changeProfile, profileQuery, type ProfileWrite, readProfile } from './queries';

function useProfileKind(): Kind<User, ProfileWrite> {
  const { t } = useTranslation();
  return {
    entity: 'me',
    fields: ['email', 'phone', 'address', 'birth_date'],
    labels: { email: t('Email'), phone: t('Phone'), address: t('Address'), birth_date: t('Birth date') },
    valuesOf: ({ email, phone, address, birth_date }) => ({ email, phone, address, birth_date }),
    words: (field, values) => (field === 'birth_date' && values.birth_date !== '' ? formatPlainDate(values.birth_date) : values[field] || '–'),
    read: readProfile,
    change: ({ version }, changed) => changeProfile({ ...changed, version }),
  };
}

function ProfileForm({ record, onDone }: { record: User; onDone: (saved: User) => void }) {
  const { t } = useTranslation();
  const kind = useProfileKind();
  const form = useForm<ProfileWrite>({ initialValues: kind.valuesOf(record) });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={() => t('Your profile')}
      onDone={(saved) => {
        if (saved !== null) onDone(saved);
      }}
    >
      <div className={classes.pair}>
        <TextInput label={t('Email')} type="email" autoComplete="email" maxLength={200} {...form.getInputProps('email')} />
        <TextInput label={t('Phone')} type="tel" autoComplete="tel" maxLength={40} {...form.getInputProps('phone')} />
      </div>
      <Textarea label={t('Address')} autoComplete="street-address" maxLength={400} autosize minRows={2} {...form.getInputProps('address')} />
      <TextInput label={t('Birth date')} type="date" autoComplete="bday" maw={220} {...form.getInputProps('birth_date')} />
    </RecordForm>
  );
}

/** Who I am: the names and roles that an administrator keeps, and what I keep myself. */
export function Profile({ me }: { me: Me }) {
  const { t } = useTranslation();
  const found = useQuery(profileQuery);
  const [saved, setSaved] = useState<{ record: User; times: number } | null>(null);
  const record = saved?.record ?? found.data;
  const content = (): React.ReactNode => {
    if (record === undefined) return found.isError ? <ErrorState error={found.error} onRetry={found.refetch} /> : <Skeleton height={240} />;
    return <ProfileForm key={saved?.times ?? 0} record={record} onDone={(changed) => setSaved({ record: changed, times: (saved?.times ?? 0) + 1 })} />;
  };
  return (
    <SectionCard title={t('Profile')} note={t('An administrator changes names and roles.')}>
      <div className={classes.facts}>
        <UserPhoto name={me.name} photoId={me.photo_id} size={48} />
        <div>
          <div className={classes.name}>{[record?.given_name, record?.middle_name, record?.family_name].filter(Boolean).join(' ') || me.name}</div>
          <div className="soft">
            {[me.user_id, me.roles.map((role) => t(role)).join(', '), me.department?.name, record?.specialisation].filter(Boolean).join(' · ')}
          </div>
        </div>
      </div>
      {content()}
    </SectionCard>
  );
}
