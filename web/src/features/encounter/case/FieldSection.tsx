import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/problem';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { RelativeTime } from '@/components/RelativeTime';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { useCan } from '@/lib/permissions';
import { formatTime } from '@/lib/time';
import { useSubmit } from '@/lib/useSubmit';
import { changesOf, type Field, lastChange, rebase, seenFields, type Values, valuesOf, writableFields } from '../fields';
import { changeEncounter, type Encounter, encounterQuery, historyQuery } from '../queries';
import type { FieldName } from '../rights';
import { FieldInput } from './FieldInput';
import { FieldValue } from './FieldValue';
import classes from './Section.module.css';

interface FieldSectionProps {
  /** Tells the inputs of this section from those of others. */
  name: string;
  title: string;
  encounter: Encounter;
  fields: readonly Field[];
  /** Tells the page whether something typed here is not saved yet. */
  onDirty: (dirty: boolean) => void;
  /** In a narrow column: who saved it last stands beneath, not beside the title. */
  narrow?: boolean;
}

function isStale(problem: Problem): boolean {
  return problem.conflict && problem.fields.some((each) => each.location === 'body.version');
}

/** Thrown when what someone else saved meanwhile and what is typed here differ: the person decides. */
class Clash extends Error {
  readonly now: Encounter;
  readonly values: Values;
  readonly names: readonly FieldName[];

  constructor(now: Encounter, values: Values, names: readonly FieldName[]) {
    super('Someone else changed this meanwhile. Compare the marked fields, then save again.');
    this.now = now;
    this.values = values;
    this.names = names;
  }
}

const mostRounds = 4;

interface EditorProps {
  name: string;
  encounter: Encounter;
  fields: readonly Field[];
  writable: readonly Field[];
  first: FieldName | undefined;
  onDirty: (dirty: boolean) => void;
  onClose: () => void;
}

function Editor({ name, encounter, fields, writable, first, onDirty, onClose }: EditorProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  // The case as it was when writing began: what arrives meanwhile does not move what is being written.
  const [base, setBase] = useState(encounter);
  const [clashing, setClashing] = useState<readonly FieldName[]>([]);
  const form = useForm<Values>({ name, initialValues: valuesOf(encounter, writable) });
  const dirty = changesOf(base, writable, form.values) !== null;
  const history = useQuery({ ...historyQuery(encounter.id), enabled: clashing.length > 0 });
  const otherLine = lastChange(history.data, writable.filter((field) => clashing.includes(field.name)));

  useEffect(() => {
    onDirty(dirty);
    return () => onDirty(false);
  }, [dirty, onDirty]);

  const focusFirst = (): void => {
    const at = first ?? writable[0]?.name;
    if (at !== undefined) form.getInputNode(at)?.focus();
  };
  useEffect(focusFirst, []); // eslint-disable-line react-hooks/exhaustive-deps -- only when writing begins

  const save = async (values: Values): Promise<Encounter> => {
    let from = base;
    let mine = values;
    for (let round = 1; ; round += 1) {
      const patch = changesOf(from, writable, mine);
      if (patch === null) return from;
      try {
        return await changeEncounter(encounter.id, patch);
      } catch (error) {
        if (!isStale(asProblem(error)) || round === mostRounds) throw error;
        const now = await queryClient.query({ ...encounterQuery(encounter.id), staleTime: 0 });
        const next = rebase(from, now, writable, mine);
        if (next.clashes.length > 0) throw new Clash(now, next.values, next.clashes);
        from = now;
        mine = next.values;
      }
    }
  };

  const { submit, busy, problem } = useSubmit({
    form,
    send: async (values: Values): Promise<Encounter | Clash> => {
      try {
        return await save(values);
      } catch (error) {
        if (error instanceof Clash) return error;
        throw error;
      }
    },
    done: async (result) => {
      if (result instanceof Clash) {
        setBase(result.now);
        setClashing(result.names);
        form.setValues(result.values);
        await queryClient.invalidateQueries({ queryKey: historyQuery(encounter.id).queryKey });
        return;
      }
      queryClient.setQueryData(encounterQuery(encounter.id).queryKey, result);
      void queryClient.invalidateQueries({ queryKey: ['encounter'] });
      onClose();
      toast.done(t('Saved at {{time}}', { time: formatTime(Date.now()) }));
    },
  });

  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) => (dirty ? submit(values) : onClose()))}
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && (event.key === 'Enter' || event.key === 's')) {
          event.preventDefault();
          event.currentTarget.requestSubmit();
        } else if (event.key === 'Escape' && !event.defaultPrevented && !dirty) {
          onClose();
        }
      }}
    >
      <Stack gap="sm">
        {clashing.length > 0 && (
          <Notice
            alert
            tone="amber"
            title={
              otherLine === undefined
                ? t('Someone else changed this meanwhile.')
                : t('{{name}} changed this meanwhile, at {{time}}.', { name: otherLine.actor, time: formatTime(otherLine.at) })
            }
          >
            {t('Compare the marked fields. What stands in them is saved when you save again.')}
          </Notice>
        )}
        <FormProblem problem={problem} form={form} />
        <div className={classes.room}>
        <div className={classes.inputs}>
          {fields.map((field) => {
            const error: React.ReactNode = form.errors[field.name];
            if (!writable.some((each) => each.name === field.name)) {
              return (
                <div key={field.name} className={classes.item} data-wide={field.kind === 'long' || undefined} data-short={isShort(field) || undefined}>
                  <div className={classes.term}>{t(field.label)}</div>
                  <div className={classes.text}>
                    <FieldValue field={field} encounter={base} />
                  </div>
                </div>
              );
            }
            return (
              <div key={field.name} className={classes.item} data-wide={field.kind === 'long' || undefined} data-short={isShort(field) || undefined}>
                <FieldInput field={field} value={form.values[field.name] ?? ''} onChange={(value) => form.setFieldValue(field.name, value)} error={error} path={`${name}-${field.name}`} />
                {clashing.includes(field.name) && (
                  <div className={classes.theirs}>
                    <div className={classes.theirsHead}>
                      <span>{t('Saved meanwhile')}</span>
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => {
                          form.setFieldValue(field.name, valuesOf(base, [field])[field.name] ?? '');
                          setClashing(clashing.filter((name) => name !== field.name));
                        }}
                      >
                        {t('Take this instead of mine')}
                      </Button>
                    </div>
                    <div className={classes.text}>
                      <FieldValue field={field} encounter={base} />
                    </div>
                  </div>
                )}
              </div>
            );
          })}
        </div>
        </div>
        <Group gap="xs">
          <SubmitButton busy={busy} variant={dirty ? 'filled' : 'default'}>
            {t('Save')}
          </SubmitButton>
          <Button variant="default" onClick={onClose}>
            {dirty ? t('Discard changes') : t('Close')}
          </Button>
          <span className={classes.hint}>{t('Ctrl+Enter saves')}</span>
        </Group>
      </Stack>
    </form>
  );
}

function isEmpty(encounter: Encounter, field: Field): boolean {
  const value = encounter[field.name];
  return value === null || value === undefined || value === '';
}

/** Choices and moments take a quarter of the width. */
function isShort(field: Field): boolean {
  return field.kind === 'choice' || field.kind === 'moment' || field.name === 'referred_by';
}

/** One part of the record: read by all who may, written in place by those whose work it is. */
export function FieldSection({ name, title, encounter, fields, onDirty, narrow = false }: FieldSectionProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [editing, setEditing] = useState<{ first: FieldName | undefined; writable: readonly Field[] } | null>(null);
  const history = useQuery(historyQuery(encounter.id));
  const seen = seenFields(fields, encounter);
  const writable = writableFields(fields, encounter, can);
  const last = lastChange(history.data, seen);

  if (seen.length === 0) return null;
  const saved =
    last === undefined ? undefined : (
      <>
        {last.actor}, <RelativeTime at={last.at} />
      </>
    );
  // Empty fields of others are named in one line; one's own stay, to be clicked.
  const shown = seen.filter((field) => !isEmpty(encounter, field) || writable.includes(field));
  const empty = seen.filter((field) => !shown.includes(field));

  return (
    <SectionCard
      title={title}
      note={narrow ? undefined : saved}
      actions={
        writable.length > 0 && editing === null ? (
          <Button size="compact-sm" variant="default" aria-label={t('Edit {{section}}', { section: title })} onClick={() => setEditing({ first: undefined, writable })}>
            {t('Edit')}
          </Button>
        ) : undefined
      }
    >
      {editing !== null ? (
        <Editor name={name} encounter={encounter} fields={seen} writable={editing.writable} first={editing.first} onDirty={onDirty} onClose={() => setEditing(null)} />
      ) : (
        <div className={classes.room}>
        <dl className={classes.list}>
          {shown.map((field) => {
            const mine = writable.some((each) => each.name === field.name);
            return (
              <div key={field.name} className={classes.item} data-wide={field.kind === 'long' || undefined} data-short={isShort(field) || undefined}>
                <dt className={classes.term}>{t(field.label)}</dt>
                {/* The Edit button is the way by keyboard; a click on the text is a shorter one for the mouse. */}
                <dd
                  className={classes.text}
                  data-mine={mine || undefined}
                  title={mine ? t('Click to edit') : undefined}
                  onClick={() => {
                    if (mine && (window.getSelection()?.toString() ?? '') === '') setEditing({ first: field.name, writable });
                  }}
                >
                  <FieldValue field={field} encounter={encounter} />
                </dd>
              </div>
            );
          })}
        </dl>
        {empty.length > 0 && (
          <div className={classes.empty}>
            {shown.length === 0 ? t('Nothing recorded yet.') : t('Not recorded: {{fields}}', { fields: empty.map((field) => t(field.label)).join(', ') })}
          </div>
        )}
        </div>
      )}
      {narrow && saved !== undefined && <div className={classes.saved}>{saved}</div>}
    </SectionCard>
  );
}
