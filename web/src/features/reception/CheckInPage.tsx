import { Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { fetched } from '@/lib/fetched';
import { CheckInForm } from './CheckInForm';

const route = getRouteApi('/reading/check-in');

// The slip comes whole, with what draws its code: nobody prints one half drawn.
const Slip = lazy(async () => ({ default: (await fetched(() => import('./Slip'))).Slip }));

/** The front desk: the form, then the slip of the case that was begun. */
export function CheckInPage() {
  const { slip, patient } = route.useSearch();
  if (slip === undefined) return <CheckInForm key={patient ?? 'new'} patientId={patient ?? null} />;
  return (
    <Suspense fallback={<Skeleton height={420} maw={420} mx="auto" />}>
      <Slip encounterId={slip} />
    </Suspense>
  );
}
