import { Button, Group, Skeleton, Stack, Switch, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { KeyHint } from '@/components/KeyHint';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { useShortcuts } from '@/lib/shortcuts';
import { useSubmit } from '@/lib/useSubmit';
import { PartError } from '@/shared/BreakGlass';
import { addNote, notesQuery } from '../queries';
import classes from './Notes.module.css';

interface NotesCardProps {
  encounterId: number;
  mayWrite: boolean;
  onDirty: (dirty: boolean) => void;
}

function NoteForm({ encounterId, onDirty }: Omit<NotesCardProps, 'mayWrite'>) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  useShortcuts([{ keys: 'n', label: t('Write a note'), run: () => field.current?.focus() }]);
  const form = useForm({
    initialValues: { body: '', general: false },
    validate: { body: isNotEmpty(t('Write the note first')) },
  });
  const dirty = form.values.body.trim() !== '';
  const { submit, busy, problem } = useSubmit({
    form,
    send: ({ body, general }: { body: string; general: boolean }, headers) =>
      addNote(encounterId, { body, ...(general ? { kind: 'General' as const } : {}) }, headers),
    done: async () => {
      form.reset();
      toast.done(t('Note written'));
      await queryClient.invalidateQueries({ queryKey: notesQuery(encounterId).queryKey });
    },
  });

  useEffect(() => {
    onDirty(dirty);
    return () => onDirty(false);
  }, [dirty, onDirty]);

  return (
    <form
      noValidate
      onSubmit={form.onSubmit(submit)}
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') event.currentTarget.requestSubmit();
      }}
    >
      <Stack gap="xs">
        <FormProblem problem={problem} form={form} />
        <Textarea ref={field} aria-label={t('New note')} placeholder={t('Write a note')} minRows={dirty ? 3 : 1} maxRows={12} maxLength={20_000} {...form.getInputProps('body')} />
        {dirty && (
          <Group justify="space-between" gap="xs">
            <Switch label={t('General note')} description={t('Not as a doctor’s or nurse’s note')} {...form.getInputProps('general', { type: 'checkbox' })} />
            <SubmitButton busy={busy}>{t('Write note')}</SubmitButton>
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** Signed notes, newest first; they are added and never changed. */
export function NotesCard({ encounterId, mayWrite, onDirty }: NotesCardProps) {
  const { t } = useTranslation();
  const found = useInfiniteQuery(notesQuery(encounterId));
  const notes = found.data?.pages.flatMap((page) => page.items);

  const list = (): React.ReactNode => {
    if (notes === undefined) return found.isError ? <PartError error={found.error} onRetry={() => found.refetch()} /> : <Skeleton height={96} />;
    if (notes.length === 0) return <span className="soft">{t('No notes yet.')}</span>;
    return (
      <ol className={classes.list} aria-label={t('Notes')}>
        {notes.map((note) => (
          <li key={note.id} className={classes.note}>
            <div className={classes.head}>
              <strong>{note.written_by_name}</strong>
              <span>
                {t(note.kind)}, <RelativeTime at={note.written_at} />
              </span>
            </div>
            <div className={classes.body}>{note.body}</div>
          </li>
        ))}
      </ol>
    );
  };

  return (
    <SectionCard title={t('Notes')} actions={mayWrite ? <KeyHint keys="n" /> : undefined}>
      <Stack gap="sm">
        {mayWrite && <NoteForm encounterId={encounterId} onDirty={onDirty} />}
        {list()}
        {found.hasNextPage && (
          <Button variant="default" size="compact-sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('Older notes')}
          </Button>
        )}
      </Stack>
    </SectionCard>
  );
}
