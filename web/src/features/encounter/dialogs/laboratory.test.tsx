import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { answerWith, problemResponse, renderPage } from '@/test/render';
import { doctor, madeCase, madeFile } from '../made';
import { MakePacket } from './MakePacket';
import { RequestTests } from './RequestTests';

const requester = { ...doctor, permissions: [...doctor.permissions, 'lab:read', 'lab:request', 'service:read', 'packet:make'] };
const known = { items: [{ name: 'Complete blood count', service_id: 3, service_name: 'CBC', analytes: [] }, { name: 'Urinalysis', service_id: null, service_name: '', analytes: [] }] };

function dialogProps() {
  return { encounter: madeCase({ status: 'Admitted' }), opened: true, onClose: vi.fn(), onDone: vi.fn() };
}

describe('requesting tests', () => {
  it('asks for each test once, with the service of the last time', async () => {
    const sent = answerWith({ 'GET /api/v1/lab-tests': known, 'POST /api/v1/encounters/7/lab-requests': () => Response.json({ id: 1 }, { status: 201 }) });
    const props = dialogProps();
    const { user } = renderPage(<RequestTests {...props} />, { me: requester });
    await user.click(await screen.findByRole('button', { name: 'Request' }));
    expect(await screen.findByText('Choose at least one test')).toBeInTheDocument();
    for (const name of [/^Complete blood count/, /^Urinalysis/]) {
      await user.click(screen.getByRole('combobox', { name: 'Add a test' }));
      await user.click(await screen.findByRole('option', { name }));
    }
    await user.click(screen.getByRole('switch', { name: 'Urgent: Urinalysis' }));
    await user.click(screen.getByRole('textbox', { name: 'Note to the laboratory' }));
    await user.paste('Fever');
    await user.dblClick(screen.getByRole('button', { name: 'Request' }));
    await waitFor(() => expect(props.onDone).toHaveBeenCalledOnce());
    const posts = sent.filter((each) => each.method === 'POST');
    expect(posts.map((each) => each.body)).toEqual([
      { test_type: 'Complete blood count', request_note: 'Fever', urgent: false, service_id: 3 },
      { test_type: 'Urinalysis', request_note: 'Fever', urgent: true, service_id: null },
    ]);
    expect(new Set(posts.map((each) => each.idempotencyKey)).size).toBe(2);
  });

  it('keeps what was not taken, with the reason, and asks for that alone', async () => {
    let refuse = true;
    const sent = answerWith({
      'GET /api/v1/lab-tests': known,
      'POST /api/v1/encounters/7/lab-requests': async (request) => {
        if (refuse && (await request.text()).includes('Urinalysis')) return problemResponse(503, 'The server is busy.');
        return Response.json({ id: 1 }, { status: 201 });
      },
    });
    const props = dialogProps();
    const { user } = renderPage(<RequestTests {...props} />, { me: requester });
    for (const name of [/^Complete blood count/, /^Urinalysis/]) {
      await user.click(await screen.findByRole('combobox', { name: 'Add a test' }));
      await user.click(await screen.findByRole('option', { name }));
    }
    await user.click(screen.getByRole('button', { name: 'Request' }));
    expect(await screen.findByText('The server is busy.')).toBeInTheDocument();
    const list = screen.getByRole('list', { name: 'Tests to request' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(list).toHaveTextContent('Urinalysis');
    expect(props.onDone).not.toHaveBeenCalled();
    refuse = false;
    await user.click(screen.getByRole('button', { name: 'Request' }));
    await waitFor(() => expect(props.onDone).toHaveBeenCalledOnce());
    const tries = sent.filter((each) => each.method === 'POST').slice(1);
    expect(tries).toHaveLength(2);
    expect(tries[0]?.idempotencyKey, 'the same act is sent again').toBe(tries[1]?.idempotencyKey);
  });
});

describe('the discharge packet', () => {
  const files = { items: [madeFile(1, 'xray.png'), madeFile(2, 'report.pdf', { content_type: 'application/pdf' }), madeFile(3, 'values.csv', { content_type: 'text/csv' })], next: null };

  it('takes the chosen files in the order they are put into by keyboard', async () => {
    Object.assign(URL, { createObjectURL: () => 'blob:made', revokeObjectURL: () => undefined });
    const sent = answerWith({ 'GET /api/v1/encounters/7/files': files, 'POST /api/v1/encounters/7/packet': () => new Response('%PDF', { headers: { 'Content-Type': 'application/pdf' } }) });
    const { user } = renderPage(<MakePacket {...dialogProps()} />, { me: requester });
    const report = await screen.findByRole('checkbox', { name: 'report.pdf' });
    expect(screen.queryByRole('checkbox', { name: 'values.csv' })).not.toBeInTheDocument();
    expect(screen.getByText('1 file is neither a picture nor a PDF and cannot go along.')).toBeInTheDocument();
    await user.click(screen.getByRole('checkbox', { name: 'All files' }));
    report.focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await user.click(screen.getByRole('button', { name: 'Make the packet' }));
    expect(await screen.findByRole('link', { name: 'Open' })).toHaveAttribute('href', 'blob:made');
    expect(sent.find((each) => each.method === 'POST')?.body).toEqual({ file_ids: [2, 1], results: true });
  });

  it('says beside the file why it cannot go along', async () => {
    answerWith({
      'GET /api/v1/encounters/7/files': files,
      'POST /api/v1/encounters/7/packet': () => problemResponse(422, 'One file cannot go along.', [{ location: 'body.file_ids[0]', message: 'report.pdf is protected by a password' }]),
    });
    const { user } = renderPage(<MakePacket {...dialogProps()} />, { me: requester });
    await user.click(await screen.findByRole('checkbox', { name: 'report.pdf' }));
    await user.click(screen.getByRole('button', { name: 'Make the packet' }));
    expect(await screen.findByText('report.pdf is protected by a password')).toBeInTheDocument();
    expect(screen.getByRole('checkbox', { name: 'report.pdf' })).toBeChecked();
  });
});
