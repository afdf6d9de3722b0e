import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/components/KeyHint';
import { Notice } from '@/components/Notice';
import { PageHeader } from '@/components/PageHeader';
import { RelativeTime } from '@/components/RelativeTime';
import { StageSteps } from '@/components/StageSteps';
import { useCan } from '@/lib/permissions';
import { type Act, actNames, acts, awaited, isPossible, nextAct } from '../acts';
import { ClaimControl } from '../ClaimControl';
import type { Encounter } from '../queries';
import { stagesOf } from '../stages';
import classes from './Case.module.css';

interface CaseHeadProps {
  encounter: Encounter;
  onAct: (act: Act) => void;
  onHistory: () => void;
}

function Steps({ encounter }: { encounter: Encounter }) {
  const { t } = useTranslation();
  return (
    <StageSteps
      label={t('Stages of the case')}
      stages={stagesOf(encounter).map(({ label, state, at }) => ({
        label: t(label),
        state,
        ...(at === null
          ? {}
          : { detail: state === 'current' && encounter.status !== 'Discharged' ? <>{t('for')} <RelativeTime at={at} bare /></> : <RelativeTime at={at} /> }),
      }))}
    />
  );
}

/** Where the case stands, and the one act that moves it on for whoever may; for others, who does. */
export function CaseHead({ encounter, onAct, onHistory }: CaseHeadProps) {
  const { t } = useTranslation();
  const can = useCan();
  const next = nextAct(encounter.status, can);
  const others = actNames.filter((act) => act !== next && isPossible(act, encounter.status, can)).reverse();
  const toBill = encounter.status === 'Discharged' && encounter.archived_at === null && can('bill:finalize', 'payment:take') ? encounter.bill_id : null;

  return (
    <>
      <PageHeader
        title={t('Case {{number}}', { number: encounter.case_number })}
        aside={<ClaimControl encounter={encounter} />}
        actions={
          <>
            <Button variant="default" leftSection={<IconHistory size={16} />} rightSection={<KeyHint keys="h" />} onClick={onHistory}>
              {t('History')}
            </Button>
            {others.map((act) => (
              <Button key={act} variant="default" rightSection={<KeyHint keys={acts[act].key} />} onClick={() => onAct(act)}>
                {t(acts[act].label)}
              </Button>
            ))}
            {next !== undefined && (
              <Button className={classes.next} rightSection={<KeyHint keys={acts[next].key} />} onClick={() => onAct(next)}>
                {t(acts[next].label)}
              </Button>
            )}
            {toBill !== null && (
              <Button className={classes.next} renderRoot={(props) => <Link {...props} to="/bills/$billId" params={{ billId: String(toBill) }} />}>
                {t('Open the bill')}
              </Button>
            )}
          </>
        }
      />
      <div className={classes.way}>
        <Steps encounter={encounter} />
        {next === undefined && toBill === null && <p className={classes.awaited}>{t(awaited(encounter))}</p>}
      </div>
      {encounter.send_back_reason !== undefined && encounter.send_back_reason !== '' && encounter.status === 'Pending' && (
        <Notice tone="amber" title={t('Coding sent this case back')}>
          {encounter.send_back_reason}
        </Notice>
      )}
      {encounter.status === 'Cancelled' && (
        <Notice tone="red" title={t('This case was cancelled')}>
          {encounter.cancel_reason}
        </Notice>
      )}
      {encounter.override_reason !== undefined && encounter.override_reason !== '' && (
        <Notice tone="blue" title={t('The physician is of another department, with this reason')}>
          {encounter.override_reason}
        </Notice>
      )}
    </>
  );
}
