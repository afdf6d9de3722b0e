import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, renderPage } from '@/test/render';
import { AlbumGrid } from './AlbumGrid';
import type { Album, AlbumFile } from './queries';

const nurse: Me = { id: 2, user_id: 'nurse', name: 'Ana Cruz', roles: ['Nurse'], permissions: ['lab:read', 'lab:delete'], department: null };
const admin: Me = { ...nurse, id: 1, user_id: 'admin', permissions: ['lab:read', 'lab:delete', 'lab:restore'] };

function aFile(id: number, rest: Partial<AlbumFile> = {}): AlbumFile {
  return {
    id,
    album_id: 3,
    name: `scan-${id}.jpg`,
    size: 700_000,
    content_type: 'image/jpeg',
    width: 800,
    height: 600,
    sha256: '',
    url: `/api/v1/files/${id}/content`,
    thumbnail: 'made',
    deleted_at: null,
    deleted_by_name: '',
    delete_reason: '',
    ...rest,
  };
}

function anAlbum(files: AlbumFile[], rest: Partial<Album> = {}): Album {
  return {
    id: 3,
    lab_id: 5,
    description: 'Chest X-ray, front and side',
    files,
    uploaded_at: '2026-11-23T01:00:00.000Z',
    uploaded_by: 2,
    uploaded_by_name: 'Ana Cruz',
    deleted_at: null,
    deleted_by_name: '',
    delete_reason: '',
    ...rest,
  };
}

const gone = { deleted_at: '2026-11-23T02:00:00.000Z', deleted_by_name: 'Ana Cruz', delete_reason: 'Wrong patient' };

describe('an album', () => {
  it('says what it shows, how much it is and who brought it', async () => {
    answerWith({});
    renderPage(<AlbumGrid album={anAlbum([aFile(1), aFile(2)])} />, { me: nurse });
    const album = await screen.findByRole('region', { name: 'Chest X-ray, front and side' });
    expect(album).toHaveTextContent('2 files, 1.3 MB · Ana Cruz');
    expect(within(within(album).getByRole('list')).getAllByRole('listitem')).toHaveLength(2);
  });

  it('keeps the place of a picture that is being made, and fills it when it is there', async () => {
    answerWith({});
    const place = (container: HTMLElement) => ({ waits: container.querySelectorAll('[data-wanted]').length, pictures: [...container.querySelectorAll('img')].map((image) => image.getAttribute('src')) });
    const waiting = renderPage(<AlbumGrid album={anAlbum([aFile(1, { thumbnail: 'wanted' })])} />, { me: nurse });
    await screen.findByRole('button', { name: 'Open scan-1.jpg' });
    expect(place(waiting.container)).toEqual({ waits: 1, pictures: [] });
    waiting.unmount();
    const made = renderPage(<AlbumGrid album={anAlbum([aFile(1), aFile(2, { name: 'values.csv', content_type: 'text/csv', thumbnail: 'none' })])} />, { me: nurse });
    await screen.findByText('CSV');
    expect(place(made.container)).toEqual({ waits: 0, pictures: ['/api/v1/files/1/thumbnail'] });
    const image = made.container.querySelector('img');
    expect(image).toHaveAttribute('loading', 'lazy');
    if (image !== null) fireEvent.error(image);
    expect(await screen.findByText('JPG'), 'a picture that does not come leaves the mark').toBeInTheDocument();
  });

  it('deletes a file with a reason', async () => {
    const sent = answerWith({ 'DELETE /api/v1/files/2': {} });
    const { user } = renderPage(<AlbumGrid album={anAlbum([aFile(1), aFile(2)])} />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: 'More for scan-2.jpg' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete scan-2.jpg?' });
    await user.type(within(dialog).getByRole('textbox', { name: 'Reason' }), 'Blurred');
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('scan-2.jpg deleted')).toBeInTheDocument();
    expect(sent).toMatchObject([{ method: 'DELETE', body: { reason: 'Blurred' } }]);
  });

  it('shows who deleted what and why to those who may restore it', async () => {
    const sent = answerWith({ 'POST /api/v1/files/2/restore': {}, 'POST /api/v1/albums/4/restore': {} });
    const { user } = renderPage(
      <>
        <AlbumGrid album={anAlbum([aFile(1), aFile(2, gone)])} />
        <AlbumGrid album={anAlbum([aFile(9)], { id: 4, description: 'Old', ...gone })} />
      </>,
      { me: admin },
    );
    expect(await screen.findAllByText(/^Deleted by Ana Cruz, .*: Wrong patient$/)).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'More for scan-2.jpg' }));
    expect(await screen.findByRole('menuitem', { name: 'Restore' })).toBeInTheDocument();
    expect(screen.queryByRole('menuitem', { name: 'Delete' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('menuitem', { name: 'Restore' }));
    expect(await screen.findByText('scan-2.jpg restored')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'More for album Old' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Restore album' }));
    await waitFor(() => expect(sent.map((each) => each.path)).toEqual(['/api/v1/files/2/restore', '/api/v1/albums/4/restore']));
    expect(sent.every((each) => each.idempotencyKey !== null)).toBe(true);
  });

  it('offers nothing that may not be done', async () => {
    answerWith({});
    const { user } = renderPage(<AlbumGrid album={anAlbum([aFile(1)])} />, { me: { ...nurse, permissions: ['lab:read'] } });
    await user.click(await screen.findByRole('button', { name: 'More for scan-1.jpg' }));
    expect(await screen.findByRole('menuitem', { name: 'Download' })).toHaveAttribute('href', '/api/v1/files/1/content');
    expect(screen.queryByRole('menuitem', { name: 'Delete' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^More for album/ })).not.toBeInTheDocument();
  });

  it('opens a file over the page and gives the focus back', async () => {
    answerWith({});
    const { user } = renderPage(<AlbumGrid album={anAlbum([aFile(1), aFile(2)])} />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: 'Open scan-1.jpg' }));
    expect(await screen.findByRole('dialog', { name: 'File scan-1.jpg' })).toBeInTheDocument();
    await user.keyboard('{ArrowRight}');
    expect(await screen.findByRole('dialog', { name: 'File scan-2.jpg' })).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(screen.getByRole('button', { name: 'Open scan-1.jpg' })).toHaveFocus();
  });
});
