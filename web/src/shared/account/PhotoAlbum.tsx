import { Button, FileButton, Skeleton } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ErrorState } from '@/components/ErrorState';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import classes from './PhotoAlbum.module.css';
import { addPhoto, choosePhoto, type Photo, type PhotosOf, photosQuery, removePhoto, restorePhoto } from './queries';

/** What the server takes at most; said before the way there and back. */
const mostBytes = 20_000_000;

interface PictureProps {
  photo: Photo;
  /** Chooses and removes it; absent for those who only look. */
  acts: { choose: () => void; remove: () => void; restore: () => void } | undefined;
}

function Picture({ photo, acts }: PictureProps) {
  const { t } = useTranslation();
  const removed = photo.deleted_at !== null;
  const under = (): React.ReactNode => {
    if (photo.profile) return <strong>{t('Profile picture')}</strong>;
    if (removed) return <span className="soft">{t('Removed')}</span>;
    return (
      acts !== undefined && (
        <Button variant="default" size="compact-xs" aria-label={t('Use {{name}}', { name: photo.name })} onClick={acts.choose}>
          {t('Use')}
        </Button>
      )
    );
  };
  return (
    <li>
      <div className={classes.frame} data-chosen={photo.profile || undefined} data-removed={removed || undefined}>
        <img src={`/api/v1/photos/${photo.id}/${photo.thumbnail === 'made' ? 'thumbnail' : 'content'}`} alt={photo.name} loading="lazy" />
      </div>
      <div className={classes.under}>
        {under()}
        {acts !== undefined &&
          (removed ? (
            <Button variant="default" size="compact-xs" aria-label={t('Restore {{name}}', { name: photo.name })} onClick={acts.restore}>
              {t('Restore')}
            </Button>
          ) : (
            <Button variant="default" size="compact-xs" aria-label={t('Remove {{name}}', { name: photo.name })} onClick={acts.remove}>
              {t('Remove')}
            </Button>
          ))}
      </div>
    </li>
  );
}

/** The photos of a user, one of them the profile picture: changed by the user and by who may change users, who sees removed ones too. */
export function PhotoAlbum({ of }: { of: PhotosOf }) {
  const { t } = useTranslation();
  const can = useCan();
  const queryClient = useQueryClient();
  const photos = useQuery(photosQuery(of));
  const [removing, setRemoving] = useState<Photo | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const may = of === 'me' || can('user:write');
  // A profile picture is shown wherever its user is named.
  const again = (): Promise<unknown> => Promise.all([queryClient.invalidateQueries({ queryKey: ['me'] }), queryClient.invalidateQueries({ queryKey: ['user'] })]);
  const adding = useSubmit({ send: (file: File, headers) => addPhoto(of, file, headers), done: again });
  const choosing = useSubmit({
    send: ({ id }: Photo) => choosePhoto(id),
    done: () => {
      toast.done(t('The profile picture is changed'));
      return again();
    },
  });
  const restoring = useSubmit({ send: ({ id }: Photo) => restorePhoto(id), done: again });
  const removal = useSubmit({
    send: ({ id }: Photo) => removePhoto(id),
    done: () => {
      setRemoving(null);
      return again();
    },
  });
  const add = (file: File | null): void => {
    if (file === null) return;
    adding.clearProblem();
    setTooLarge(file.size > mostBytes);
    if (file.size <= mostBytes) adding.submit(file);
  };
  const list = (): React.ReactNode => {
    if (photos.data === undefined) return photos.isError ? <ErrorState error={photos.error} onRetry={photos.refetch} /> : <Skeleton height={132} mb="sm" />;
    if (photos.data.length === 0) return <p className={classes.words}>{of === 'me' ? t('No photos yet. Colleagues see the one you choose beside your name.') : t('No photos yet. The one that is chosen stands beside the name.')}</p>;
    return (
      <ul className={classes.photos} aria-label={t('Photos')}>
        {photos.data.map((photo) => (
          <Picture
            key={photo.id}
            photo={photo}
            acts={may ? { choose: () => choosing.submit(photo), remove: () => setRemoving(photo), restore: () => restoring.submit(photo) } : undefined}
          />
        ))}
      </ul>
    );
  };
  return (
    <>
      {list()}
      <FormProblem problem={adding.problem ?? choosing.problem ?? restoring.problem} />
      {tooLarge && <Notice alert tone="red" title={t('This picture is larger than 20 MB. Make it smaller, then choose it again.')} />}
      {may && (
        <div className={classes.acts}>
          <FileButton accept="image/jpeg,image/png,image/webp" onChange={add}>
            {(props) => (
              <Button variant="default" leftSection={<IconPhotoPlus size={16} />} loading={adding.busy} {...props}>
                {t('Add a photo')}
              </Button>
            )}
          </FileButton>
          <span className="soft">{t('JPEG, PNG or WebP, at most 20 MB')}</span>
        </div>
      )}
      <ConfirmDialog
        opened={removing !== null}
        title={t('Remove this photo?')}
        confirmLabel={t('Remove')}
        danger
        busy={removal.busy}
        problem={removal.problem}
        onConfirm={() => {
          if (removing !== null) removal.submit(removing);
        }}
        onClose={() => {
          setRemoving(null);
          removal.clearProblem();
        }}
      >
        {can('user:write') ? t('It is hidden from everyone else. You can restore it.') : t('It is hidden from everyone. An administrator can restore it.')}
      </ConfirmDialog>
    </>
  );
}
