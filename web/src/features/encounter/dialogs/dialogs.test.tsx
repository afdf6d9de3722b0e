import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { answerWith, type Answers, problemResponse, renderPage } from '@/test/render';
import { admittedBill, coder, doctor, hospital, madeBed, madeCase, physicians, teller } from '../made';
import type { Encounter } from '../queries';
import { ConfirmCase } from './ConfirmCase';
import { DischargeCase } from './DischargeCase';
import { FinalizeCase } from './FinalizeCase';
import { SendBackCase } from './ReasonCase';

const internal = { department_id: 1, department_name: 'Internal Medicine', via: 'I' };

function serve(more: Answers = {}) {
  return answerWith({
    'GET /api/v1/hospital': hospital,
    'GET /api/v1/physicians': { items: physicians, next: null },
    'GET /api/v1/icd-codes': { items: [{ code: 'I50.9', title: 'Heart failure', department_id: 1 }], next: null },
    'GET /api/v1/icd-mappings/match': internal,
    'GET /api/v1/beds': { items: [madeBed(1, '3A-1'), madeBed(2, '3A-2')], next: null },
    'GET /api/v1/encounters/7/stays': { items: [], next: null },
    ...more,
  });
}

function given(encounter: Encounter) {
  return { encounter, opened: true, onClose: vi.fn(), onDone: vi.fn() };
}

const coded = madeCase({
  status: 'Ready_for_Coding',
  decision: 'Inpatient',
  principal_diagnosis: 'Heart failure',
  icd_code: 'I50.9',
  attending_physician_id: 11,
  attending_physician_name: 'Antonio Reyes',
  department_id: 1,
  department_name: 'Internal Medicine',
  department_source: 'mapping',
});
const admitted = madeCase({ ...coded, status: 'Admitted', bed_number: '3A-2', bill_id: 5 });

describe('Confirm', () => {
  it('names everything that is missing and sends nothing', async () => {
    const sent = serve();
    const { user } = renderPage(<ConfirmCase {...given(madeCase())} />, { me: doctor });
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('Decide inpatient or outpatient')).toBeInTheDocument();
    expect(screen.getByText('Write the principal diagnosis')).toBeInTheDocument();
    expect(sent.filter((each) => each.method === 'POST')).toEqual([]);
  });

  it('asks an inpatient for a code, not an outpatient', async () => {
    const sent = serve({ 'POST /api/v1/encounters/7/confirm': coded });
    const props = given(madeCase({ principal_diagnosis: 'Heart failure' }));
    const { user } = renderPage(<ConfirmCase {...props} />, { me: doctor });
    await user.click(await screen.findByRole('radio', { name: /^Inpatient/ }));
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('An inpatient needs an ICD-10 code')).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: /^Outpatient/ }));
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    await vi.waitFor(() => expect(props.onDone).toHaveBeenCalled());
    // The doctor who confirms attends, unless another is chosen.
    expect(sent.find((each) => each.method === 'POST')?.body).toEqual({ decision: 'Outpatient', attending_physician_id: 11, principal_diagnosis: 'Heart failure' });
  });

  it('asks for a reason when the physician is of another department', async () => {
    const sent = serve({ 'POST /api/v1/encounters/7/confirm': coded });
    const props = given(madeCase({ decision: 'Inpatient', principal_diagnosis: 'Heart failure', icd_code: 'I50.9', attending_physician_id: 21 }));
    const { user } = renderPage(<ConfirmCase {...props} />, { me: doctor });
    const reason = await screen.findByRole('textbox', { name: /Reason for a physician/ });
    expect(screen.getByText('Ramon Ocampo is of Surgery, but the case belongs to Internal Medicine.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('Write the reason')).toBeInTheDocument();
    await user.type(reason, 'Alone on call');
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    await vi.waitFor(() => expect(props.onDone).toHaveBeenCalled());
    expect(sent.find((each) => each.method === 'POST')?.body).toMatchObject({ override_reason: 'Alone on call' });
  });
});

describe('Finalise', () => {
  it('says what will happen, and admits into the chosen bed', async () => {
    const sent = serve({ 'POST /api/v1/encounters/7/finalize': { encounter: admitted, bill: admittedBill, stay: null } });
    const props = given(coded);
    const { user } = renderPage(<FinalizeCase {...props} />, { me: coder });
    await user.click(await screen.findByRole('button', { name: 'Admit' }));
    expect(await screen.findByText('Choose a bed')).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: /Bed 3A-2/ }));
    expect(screen.getByText('Opens the bill, puts Dela Cruz, Juan in bed 3A-2 at ₱30.00 an hour from now.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Admit' }));
    await vi.waitFor(() => expect(props.onDone).toHaveBeenCalled());
    expect(sent.find((each) => each.method === 'POST')?.body).toEqual({ bed_id: 2 });
  });

  it('keeps the dialog when the bed was taken meanwhile, marks it and asks again for beds', async () => {
    const sent = serve({
      'POST /api/v1/encounters/7/finalize': () =>
        problemResponse(409, 'Bed 3A-1 has just been taken. Choose another bed.', [{ location: 'body.bed_id', message: 'is taken' }]),
    });
    const props = given(coded);
    const { user } = renderPage(<FinalizeCase {...props} />, { me: coder });
    await user.click(await screen.findByRole('radio', { name: /Bed 3A-1/ }));
    const before = sent.filter((each) => each.path === '/api/v1/beds').length;
    await user.click(screen.getByRole('button', { name: 'Admit' }));
    const gone = await screen.findByRole('radio', { name: 'Bed 3A-1, just taken' });
    expect(gone).toBeDisabled();
    expect(gone).not.toBeChecked();
    expect(screen.getByText('Bed 3A-1 has just been taken. Choose another bed.')).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: /Bed 3A-2/ })).toBeEnabled();
    await vi.waitFor(() => expect(sent.filter((each) => each.path === '/api/v1/beds').length).toBeGreaterThan(before));
    expect(props.onDone).not.toHaveBeenCalled();
  });

  it('names who can go on to those who may not override', async () => {
    serve();
    renderPage(<FinalizeCase {...given(madeCase({ ...coded, attending_physician_id: 21 }))} />, { me: teller });
    expect(await screen.findByText(/A doctor or a coder can go on with a written reason/)).toBeInTheDocument();
    expect(screen.queryByRole('textbox', { name: /Reason/ })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Admit' })).toBeDisabled();
  });

  it('shows the reason field when only the server knows that it is needed', async () => {
    serve({
      'POST /api/v1/encounters/7/finalize': () =>
        problemResponse(409, 'Antonio Reyes is of Internal Medicine, but the case belongs to Surgery.', [{ location: 'body.override_reason', message: 'a reason is needed' }]),
    });
    const { user } = renderPage(<FinalizeCase {...given(coded)} />, { me: coder });
    await user.click(await screen.findByRole('radio', { name: /Bed 3A-1/ }));
    expect(screen.queryByRole('textbox', { name: /Reason/ })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Admit' }));
    expect(await screen.findByRole('textbox', { name: /Reason/ })).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: /Bed 3A-1/ })).toBeChecked();
  });

  it('takes an outpatient without a bed', async () => {
    const sent = serve({ 'POST /api/v1/encounters/7/finalize': { encounter: madeCase({ status: 'Outpatient' }), bill: admittedBill, stay: null } });
    const props = given(madeCase({ ...coded, decision: 'Outpatient' }));
    const { user } = renderPage(<FinalizeCase {...props} />, { me: teller });
    await user.click(await screen.findByRole('button', { name: 'Begin outpatient care' }));
    await vi.waitFor(() => expect(props.onDone).toHaveBeenCalled());
    expect(sent.find((each) => each.method === 'POST')?.body).toEqual({});
  });
});

describe('Discharge', () => {
  it('asks about an autopsy only when the patient died, and brings the diagnosis along', async () => {
    const sent = serve({ 'POST /api/v1/encounters/7/discharge': { encounter: madeCase({ ...admitted, status: 'Discharged' }), bill: admittedBill } });
    const props = given(admitted);
    const { user } = renderPage(<DischargeCase {...props} />, { me: doctor });
    expect(await screen.findByRole('textbox', { name: /Final diagnosis/ })).toHaveValue('Heart failure');
    await user.click(screen.getByRole('combobox', { name: /Disposition/ }));
    await user.click(await screen.findByRole('option', { name: 'Discharged' }));
    await user.click(screen.getByRole('combobox', { name: /Result/ }));
    expect(screen.queryByRole('radio', { name: 'Autopsied' })).not.toBeInTheDocument();
    await user.click(await screen.findByRole('option', { name: 'Died 48 h or later' }));
    await user.click(screen.getByRole('button', { name: 'Discharge' }));
    expect(await screen.findByText('Say whether there was an autopsy')).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Not autopsied' }));
    await user.click(screen.getByRole('button', { name: 'Discharge' }));
    await vi.waitFor(() => expect(props.onDone).toHaveBeenCalled());
    expect(sent.find((each) => each.method === 'POST')?.body).toEqual({
      disposition: 'Discharged',
      result: 'Died 48 h or later',
      autopsied: false,
      final_diagnosis: 'Heart failure',
    });
  });
});

it('sends a case back only with a reason', async () => {
  const sent = serve({ 'POST /api/v1/encounters/7/send-back': madeCase() });
  const props = given(coded);
  const { user } = renderPage(<SendBackCase {...props} />, { me: coder });
  await user.click(await screen.findByRole('button', { name: 'Send back' }));
  expect(await screen.findByText('Write the reason')).toBeInTheDocument();
  await user.type(screen.getByRole('textbox', { name: /Reason/ }), 'Code and diagnosis differ');
  await user.click(screen.getByRole('button', { name: 'Send back' }));
  await vi.waitFor(() => expect(props.onDone).toHaveBeenCalled());
  expect(sent.filter((each) => each.method === 'POST').map((each) => each.body)).toEqual([{ reason: 'Code and diagnosis differ' }]);
});
