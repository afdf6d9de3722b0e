import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import type { Lab } from '@/shared/lab/queries';
import classes from './Result.module.css';

/** Untranslated. */
const chargeWords: Record<Lab['charge_state'], string> = {
  none: 'Nothing is charged',
  due: 'Charged when the test is done and the case has a bill',
  charged: 'On the bill',
  reversed: 'Taken off the bill',
  too_late: 'Not charged: the bill was final',
};

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function By({ name, at }: { name: string; at: string }) {
  return (
    <>
      {name}
      <span className="soft">
        {name === '' ? '' : ', '}
        <RelativeTime at={at} />
      </span>
    </>
  );
}

/** Who asked for a test and why, who did it, and what became of its price. */
export function LabFacts({ lab }: { lab: Lab }) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t('About this test')}>
      <dl className={classes.facts}>
        <Fact label={t('Case')}>
          <Link to="/cases/$encounterId" params={{ encounterId: String(lab.encounter_id) }}>
            {lab.case_number}
          </Link>
        </Fact>
        {lab.requested_at !== null && (
          <Fact label={t('Requested')}>
            <By name={lab.requested_by_name} at={lab.requested_at} />
          </Fact>
        )}
        {lab.request_note !== '' && <Fact label={t('Note to the laboratory')}>{lab.request_note}</Fact>}
        {lab.started_at !== null && (
          <Fact label={t('Started')}>
            <By name={lab.started_by_name} at={lab.started_at} />
          </Fact>
        )}
        {lab.performed_at !== null && (
          <Fact label={t('Performed')}>
            <By name={lab.performed_by_name} at={lab.performed_at} />
          </Fact>
        )}
        <Fact label={t('Charge')}>
          {lab.service_name !== '' && (
            <>
              {lab.service_name}
              {'\n'}
            </>
          )}
          <span className="soft">{t(chargeWords[lab.charge_state])}</span>
        </Fact>
      </dl>
    </SectionCard>
  );
}
