import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import type { CorrectionRequest, LegalHold } from '@/shared/privacy/queries';
import { aPatient } from '@/test/people';
import { type Answers, answerWith, problemResponse, renderPage } from '@/test/render';
import { Rights } from './Rights';

const nurse: Me = { id: 2, user_id: 'bea', name: 'Bea Lim', roles: ['Nurse'], permissions: ['correction:request'], department: null };
const admin: Me = { ...nurse, id: 6, permissions: ['correction:request', 'correction:decide', 'legal-hold:write', 'retention:read', 'patient:export'] };
const juan = { id: 7, code: 'K7PQM', name: 'Dela Cruz, Juan', sex: 'Male', age: 36 } as const;

const request = (rest: Partial<CorrectionRequest> = {}): CorrectionRequest => ({
  id: 4,
  patient: juan,
  requester: 'Ana Dela Cruz',
  relationship: 'Daughter',
  wrong: 'The birthday',
  wish: '1 May 1980',
  received_on: '2026-11-01',
  due_on: '2026-11-16',
  overdue: true,
  status: 'Open',
  answer: '',
  written_at: '2026-11-01T02:00:00.000Z',
  written_by: 2,
  written_by_name: 'Bea Lim',
  decided_at: null,
  decided_by: null,
  decided_by_name: '',
  ...rest,
});
const refused = request({ id: 3, wrong: 'The diagnosis', status: 'Refused', overdue: false, answer: 'It was made so', decided_at: '2026-11-02T02:00:00.000Z', decided_by: 6, decided_by_name: 'Carmela Soriano' });
const hold: LegalHold = {
  id: 9,
  patient: juan,
  reason: 'Case 1042 in court',
  placed_at: '2026-11-03T02:00:00.000Z',
  placed_by: 6,
  placed_by_name: 'Carmela Soriano',
  lifted_at: null,
  lifted_by: null,
  lifted_by_name: '',
  lift_reason: '',
};

/** A server that knows these requests and perhaps a hold. */
function office(requests: readonly CorrectionRequest[], holds: readonly LegalHold[] = []): Answers {
  return {
    'GET /api/v1/correction-requests': { items: requests, next: null },
    'GET /api/v1/legal-holds': { items: holds, next: null },
  };
}

const posted = (sent: ReturnType<typeof answerWith>) => sent.filter((each) => each.method === 'POST').map(({ path, body }) => ({ path, body }));

describe('the rights of a patient', () => {
  it('are not there for those who may do nothing about them', async () => {
    const sent = answerWith(office([]));
    renderPage(
      <>
        <Rights patient={aPatient()} />
        <p>The page</p>
      </>,
      { me: { ...nurse, permissions: ['patient:read'] } },
    );
    expect(await screen.findByText('The page')).toBeInTheDocument();
    expect(screen.queryByText('The patient’s rights')).not.toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  it('show open requests, answered ones when asked, and ask for no hold that may not be seen', async () => {
    const sent = answerWith(office([request(), refused]));
    const { user } = renderPage(<Rights patient={aPatient()} />, { me: nurse });
    const list = await screen.findByRole('list', { name: 'Requests for corrections' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(list).toHaveTextContent('The birthdayOverdue due Nov 16, 2026');
    await user.click(screen.getByRole('switch', { name: 'Show answered (1)' }));
    await user.click(screen.getByRole('button', { name: 'Open the request: The diagnosis' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('It was made so');
    expect(within(dialog).queryByRole('radio')).not.toBeInTheDocument();
    expect(sent.some(({ path }) => path === '/api/v1/legal-holds')).toBe(false);
    expect(screen.queryByRole('button', { name: /Export|hold/ })).not.toBeInTheDocument();
  });

  it('take a request down, say what is missing, and keep what was typed when the server refuses', async () => {
    let tries = 0;
    const sent = answerWith({
      ...office([]),
      'POST /api/v1/patients/7/correction-requests': () => {
        tries += 1;
        return tries === 1
          ? problemResponse(422, 'Please correct the marked field.', [{ location: 'body.requester', message: 'is nobody we know' }])
          : Response.json(request({ due_on: '2026-12-13' }), { status: 201 });
      },
    });
    const { user } = renderPage(<Rights patient={aPatient()} />, { me: nurse });
    expect(await screen.findByText('No request for a correction waits for an answer.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Request a correction' }));
    await user.click(await screen.findByRole('button', { name: 'Write it down' }));
    expect(await screen.findByText('Write what is said to be wrong')).toBeInTheDocument();
    await user.type(screen.getByRole('textbox', { name: /^What is wrong/ }), ' The birthday ');
    await user.type(screen.getByRole('textbox', { name: 'What it should say' }), '1 May 1980');
    await user.clear(screen.getByLabelText('Received on'));
    await user.click(screen.getByRole('button', { name: 'Write it down' }));
    expect(await screen.findByText('is nobody we know')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'What it should say' })).toHaveValue('1 May 1980');
    await user.click(screen.getByRole('button', { name: 'Write it down' }));
    expect(await screen.findByText('The request is written down. It is to be answered by Dec 13, 2026.')).toBeInTheDocument();
    // Without a day the server takes its own today.
    const body = { requester: 'Dela Cruz, Juan', relationship: '', wrong: ' The birthday ', wish: '1 May 1980' };
    expect(posted(sent)).toEqual([
      { path: '/api/v1/patients/7/correction-requests', body },
      { path: '/api/v1/patients/7/correction-requests', body },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('let those who may answer a request, once the decision and its words are there', async () => {
    const sent = answerWith({ ...office([request()]), 'POST /api/v1/correction-requests/4/decide': { ...request({ status: 'Corrected' }) } });
    const { user } = renderPage(<Rights patient={aPatient()} />, { me: admin });
    await user.click(await screen.findByRole('button', { name: 'Open the request: The birthday' }));
    await user.click(await screen.findByRole('button', { name: 'Save the answer' }));
    expect(await screen.findByText('Choose whether the record was corrected')).toBeInTheDocument();
    expect(screen.getByText('Write what the patient is told')).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Corrected' }));
    await user.type(screen.getByRole('textbox', { name: /^Answer/ }), 'As in the certificate ');
    await user.click(screen.getByRole('button', { name: 'Save the answer' }));
    expect(await screen.findByText('The request of Dela Cruz, Juan is answered')).toBeInTheDocument();
    expect(posted(sent)).toEqual([{ path: '/api/v1/correction-requests/4/decide', body: { status: 'Corrected', answer: 'As in the certificate' } }]);
  });

  it('say that the record is on hold, and lift it for a reason', async () => {
    const sent = answerWith({ ...office([], [hold]), 'POST /api/v1/legal-holds/9/lift': { ...hold } });
    const { user } = renderPage(<Rights patient={aPatient()} />, { me: admin });
    expect(await screen.findByText('On legal hold')).toBeInTheDocument();
    expect(screen.getByText('Case 1042 in court')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Place a legal hold' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Lift' }));
    await user.type(await screen.findByRole('textbox', { name: /^Reason/ }), 'The court has decided{Enter}');
    expect(await screen.findByText('The hold on the record of Dela Cruz, Juan is lifted')).toBeInTheDocument();
    expect(posted(sent)).toEqual([{ path: '/api/v1/legal-holds/9/lift', body: { reason: 'The court has decided' } }]);
  });

  it('place a hold for a reason, and say so when somebody was faster', async () => {
    const sent = answerWith({ ...office([]), 'POST /api/v1/patients/7/legal-holds': () => problemResponse(409, 'This patient’s record is on hold already.') });
    const { user } = renderPage(<Rights patient={aPatient()} />, { me: admin });
    await user.click(await screen.findByRole('button', { name: 'Place a legal hold' }));
    await user.type(await screen.findByRole('textbox', { name: /^Reason/ }), 'A case in court{Enter}');
    expect(await screen.findByText('This patient’s record is on hold already.')).toBeInTheDocument();
    expect(posted(sent)).toEqual([{ path: '/api/v1/patients/7/legal-holds', body: { reason: 'A case in court' } }]);
  });

  it('offer another try when they do not come', async () => {
    let fails = true;
    answerWith({ ...office([]), 'GET /api/v1/correction-requests': () => (fails ? problemResponse(500, 'No.') : Response.json({ items: [], next: null })) });
    const { user } = renderPage(<Rights patient={aPatient()} />, { me: nurse });
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    await user.click(again);
    expect(await screen.findByText('No request for a correction waits for an answer.')).toBeInTheDocument();
  });
});

describe('the export of everything', () => {
  const addresses = { made: vi.fn<(content: Blob) => string>(), back: vi.fn<(address: string) => void>() };
  const clicked = vi.fn<(link: HTMLAnchorElement) => void>();
  beforeEach(() => {
    addresses.made.mockReset().mockReturnValue('blob:record');
    addresses.back.mockReset();
    clicked.mockReset();
    Object.assign(URL, { createObjectURL: addresses.made, revokeObjectURL: addresses.back });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
      clicked(this);
    });
  });

  it('shows how far it is, saves under the server’s name, and gives the memory back', async () => {
    let more: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        more = controller;
      },
    });
    answerWith({
      ...office([]),
      'GET /api/v1/patients/7/export': () =>
        new Response(body, { headers: { 'Content-Type': 'application/zip', 'Content-Length': '4096', 'Content-Disposition': 'attachment; filename="Patient K7PQM.zip"' } }),
    });
    const { user, unmount } = renderPage(<Rights patient={aPatient()} />, { me: admin });
    await user.click(await screen.findByRole('button', { name: 'Export everything' }));
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    expect(await screen.findByText('Gathering the record…')).toBeInTheDocument();
    more?.enqueue(new Uint8Array(1024));
    expect(await screen.findByText('1.0 kB of 4.0 kB received')).toBeInTheDocument();
    expect(screen.getByRole('progressbar', { name: 'Progress of the export' })).toHaveAttribute('aria-valuenow', '25');
    more?.enqueue(new Uint8Array(3072));
    more?.close();
    expect(await screen.findByText('Saved as Patient K7PQM.zip, 4.0 kB')).toBeInTheDocument();
    expect(addresses.made.mock.calls[0]?.[0]).toMatchObject({ size: 4096, type: 'application/zip' });
    expect(clicked.mock.calls.map(([link]) => [link.getAttribute('href'), link.download])).toEqual([['blob:record', 'Patient K7PQM.zip']]);
    expect(addresses.back).not.toHaveBeenCalled();
    unmount();
    expect(addresses.back).toHaveBeenCalledWith('blob:record');
  });

  it('says why it failed, and tries again', async () => {
    let tries = 0;
    answerWith({
      ...office([]),
      'GET /api/v1/patients/7/export': () => {
        tries += 1;
        if (tries === 1) return problemResponse(507, 'The disk of the server is full.');
        // The line is lost before all of it came.
        return new Response('half', { headers: { 'Content-Length': '4096' } });
      },
    });
    const { user } = renderPage(<Rights patient={aPatient()} />, { me: admin });
    await user.click(await screen.findByRole('button', { name: 'Export everything' }));
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    expect(await screen.findByText('The disk of the server is full.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/^The server does not answer/)).toBeInTheDocument();
    expect(addresses.made).not.toHaveBeenCalled();
  });
});
