import { Skeleton } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { SectionCard } from '@/components/SectionCard';
import { groupRules } from './policy';
import { policyQuery } from './queries';
import classes from './RolesTable.module.css';
import { roles } from './search';

/** The whole policy in plain words: what each role may do. */
export function RolesTable() {
  const { t } = useTranslation();
  const policy = useQuery(policyQuery);
  if (policy.data === undefined) return policy.isError ? <ErrorState error={policy.error} onRetry={policy.refetch} /> : <Skeleton height={480} radius="md" />;
  return (
    <SectionCard title={t('What each role may do')} note={t('A user with several roles may do what any of them may.')} flush>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('What each role may do')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('May')}</th>
              {roles.map((role) => (
                <th key={role} scope="col">
                  {t(role)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groupRules(policy.data).map(([subject, rules]) => (
              <Fragment key={subject}>
                <tr className={classes.subject}>
                  <th colSpan={roles.length + 1} scope="rowgroup">
                    {t(subject)}
                  </th>
                </tr>
                {rules.map((rule) => (
                  <tr key={rule.permission}>
                    <th scope="row" title={rule.permission}>
                      {t(rule.sentence)}
                    </th>
                    {roles.map((role) => {
                      const may = rule.roles.includes(role);
                      return (
                        <td key={role}>
                          {may ? <IconCheck size={16} stroke={2.4} role="img" aria-label={t('yes')} className={classes.yes} /> : <span className={classes.no} aria-label={t('no')} role="img" />}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </SectionCard>
  );
}
