import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { aPatient } from '@/test/people';
import { answerWith, renderPage } from '@/test/render';
import { PatientHeader } from './PatientHeader';

const nurse: Me = { id: 2, user_id: 'bea', name: 'Bea Lim', roles: ['Nurse'], permissions: ['chart:break-glass', 'patient:read'], department: null };
const anHour = 60 * 60_000;

function show(duty: { outside: boolean; reason: string; until: string | null }, me = nurse) {
  const sent = answerWith({ 'GET /api/v1/patients/7': { ...aPatient() }, 'GET /api/v1/patients/7/duty': duty });
  renderPage(<PatientHeader patientId={7} />, { me });
  return sent;
}

describe('the header of a patient whose chart is outside of duty', () => {
  it('says that the chart is open for a reason, and until when', async () => {
    show({ outside: true, reason: 'The family called', until: new Date(Date.now() + anHour).toISOString() });
    expect(await screen.findByText('Opened outside your duty')).toBeInTheDocument();
    expect(screen.getByTitle('Your reason: The family called')).toHaveTextContent(/until \w+ \d+, \d{4}, \d\d:\d\d$/);
  });

  it('says nothing once the reason holds no more, or none was given', async () => {
    const sent = show({ outside: true, reason: 'The family called', until: new Date(Date.now() - anHour).toISOString() });
    expect(await screen.findByText('K7PQM')).toBeInTheDocument();
    expect(sent.some(({ path }) => path.endsWith('/duty'))).toBe(true);
    expect(screen.queryByText('Opened outside your duty')).not.toBeInTheDocument();
  });

  it('does not ask for those who have no duty there', async () => {
    const sent = show({ outside: false, reason: '', until: null }, { ...nurse, permissions: ['patient:read'] });
    expect(await screen.findByText('K7PQM')).toBeInTheDocument();
    expect(sent.some(({ path }) => path.endsWith('/duty'))).toBe(false);
  });
});
