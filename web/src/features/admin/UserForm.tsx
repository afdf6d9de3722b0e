import { Button, Checkbox, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { useCan, useMe } from '@/lib/permissions';
import classes from './admin.module.css';
import { groupRules } from './policy';
import { changeUser, createUser, deleteUser, type Department, type PasswordWrite, policyQuery, readUser, type User, type UserWrite } from './queries';
import { longest, passwordProblem, shortest } from '@/shared/account/password';
import { RecordForm } from '@/shared/record/RecordForm';
import type { Kind } from '@/lib/saveRecord';
import { type Role, roles } from './search';

interface UserValues {
  user_id: string;
  given_name: string;
  family_name: string;
  roles: string[];
  /** The department's id as text, '' for none. */
  department_id: string;
  specialisation: string;
  email: string;
  phone: string;
  active: boolean;
  middle_name: string;
  address: string;
  birth_date: string;
  password: string;
  /** Whoever gets the password need not choose another. */
  password_stays: boolean;
  permissions: string[];
}

const nobody: UserValues = {
  user_id: '',
  given_name: '',
  family_name: '',
  roles: [],
  department_id: '',
  specialisation: '',
  email: '',
  phone: '',
  active: true,
  middle_name: '',
  address: '',
  birth_date: '',
  password: '',
  password_stays: false,
  permissions: [],
};

/** What each role is for; keys of the catalogue. */
const roleWords: Readonly<Record<Role, string>> = {
  Admin: 'Everything, with users, prices, rooms and the audit trail',
  Doctor: 'Clinical record, decision to admit, discharge',
  Nurse: 'Vital signs, notes, complaint and examination',
  Coder: 'ICD-10 codes, beds, finalising cases',
  Teller: 'Bills and cash, finalising cases',
  Receptionist: 'Check-in and patients’ particulars',
};

export function userIdProblem(t: TFunction, typed: string): string | null {
  if (typed.trim() === '') return t('Enter the user id');
  return /^[a-z0-9._-]{3,60}$/.test(typed.trim().toLowerCase()) ? null : t('3 to 60 of the letters a to z, digits, dot, dash and underscore');
}

/** The values in the wire's form, as far as they are given; an empty password is none. */
function toWireForm({ department_id, password, password_stays = false, ...rest }: Partial<UserValues>): Partial<UserWrite & PasswordWrite> {
  return {
    ...rest,
    ...(department_id === undefined ? {} : { department_id: department_id === '' ? null : Number(department_id) }),
    ...(password === undefined || password === '' ? {} : { password, must_change_password: !password_stays }),
  };
}

function useUserKind(departments: readonly Department[]): Kind<User, UserValues> {
  const { t } = useTranslation();
  return {
    entity: 'user',
    fields: ['user_id', 'given_name', 'family_name', 'roles', 'department_id', 'specialisation', 'email', 'phone', 'active', 'middle_name', 'address', 'birth_date', 'password', 'password_stays', 'permissions'],
    labels: {
      user_id: t('User id'),
      given_name: t('Given name'),
      family_name: t('Family name'),
      roles: t('Roles'),
      department_id: t('Department'),
      specialisation: t('Specialisation'),
      email: t('Email'),
      phone: t('Phone'),
      active: t('May sign in'),
      middle_name: t('Middle name'),
      address: t('Address'),
      birth_date: t('Birth date'),
      password: t('Password'),
      password_stays: t('May keep this password'),
      permissions: t('Single permissions'),
    },
    valuesOf: (user) => ({
      user_id: user.user_id,
      given_name: user.given_name,
      family_name: user.family_name,
      roles: user.roles,
      department_id: user.department_id === null ? '' : String(user.department_id),
      specialisation: user.specialisation,
      email: user.email,
      phone: user.phone,
      active: user.active,
      middle_name: user.middle_name,
      address: user.address,
      birth_date: user.birth_date,
      password: '',
      password_stays: false,
      permissions: user.permissions,
    }),
    words: (field, values) => {
      if (field === 'active' || field === 'password_stays') return values[field] ? t('yes') : t('no');
      if (field === 'department_id') return departments.find((each) => String(each.id) === values.department_id)?.name ?? t('none');
      if (field === 'roles' || field === 'permissions') return values[field].map((each) => t(each)).join(', ') || t('none');
      return values[field] || t('none');
    },
    create: ({ department_id, password_stays, ...rest }, headers) =>
      createUser({ ...rest, must_change_password: !password_stays, department_id: department_id === '' ? null : Number(department_id) }, headers),
    read: ({ id }) => readUser(id),
    change: ({ id, version }, changed) => changeUser(id, { ...toWireForm(changed), version }),
  };
}

function SinglePermissions({ chosen, held, onChange }: { chosen: readonly string[]; held: readonly string[]; onChange: (chosen: string[]) => void }) {
  const { t } = useTranslation();
  const policy = useQuery(policyQuery).data ?? [];
  const open = policy.filter((rule) => chosen.includes(rule.permission) || !rule.roles.some((role) => held.includes(role)));
  return (
    <details className={classes.extra}>
      <summary>
        {t('Single permissions besides the roles')}
        {chosen.length > 0 && <span className="soft"> · {t('{{count}} given', { count: chosen.length })}</span>}
      </summary>
      <div className={classes.rules} role="group" aria-label={t('Single permissions')}>
        {open.length === 0 && <span className="soft">{t('The chosen roles hold every permission there is.')}</span>}
        {groupRules(open).map(([subject, rules]) => [
          <h3 key={subject}>{t(subject)}</h3>,
          ...rules.map((rule) => (
            <Checkbox
              key={rule.permission}
              label={t(rule.sentence)}
              checked={chosen.includes(rule.permission)}
              onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, rule.permission] : chosen.filter((each) => each !== rule.permission))}
            />
          )),
        ])}
      </div>
    </details>
  );
}

interface UserFormProps {
  record: User | null;
  departments: readonly Department[];
  onDone: () => void;
  onCancel: () => void;
}

/** Who a user is, what they may do, and how they sign in. */
export function UserForm({ record, departments, onDone, onCancel }: UserFormProps) {
  const { t } = useTranslation();
  const can = useCan();
  const self = useMe()?.id === record?.id;
  const [renewing, setRenewing] = useState(false);
  const kind = useUserKind(departments);
  const form = useForm<UserValues>({
    initialValues: record === null ? nobody : kind.valuesOf(record),
    validate: {
      user_id: (value) => userIdProblem(t, value),
      roles: (value) => (value.length === 0 ? t('Choose at least one role') : null),
      password: (value) => passwordProblem(t, value, record === null),
    },
  });
  const { values } = form;
  const leavesAdmin = self && record?.roles.includes('Admin') === true && (!values.roles.includes('Admin') || !values.active);
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={(user) => user.name}
      onDone={onDone}
      onCancel={onCancel}
      readOnly={!can('user:write')}
      removal={
        record === null || self
          ? undefined
          : {
              question: t('Only a user who has worked on no record can be deleted.'),
              whenInUse: t('Close this and switch off “May sign in” instead. The user is signed out at once, and the records keep the name of who did what.'),
              run: () => deleteUser(record.id),
            }
      }
    >
      {leavesAdmin && (
        <Notice tone="amber" title={t('This is you')}>
          {t('After saving you can no longer open these pages. Another Admin has to give it back.')}
        </Notice>
      )}
      <div className={classes.pair}>
        <TextInput label={t('Given name')} maxLength={80} autoComplete="off" data-autofocus {...form.getInputProps('given_name')} />
        <TextInput label={t('Middle name')} maxLength={80} autoComplete="off" {...form.getInputProps('middle_name')} />
      </div>
      <TextInput label={t('Family name')} maxLength={80} autoComplete="off" {...form.getInputProps('family_name')} />
      <TextInput
        label={t('User id')}
        description={t('What they type to sign in: small letters, digits, dot, dash, underscore.')}
        required
        maxLength={60}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('user_id')}
      />
      {record === null || renewing ? (
        <>
          <PasswordInput
            label={record === null ? t('Password') : t('New password')}
            description={
              record === null
                ? t('{{shortest}} to {{longest}} characters. A few words in a row are easy to remember and hard to guess.', { shortest, longest })
                : t('{{shortest}} to {{longest}} characters. Saving it signs the user out everywhere.', { shortest, longest })
            }
            required={record === null}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
            {...form.getInputProps('password')}
          />
          <Checkbox
            label={t('May keep this password')}
            description={t('Otherwise a new one, which only they know, is asked for at the next sign-in.')}
            {...form.getInputProps('password_stays', { type: 'checkbox' })}
          />
        </>
      ) : (
        <div>
          <Button variant="default" size="compact-sm" onClick={() => setRenewing(true)}>
            {t('Set a new password')}
          </Button>
        </div>
      )}
      <Checkbox.Group label={t('Roles')} required {...form.getInputProps('roles')}>
        <div className={classes.roles}>
          {roles.map((role) => (
            <Checkbox key={role} value={role} label={t(role)} description={t(roleWords[role])} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.pair}>
        <Select
          label={t('Department')}
          placeholder={t('None')}
          clearable
          searchable
          data={departments.map((each) => ({ value: String(each.id), label: each.name }))}
          value={values.department_id === '' ? null : values.department_id}
          onChange={(id) => form.setFieldValue('department_id', id ?? '')}
          error={form.errors['department_id']}
        />
        <TextInput label={t('Specialisation')} maxLength={120} {...form.getInputProps('specialisation')} />
      </div>
      {values.roles.includes('Doctor') && values.department_id === '' && (
        <Notice tone="blue">{t('Without a department this doctor cannot be chosen as attending physician.')}</Notice>
      )}
      <div className={classes.pair}>
        <TextInput label={t('Phone')} maxLength={40} {...form.getInputProps('phone')} />
        <TextInput label={t('Email')} type="email" maxLength={200} {...form.getInputProps('email')} />
      </div>
      <Textarea label={t('Address')} maxLength={400} autosize autoComplete="off" {...form.getInputProps('address')} />
      <TextInput label={t('Birth date')} type="date" maw={220} autoComplete="off" {...form.getInputProps('birth_date')} />
      <Switch
        label={t('May sign in')}
        description={t('Off: the user is signed out at once and cannot come back. The name stays on the records.')}
        {...form.getInputProps('active', { type: 'checkbox' })}
      />
      <SinglePermissions chosen={values.permissions} held={values.roles} onChange={(permissions) => form.setFieldValue('permissions', permissions)} />
    </RecordForm>
  );
}
