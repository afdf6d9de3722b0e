import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '@/components/RelativeTime';
import { toast } from '@/components/toast';
import { useCan, useMe } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import { isClaimable } from './acts';
import classes from './Claim.module.css';
import { claimEncounter, type Encounter, encounterQuery, releaseEncounter } from './queries';

/** Who is on a waiting case; "I am on it" takes it, the same button gives it back. */
export function ClaimControl({ encounter, compact = false }: { encounter: Encounter; compact?: boolean }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const queryClient = useQueryClient();
  const { submit, busy } = useSubmit({
    send: (claim: boolean, headers) => (claim ? claimEncounter(encounter.id, headers) : releaseEncounter(encounter.id)),
    done: (changed) => {
      queryClient.setQueryData(encounterQuery(changed.id).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ['encounter', 'list'] });
    },
    failed: (problem) => toast.failed(problem),
  });

  if (!isClaimable(encounter.status)) return null;
  const mine = encounter.claimed_by !== null && encounter.claimed_by === me?.id;
  const size = compact ? 'compact-xs' : 'compact-sm';
  const forCase = { number: encounter.case_number };

  if (encounter.claimed_by !== null) {
    return (
      <span className={classes.claim} data-mine={mine || undefined}>
        <IconHandStop size={14} stroke={1.8} aria-hidden="true" />
        <span>
          {mine ? t('You are on it') : t('{{name}} is on it', { name: encounter.claimed_by_name })}
          {!compact && encounter.claimed_at !== null && (
            <span className="soft">
              {' '}
              {t('for')} <RelativeTime at={encounter.claimed_at} bare />
            </span>
          )}
        </span>
        {can('encounter:claim') && (
          <Button
            size={size}
            className={classes.button ?? ''}
            variant="subtle"
            loading={busy}
            aria-label={mine ? t('Give case {{number}} back', forCase) : t('Take over case {{number}}', forCase)}
            onClick={() => submit(!mine)}
          >
            {mine ? t('Give back') : t('Take over')}
          </Button>
        )}
      </span>
    );
  }
  if (!can('encounter:claim')) return null;
  return (
    <Button size={size} className={classes.button ?? ''} variant="default" loading={busy} aria-label={t('I am on case {{number}}', forCase)} onClick={() => submit(true)}>
      {t('I am on it')}
    </Button>
  );
}
