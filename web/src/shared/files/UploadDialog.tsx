import { Button, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { FormProblem } from '@/components/FormProblem';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { UnsavedGuard } from '@/components/UnsavedGuard';
import { useSubmit } from '@/lib/useSubmit';
import { AlbumDrafts } from './AlbumDrafts';
import { addAlbums } from './queries';
import classes from './UploadDialog.module.css';
import { NotReady } from './uploadQueue';
import { isBlank, tally } from './uploads';
import { useUploads } from './useUploads';

interface UploadDialogProps {
  labId: number;
  opened: boolean;
  onClose: () => void;
}

/**
 * Adds albums to a result: all of them, or none. Keep it mounted while the page is shown: closed before saving, it keeps
 * what was put into it and goes on sending.
 */
export function UploadDialog({ labId, opened, onClose }: UploadDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const narrow = useMediaQuery('(max-width: 48em)');
  const uploads = useUploads();
  const [discarding, setDiscarding] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const begun = uploads.albums.filter((album) => !isBlank(album)).length;

  const { submit, busy, problem, clearProblem } = useSubmit({
    send: async (_: null, headers) => {
      try {
        return await addAlbums(labId, await uploads.ready(true), headers);
      } catch (error) {
        // The albums themselves say what is missing.
        if (error instanceof NotReady) return null;
        throw uploads.refused(asProblem(error));
      }
    },
    done: async (added) => {
      if (added === null) {
        requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-bad] button')?.focus());
        return;
      }
      const { items } = added;
      uploads.saved();
      onClose();
      toast.done(t('{{count}} albums added', { count: items.length }));
      await queryClient.invalidateQueries({ queryKey: ['lab'] });
    },
  });

  const close = (): void => {
    onClose();
    if (uploads.unsaved && !busy) toast.done(t('Not saved yet. Your files are kept while you stay on this page.'));
  };
  const sum = tally(uploads.albums);

  return (
    <>
      <Modal opened={opened} onClose={close} title={t('Upload attachments')} size={720} fullScreen={narrow} closeButtonProps={{ 'aria-label': t('Close') }}>
        <form
          ref={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit(null);
          }}
        >
          <FormProblem problem={problem} />
          <AlbumDrafts uploads={uploads} disabled={busy} required />
          <div className={classes.foot}>
            {uploads.unsaved && (
              <Button variant="subtle" color="red.9" classNames={{ root: classes.discard, label: classes.discardLabel }} disabled={busy} onClick={() => setDiscarding(true)}>
                {t('Discard')}
              </Button>
            )}
            {busy && sum.going > 0 && <span className="soft">{t('Saving when the last file is sent')}</span>}
            <Button variant="default" onClick={close}>
              {t('Close')}
            </Button>
            <SubmitButton busy={busy}>{begun > 1 ? t('Save {{count}} albums', { count: begun }) : t('Save album')}</SubmitButton>
          </div>
        </form>
      </Modal>
      <ConfirmDialog
        opened={discarding}
        title={t('Discard what is not saved?')}
        confirmLabel={t('Discard')}
        danger
        onConfirm={() => {
          uploads.discardAll();
          clearProblem();
          setDiscarding(false);
        }}
        onClose={() => setDiscarding(false)}
      >
        {t('The descriptions and the chosen files are taken away. The files on your device stay where they are.')}
      </ConfirmDialog>
      <UnsavedGuard when={uploads.unsaved} />
    </>
  );
}
