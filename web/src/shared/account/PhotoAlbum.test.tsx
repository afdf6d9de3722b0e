import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { answerWith, renderPage } from '@/test/render';
import { PhotoAlbum } from './PhotoAlbum';
import type { Photo } from './queries';

const admin: Me = { id: 6, user_id: 'admin', name: 'Carmela Soriano', roles: ['Admin'], permissions: ['user:read', 'user:write'], department: null };
const photo = (rest: Partial<Photo>): Photo => ({
  id: 1,
  user_id: 2,
  name: 'face.png',
  uploaded_at: '2026-11-01T02:00:00.000Z',
  profile: false,
  deleted_at: null,
  url: '/api/v1/photos/1/content',
  thumbnail: 'made',
  width: 400,
  height: 400,
  ...rest,
});
const photos = [photo({ id: 3, name: 'old.png', deleted_at: '2026-11-02T02:00:00.000Z' }), photo({ id: 2, name: 'new.png' }), photo({ profile: true })];

describe('the photos of another user', () => {
  it('are added, chosen, removed and restored by who may change users', async () => {
    const sent = answerWith({
      'GET /api/v1/users/2/photos': { items: photos, next: null },
      'POST /api/v1/users/2/photos': () => Response.json(photo({ id: 4 }), { status: 201 }),
      'POST /api/v1/photos/2/choose': { ...photo({ id: 2 }) },
      'POST /api/v1/photos/3/restore': { ...photo({ id: 3 }) },
      'DELETE /api/v1/photos/1': () => new Response(null, { status: 204 }),
    });
    const { user } = renderPage(<PhotoAlbum of={2} />, { me: admin });
    const list = await screen.findByRole('list', { name: 'Photos' });
    const [old] = within(list).getAllByRole('listitem');
    expect(old).toHaveTextContent('Removed');
    await user.click(within(list).getByRole('button', { name: 'Restore old.png' }));
    await user.click(within(list).getByRole('button', { name: 'Use new.png' }));
    expect(await screen.findByText('The profile picture is changed')).toBeInTheDocument();
    await user.click(within(list).getByRole('button', { name: 'Remove face.png' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }));
    await expect.poll(() => sent.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/v1/photos/3/restore', 'POST /api/v1/photos/2/choose', 'DELETE /api/v1/photos/1']);
  }, 30_000);

  it('are only looked at by who may see users', async () => {
    answerWith({ 'GET /api/v1/users/2/photos': { items: photos.slice(1), next: null } });
    renderPage(<PhotoAlbum of={2} />, { me: { ...admin, permissions: ['user:read'] } });
    const list = await screen.findByRole('list', { name: 'Photos' });
    expect(within(list).getAllByRole('img')).toHaveLength(2);
    expect(screen.queryByRole('button', { name: /Use|Remove|Restore|Add/ })).not.toBeInTheDocument();
  });
});
