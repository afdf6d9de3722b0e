import { Button, FileButton, Skeleton } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ErrorState } from '@/components/ErrorState';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SectionCard } from '@/components/SectionCard';
import { toast } from '@/components/toast';
import { useSubmit } from '@/lib/useSubmit';
import type { Photo } from '@/shared/account/queries';
import classes from './account.module.css';
import { addPhoto, choosePhoto, photosQuery, removePhoto } from './queries';

/** What the server takes at most; said before the way there and back. */
const mostBytes = 20_000_000;

/** My photos; one of them is the profile picture. */
export function Photos() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const photos = useQuery(photosQuery);
  const [removing, setRemoving] = useState<Photo | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const again = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['me'] });
  const adding = useSubmit({ send: addPhoto, done: again });
  const choosing = useSubmit({
    send: ({ id }: Photo) => choosePhoto(id),
    done: () => {
      toast.done(t('The profile picture is changed'));
      return again();
    },
  });
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
    if (photos.data.length === 0) return <p className={classes.words}>{t('No photos yet. Colleagues see the one you choose beside your name.')}</p>;
    return (
      <ul className={classes.photos} aria-label={t('Photos')}>
        {photos.data.map((photo) => (
          <li key={photo.id}>
            <div className={classes.frame} data-chosen={photo.profile || undefined}>
              <img src={`/api/v1/photos/${photo.id}/${photo.thumbnail === 'made' ? 'thumbnail' : 'content'}`} alt={photo.name} loading="lazy" />
            </div>
            <div className={classes.under}>
              {photo.profile ? (
                <strong>{t('Profile picture')}</strong>
              ) : (
                <Button variant="default" size="compact-xs" onClick={() => choosing.submit(photo)}>
                  {t('Use')}
                </Button>
              )}
              <Button variant="default" size="compact-xs" aria-label={t('Remove {{name}}', { name: photo.name })} onClick={() => setRemoving(photo)}>
                {t('Remove')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    );
  };
  return (
    <SectionCard title={t('Photos')}>
      {list()}
      <FormProblem problem={adding.problem ?? choosing.problem} />
      {tooLarge && <Notice alert tone="red" title={t('This picture is larger than 20 MB. Make it smaller, then choose it again.')} />}
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
        {t('It is hidden from everyone. An administrator can restore it.')}
      </ConfirmDialog>
    </SectionCard>
  );
}
