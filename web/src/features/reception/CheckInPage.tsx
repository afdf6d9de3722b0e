import { getRouteApi } from '@tanstack/react-router';
import { CheckInForm } from './CheckInForm';
import { Slip } from './Slip';

const route = getRouteApi('/reading/check-in');

/** The front desk: the form, then the slip of the case that was begun. */
export function CheckInPage() {
  const { slip, patient } = route.useSearch();
  if (slip !== undefined) return <Slip encounterId={slip} />;
  return <CheckInForm key={patient ?? 'new'} patientId={patient ?? null} />;
}
