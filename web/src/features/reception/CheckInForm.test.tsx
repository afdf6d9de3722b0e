import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { aCase, aPatient } from '@/test/people';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { CheckInForm } from './CheckInForm';

const me: Me = {
  id: 1,
  user_id: 'ana',
  name: 'Ana Reyes',
  roles: ['Receptionist'],
  permissions: ['patient:read', 'patient:write', 'encounter:read', 'encounter:check-in'],
  department: null,
};
const list = (...items: object[]) => ({ items, next: null });
const juan = aPatient();

function duplicateResponse(): Response {
  return Response.json(
    { title: 'Conflict', status: 409, detail: 'This may be a patient who is already registered.', errors: [], possible_duplicates: [juan] },
    { status: 409, headers: { 'Content-Type': 'application/problem+json' } },
  );
}

const known = {
  'GET /api/v1/patients': list(juan),
  'GET /api/v1/patients/possible-duplicates': list(juan),
  'GET /api/v1/patients/7': juan,
  'GET /api/v1/patients/7/encounters': list(aCase({ status: 'Discharged' })),
};

async function typeName(user: ReturnType<typeof renderPage>['user']) {
  await user.type(await screen.findByRole('textbox', { name: /Family name/ }), 'Dela Cruz');
  await user.type(screen.getByRole('textbox', { name: /Given name/ }), 'Juan');
  await user.type(screen.getByLabelText('Date of birth'), '1990-01-31');
}

describe('checking in', { timeout: 20_000 }, () => {
  it('shows who is already registered while the name is typed', async () => {
    answerWith(known);
    const { user } = renderPage(<CheckInForm patientId={null} />, { me });
    await typeName(user);
    const beside = screen.getByRole('complementary', { name: 'Already registered?' });
    expect(await within(beside).findByText('This may be a returning patient')).toBeInTheDocument();
    expect(within(beside).getByRole('button', { name: /Dela Cruz, Juan.*K7PQM.*Lipa City/ })).toBeInTheDocument();
  });

  it('asks about a likely duplicate, and registers a different person once that is confirmed', async () => {
    const sent = answerWith({
      ...known,
      'POST /api/v1/check-ins': async (request) => {
        const body = await request.text();
        return body.includes('"confirm_distinct":true') ? Response.json({ patient: juan, encounter: aCase() }, { status: 201 }) : duplicateResponse();
      },
    });
    const { user } = renderPage(<CheckInForm patientId={null} />, { me });
    await typeName(user);
    await user.type(screen.getByRole('textbox', { name: 'Reason for visit' }), 'Cough');
    await user.click(screen.getByRole('button', { name: 'Check in' }));
    const dialog = await screen.findByRole('dialog', { name: 'Is this one of these patients?' });
    expect(within(dialog).getByRole('button', { name: /Dela Cruz, Juan/ })).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'This is a different person' }));
    await expect.poll(() => sent.filter((each) => each.method === 'POST').length).toBe(2);
    const [first, second] = sent.filter((each) => each.method === 'POST');
    expect(first?.body).not.toHaveProperty('confirm_distinct');
    expect(second?.body).toEqual({
      patient: { family_name: 'Dela Cruz', given_name: 'Juan', date_of_birth: '1990-01-31' },
      encounter: { reason_for_visit: 'Cough', intent: 'Undecided', type_of_admission: '', visit_type: '', referred_by: '' },
      confirm_distinct: true,
    });
    expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
  });

  it('begins a new case for the chosen patient with the visit alone, and gives the typed name back', async () => {
    const sent = answerWith({ ...known, 'POST /api/v1/patients/7/encounters': () => Response.json(aCase(), { status: 201 }) });
    const { user } = renderPage(<CheckInForm patientId={null} />, { me });
    await typeName(user);
    await user.type(screen.getByRole('textbox', { name: 'Reason for visit' }), 'Cough');
    await user.click(await screen.findByRole('button', { name: /Dela Cruz, Juan/ }));
    await user.click(await screen.findByRole('button', { name: 'Not this person' }));
    expect(screen.getByRole('textbox', { name: /Family name/ })).toHaveValue('Dela Cruz');
    await user.click(await screen.findByRole('button', { name: /Dela Cruz, Juan/ }));
    expect(screen.queryByRole('textbox', { name: /Family name/ })).not.toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Reason for visit' })).toHaveValue('Cough');
    await expect.poll(() => screen.getByRole('button', { name: 'Check in' }).hasAttribute('disabled')).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Check in' }));
    await expect.poll(() => sent.find((each) => each.path === '/api/v1/patients/7/encounters' && each.method === 'POST')?.body).toEqual({
      reason_for_visit: 'Cough',
      intent: 'Undecided',
      type_of_admission: '',
      visit_type: '',
      referred_by: '',
    });
  });

  it('leads to the open case of a patient who already has one', async () => {
    answerWith({ ...known, 'GET /api/v1/patients/7/encounters': list(aCase({ status: 'Admitted' })) });
    renderPage(<CheckInForm patientId={7} />, { me });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('This patient already has an open case, CN20261123-0004');
    expect(within(alert).getByRole('link', { name: 'Open case CN20261123-0004' })).toHaveAttribute('href', '/cases/21');
    expect(screen.getByRole('button', { name: 'Check in' })).toBeDisabled();
  });

  it('puts what the server refuses beside the field and keeps everything typed', async () => {
    answerWith({
      'GET /api/v1/patients': list(),
      'GET /api/v1/patients/possible-duplicates': list(),
      'POST /api/v1/check-ins': () =>
        problemResponse(422, 'Please correct the marked field.', [{ location: 'body.patient.phone', message: 'must be a phone number' }]),
    });
    const { user } = renderPage(<CheckInForm patientId={null} />, { me });
    await typeName(user);
    await user.type(screen.getByRole('textbox', { name: 'Phone' }), 'none');
    await user.click(screen.getByRole('button', { name: 'Check in' }));
    const phone = screen.getByRole('textbox', { name: 'Phone' });
    await expect.poll(() => phone.getAttribute('aria-invalid')).toBe('true');
    expect(phone).toHaveAccessibleDescription('must be a phone number');
    expect(phone).toHaveFocus();
    expect(screen.getByRole('textbox', { name: /Family name/ })).toHaveValue('Dela Cruz');
  });

  it('asks for both names before anything is sent', async () => {
    const sent = answerWith({});
    const { user } = renderPage(<CheckInForm patientId={null} />, { me });
    await user.click(await screen.findByRole('button', { name: 'Check in' }));
    expect(await screen.findByText('Enter the family name')).toBeInTheDocument();
    expect(screen.getByText('Enter the given name')).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'POST')).toEqual([]);
  });
});
