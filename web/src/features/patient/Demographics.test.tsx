import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import type { Patient } from '@/shared/patientQueries';
import { aPatient } from '@/test/people';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { DemographicsSection } from './Demographics';

const me: Me = { id: 1, user_id: 'ana', name: 'Ana Reyes', roles: ['Receptionist'], permissions: ['patient:write'], department: null };

function Contact({ patient }: { patient: Patient }) {
  const [editing, setEditing] = useState(false);
  return <DemographicsSection patient={patient} section="contact" title="Contact" editing={editing} onEdit={setEditing} />;
}

/** A server whose record has moved on to `current` since it was opened. */
function serverWith(current: Patient) {
  return answerWith({
    'GET /api/v1/patients/7': { ...current },
    'PATCH /api/v1/patients/7': async (request) => {
      const text = await request.text();
      if (!text.includes(`"version":${current.version}`)) {
        return problemResponse(409, 'Someone else changed this record meanwhile.', [{ location: 'body.version', message: 'is not the present version' }]);
      }
      return Response.json({ ...current, version: current.version + 1 });
    },
  });
}

const patches = (sent: ReturnType<typeof answerWith>) => sent.filter((each) => each.method === 'PATCH').map((each) => each.body);

async function changePhone(patient: Patient) {
  const { user } = renderPage(<Contact patient={patient} />, { me });
  await user.click(await screen.findByRole('button', { name: 'Edit Contact' }));
  const phone = screen.getByRole('textbox', { name: 'Phone' });
  await user.clear(phone);
  await user.type(phone, '0917 111 1111');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  return user;
}

describe('editing a patient', () => {
  it('sends only what was changed, with the version that was read', async () => {
    const sent = serverWith(aPatient());
    await changePhone(aPatient());
    expect(await screen.findByRole('button', { name: 'Edit Contact' })).toBeInTheDocument();
    expect(patches(sent)).toEqual([{ phone: '0917 111 1111', version: 3 }]);
    expect(screen.queryByRole('textbox', { name: 'Phone' })).not.toBeInTheDocument();
  });

  it('saves on top of what someone else changed elsewhere in the record', async () => {
    const sent = serverWith(aPatient({ version: 5, address: 'Brgy. San Roque, Marikina City' }));
    await changePhone(aPatient());
    expect(await screen.findByRole('button', { name: 'Edit Contact' })).toBeInTheDocument();
    expect(patches(sent)).toEqual([
      { phone: '0917 111 1111', version: 3 },
      { phone: '0917 111 1111', version: 5 },
    ]);
  });

  it('lets the person choose when both changed the same field', async () => {
    const sent = serverWith(aPatient({ version: 5, phone: '0918 222 2222' }));
    const user = await changePhone(aPatient());
    const choice = await screen.findByRole('radiogroup', { name: 'Phone' });
    expect(within(choice).getByRole('radio', { name: 'Mine: 0917 111 1111' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.click(within(choice).getByRole('radio', { name: 'On record now: 0918 222 2222' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('button', { name: 'Edit Contact' })).toBeInTheDocument();
    // Theirs stays, so there is nothing left to write.
    expect(patches(sent)).toHaveLength(1);
  });

  it('writes mine over theirs when that is chosen', async () => {
    const sent = serverWith(aPatient({ version: 5, phone: '0918 222 2222' }));
    const user = await changePhone(aPatient());
    await user.click(await screen.findByRole('radio', { name: 'Mine: 0917 111 1111' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('button', { name: 'Edit Contact' })).toBeInTheDocument();
    expect(patches(sent).at(-1)).toEqual({ phone: '0917 111 1111', version: 5 });
  });

  it('never writes an older value over what only the other changed', async () => {
    const sent = serverWith(aPatient({ version: 5, phone: '0918 222 2222', address: 'Brgy. Matina, Davao City' }));
    const user = await changePhone(aPatient());
    await user.click(await screen.findByRole('radio', { name: 'Mine: 0917 111 1111' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('button', { name: 'Edit Contact' })).toBeInTheDocument();
    expect(patches(sent).at(-1)).toEqual({ phone: '0917 111 1111', version: 5 });
  });
});
