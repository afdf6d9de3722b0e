import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { reachable, restoring, sessionEnded } from '@/api/connection';
import { type FakeUpload, takeUploads } from '@/test/fakeUploads';
import { type Answers, answerWith, problemResponse, renderPage, type Sent } from '@/test/render';
import { UploadDialog } from './UploadDialog';

const settings = { known_types: ['png'], max_file_mb: 1, max_files: 3, max_megapixels: 50, types: ['png'], version: 0 };
const saveAlbums = 'POST /api/v1/labs/5/uploaded-albums';
const picture = (name: string, size = 4): File => new File([new Uint8Array(size)], name, { type: 'image/png' });

beforeEach(() => {
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:picture', revokeObjectURL: () => undefined }));
});

function open(answers: Answers = {}): { line: FakeUpload[]; sent: Sent[]; onClose: () => void; user: ReturnType<typeof renderPage>['user'] } {
  const sent = answerWith({ 'GET /api/v1/media-settings': settings, [saveAlbums]: () => Response.json({ items: [{}], next: null }, { status: 201 }), ...answers });
  const line = takeUploads();
  const onClose = vi.fn();
  const { user } = renderPage(<UploadDialog labId={5} opened onClose={onClose} />);
  return { line, sent, onClose, user };
}

async function album(number: number): Promise<HTMLElement> {
  return screen.findByRole('group', { name: `Album ${number}` });
}

async function description(number = 1): Promise<HTMLElement> {
  return within(await album(number)).getByRole('textbox', { name: /What the files show/ });
}

async function files(number = 1): Promise<HTMLElement> {
  return within(await album(number)).getByLabelText('Files');
}

const saves = (sent: Sent[]): Sent[] => sent.filter((each) => each.path.endsWith('/uploaded-albums'));

describe('uploading attachments', () => {
  it('sends several albums, each file once, and saves them together', async () => {
    const { line, sent, onClose, user } = open();
    await user.type(await description(), 'Front');
    await user.upload(await files(), [picture('a.png'), picture('b.png')]);
    await user.click(screen.getByRole('button', { name: 'Add another album' }));
    await user.type(await description(2), 'Side');
    await user.upload(await files(2), [picture('c.png')]);
    act(() => line[0]?.progress(2));
    expect(screen.getByRole('progressbar', { name: 'Progress of a.png' })).toHaveAttribute('aria-valuenow', '50');
    await user.click(screen.getByRole('button', { name: 'Save 2 albums' }));
    expect(saves(sent)).toEqual([]);
    act(() => line.forEach((each, index) => each.store(10 + index)));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(saves(sent)).toMatchObject([
      {
        body: {
          albums: [
            { description: 'Front', upload_ids: [10, 11] },
            { description: 'Side', upload_ids: [12] },
          ],
        },
      },
    ]);
    expect(new Set(line.map((each) => each.key)).size).toBe(3);
  });

  it('says what is missing, beside it, and asks the server for nothing', async () => {
    const { sent, user } = open();
    await user.click(await screen.findByRole('button', { name: 'Save album' }));
    expect(await screen.findByText('Say what the files show')).toBeInTheDocument();
    expect(screen.getByText('Add at least one file')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('textbox', { name: /What the files show/ })).toHaveFocus());
    expect(saves(sent)).toEqual([]);
  });

  it('tells what will not do: at once what is known here, in the server’s words the rest', async () => {
    const { line, user } = open();
    await user.upload(await files(), [picture('empty.png', 0), picture('large.png', 1024 * 1024 + 1), picture('fake.png')]);
    expect(line.map((each) => each.name)).toEqual(['fake.png']);
    act(() => line[0]?.answer(422, { detail: '“fake.png” seems to be a Windows program. Nothing was saved.', errors: [{ location: 'body.file', message: 'seems to be a Windows program.' }] }));
    expect(await screen.findByText(/This file seems to be a Windows program\./)).toBeInTheDocument();
    expect(screen.getByText(/This file is empty\./)).toBeInTheDocument();
    expect(screen.getByText(/This file is larger than 1 MB\./)).toBeInTheDocument();
    expect(screen.getByText(/0 of 3 files sent · 3 need you/)).toBeInTheDocument();
  });

  it('sends again what a cut line lost, under the same key; what arrived stays', async () => {
    const { line, user } = open();
    await user.upload(await files(), [picture('a.png'), picture('b.png')]);
    act(() => line[0]?.store(1));
    act(() => line[1]?.cut());
    expect(await screen.findByText(/Not sent: the server did not answer\./)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Send b.png again' }));
    expect(line).toHaveLength(3);
    expect(line[2]).toMatchObject({ name: 'b.png', key: line[1]?.key });
    act(() => line[2]?.cut());
    await screen.findByText(/Not sent:/);
    act(() => reachable.set(true));
    expect(line, 'the server is back').toHaveLength(4);
    expect(screen.getByText('4 bytes · Sent')).toBeInTheDocument();
  });

  it('waits for the sign-in when the session has ended', async () => {
    const { line, user } = open();
    await user.upload(await files(), [picture('a.png')]);
    act(() => line[0]?.answer(401, { detail: 'You are not signed in.' }));
    expect(await screen.findByText('4 bytes · Waiting')).toBeInTheDocument();
    expect(line).toHaveLength(1);
    act(() => sessionEnded.set(false));
    await waitFor(() => expect(line).toHaveLength(2));
  });

  it('sends nothing by itself into a hospital that was restored meanwhile, and does not save', async () => {
    const { line, sent, user } = open();
    await user.type(await description(), 'Front');
    await user.upload(await files(), [picture('a.png'), picture('b.png')]);
    act(() => line[0]?.store(1));
    await user.click(screen.getByRole('button', { name: 'Save album' }));
    act(() => line[1]?.answer(503, { type: 'urn:talaan:restoring', detail: 'A backup is being restored.' }));
    expect(restoring.get()).toBe(true);
    expect(await screen.findByText('4 bytes · Cancelled')).toBeInTheDocument();
    act(() => {
      sessionEnded.set(true);
      restoring.set(false);
    });
    act(() => sessionEnded.set(false));
    act(() => reachable.set(false));
    act(() => reachable.set(true));
    expect(line).toHaveLength(2);
    expect(saves(sent)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Send b.png again' }));
    expect(line).toHaveLength(3);
  });

  it('cancels one file; one that is taken away is forgotten at the server, and the keyboard goes on from there', async () => {
    const { line, sent, user } = open({ 'DELETE /api/v1/uploads/7': () => new Response(null, { status: 204 }) });
    await user.upload(await files(), [picture('a.png'), picture('b.png')]);
    await user.click(screen.getByRole('button', { name: 'Cancel a.png' }));
    expect(line[0]?.aborted()).toBe(true);
    expect(screen.getByText('4 bytes · Cancelled')).toBeInTheDocument();
    act(() => line[1]?.store(7));
    await user.click(await screen.findByRole('button', { name: 'Remove b.png' }));
    await waitFor(() => expect(sent.some((each) => each.path === '/api/v1/uploads/7')).toBe(true));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Remove a.png' })).toHaveFocus());
  });

  it('orders files by keyboard', async () => {
    const { user } = open();
    await user.upload(await files(), [picture('a.png'), picture('b.png'), picture('c.png')]);
    const names = (): (string | null)[] => within(screen.getByRole('list', { name: 'Files of album 1' })).getAllByRole('listitem').map((row) => row.querySelector('bdi')?.textContent ?? null);
    screen.getByRole('button', { name: 'Move c.png up' }).focus();
    await user.keyboard('{Enter}');
    expect(names()).toEqual(['a.png', 'c.png', 'b.png']);
    await waitFor(() => expect(screen.getByRole('button', { name: 'Move c.png up' })).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(names()).toEqual(['c.png', 'a.png', 'b.png']);
    await waitFor(() => expect(screen.getByRole('button', { name: 'Move c.png down' })).toHaveFocus());
  });

  it('moves what is too much for one album into another', async () => {
    const { line, user } = open();
    await user.upload(await files(), ['a', 'b', 'c', 'd', 'e'].map((name) => picture(`${name}.png`)));
    expect(await screen.findByText('An album may have 3 files; this one has 5')).toBeInTheDocument();
    expect(screen.getAllByText(/Waits: the album is full/)).toHaveLength(2);
    act(() => line.forEach((each, index) => each.store(index)));
    expect(line).toHaveLength(3);
    await user.click(screen.getByRole('button', { name: 'Move 2 files into another album' }));
    expect(within(screen.getByRole('list', { name: 'Files of album 2' })).getAllByRole('listitem')).toHaveLength(2);
    await waitFor(() => expect(line).toHaveLength(5));
  });

  it('shows a refusal beside the file it names, and keeps everything', async () => {
    const { line, onClose, user } = open({
      [saveAlbums]: () => problemResponse(422, 'Some of what you sent is not right.', [{ location: 'body.albums[0].upload_ids[1]', message: 'was sent more than a day ago and is forgotten' }]),
    });
    await user.type(await description(), 'Front');
    await user.upload(await files(), [picture('a.png'), picture('b.png')]);
    act(() => line.forEach((each, index) => each.store(index)));
    await user.click(screen.getByRole('button', { name: 'Save album' }));
    expect(await screen.findByText(/Not sent\. was sent more than a day ago/)).toBeInTheDocument();
    expect(onClose).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Send b.png again' }));
    expect(line[2]?.key).not.toBe(line[1]?.key);
    expect(screen.getByRole('textbox', { name: /What the files show/ })).toHaveValue('Front');
  });

  it('takes what is dropped and what is pasted', async () => {
    const { line } = open();
    const box = await album(1);
    const file = picture('x-ray.png');
    const entry = { kind: 'file', getAsFile: () => file, webkitGetAsEntry: () => ({ isDirectory: false }) };
    const folder = { kind: 'file', getAsFile: () => picture('scans'), webkitGetAsEntry: () => ({ isDirectory: true }) };
    fireEvent.dragOver(box, { dataTransfer: { types: ['Files'], dropEffect: 'none' } });
    expect(screen.getByText('Drop the files here')).toBeInTheDocument();
    fireEvent.drop(box, { dataTransfer: { types: ['Files'], items: [entry, folder] } });
    expect(await screen.findByText(/^scans is a folder\./)).toBeInTheDocument();
    fireEvent.paste(box, { clipboardData: { types: ['Files'], files: [picture('image.png')] } });
    await waitFor(() => expect(line.map((each) => each.name)).toEqual(['x-ray.png', expect.stringMatching(/^Pasted \d{4}-\d\d-\d\d \d\d\.\d\d\.png$/)]));
    expect(screen.queryByText('Drop the files here')).not.toBeInTheDocument();
  });

  it('discards only after asking', async () => {
    const { line, user } = open({ 'DELETE /api/v1/uploads/7': () => new Response(null, { status: 204 }) });
    await user.upload(await files(), [picture('a.png')]);
    act(() => line[0]?.store(7));
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    const asks = await screen.findByRole('dialog', { name: 'Discard what is not saved?' });
    await user.click(within(asks).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(screen.queryByText('a.png')).not.toBeInTheDocument());
  });
});
