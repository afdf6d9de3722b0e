import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { newKey } from '@/lib/formKey';
import { useSubmit } from '@/lib/useSubmit';
import classes from './admin.module.css';
import { type BedsFault, mostBeds, proposeBeds, readBedNumbers } from './bedNumbers';
import { type BedView, createBed, type Room } from './queries';
import record from './record/Record.module.css';
import { useFirstField } from '@/lib/useFirstField';

function faultWords(t: TFunction, { part, fault }: BedsFault): string {
  const words = {
    empty: t('Enter the numbers of the beds'),
    long: t('“{{part}}” is longer than 20 characters', { part }),
    many: t('At most {{count}} beds at once', { count: mostBeds }),
    backwards: t('“{{part}}” counts backwards: write the lower number first', { part }),
    unlike: t('“{{part}}” is no row of beds: write it like 3A-1 to 3A-4', { part }),
  };
  return words[fault];
}

interface AddBedsFormProps {
  room: Room;
  /** Every bed of the hospital. */
  beds: readonly BedView[];
  onDone: () => void;
}

/** Several beds of one room at once. Each is made on its own; what failed stays in the field to be tried again. */
export function AddBedsForm({ room, beds, onDone }: AddBedsFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const firstField = useFirstField();
  const keys = useRef(new Map<string, string>());
  const [made, setMade] = useState<readonly string[]>([]);
  const existing = beds.map((bed) => bed.number);
  const form = useForm({
    initialValues: { number: proposeBeds(room.name, existing, 2) },
    validate: {
      number: (typed) => {
        const read = readBedNumbers(typed);
        if (!Array.isArray(read)) return faultWords(t, read);
        const taken = beds.find((bed) => !made.includes(bed.number) && read.some((number) => number.toLowerCase() === bed.number.toLowerCase()));
        return taken === undefined ? null : t('Bed {{number}} exists already, in room {{room}}', { number: taken.number, room: taken.room_name });
      },
    },
  });

  const keyOf = (number: string): string => {
    const key = keys.current.get(number) ?? newKey();
    keys.current.set(number, key);
    return key;
  };
  const { submit, busy, problem } = useSubmit({
    form,
    send: async (numbers: string[]) => {
      const left = [...numbers];
      try {
        for (const number of numbers) {
          await createBed({ room_id: room.id, number, status: 'Ready' }, { 'Idempotency-Key': keyOf(number) });
          left.shift();
        }
      } finally {
        if (left.length > 0 && left.length < numbers.length) {
          setMade((before) => [...before, ...numbers.slice(0, numbers.length - left.length)]);
          form.setFieldValue('number', left.join(', '));
        }
        void queryClient.invalidateQueries({ queryKey: ['bed'] });
      }
      return numbers;
    },
    done: (numbers) => {
      const all = [...made, ...numbers];
      toast.done(t('{{count}} beds added to room {{room}}: {{numbers}}', { count: all.length, room: room.name, numbers: all.join(', ') }));
      onDone();
    },
  });
  const read = readBedNumbers(form.values.number);

  return (
    <form
      ref={firstField}
      noValidate
      className={record.form}
      onSubmit={form.onSubmit(({ number }) => {
        const numbers = readBedNumbers(number);
        if (Array.isArray(numbers)) submit(numbers);
      })}
    >
      <FormProblem problem={problem} form={form} />
      {made.length > 0 && problem !== null && (
        <Notice tone="amber" title={t('{{count}} beds were added before that: {{numbers}}', { count: made.length, numbers: made.join(', ') })}>
          {t('The rest is still in the field. Correct it, then add them.')}
        </Notice>
      )}
      <TextInput
        label={t('Numbers')}
        description={t('One bed, several with commas, or a row like 3A-1 to 3A-4.')}
        required
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        {...form.getInputProps('number')}
      />
      {Array.isArray(read) && (
        <div>
          <div className="soft">{t('Adds {{count}} beds, ready for patients at once:', { count: read.length })}</div>
          <ul className={classes.preview} aria-label={t('Beds to be added')}>
            {read.map((number) => (
              <li key={number}>{number}</li>
            ))}
          </ul>
        </div>
      )}
      <div className={record.footer}>
        <Button variant="default" onClick={onDone}>
          {t('Not now')}
        </Button>
        <SubmitButton busy={busy}>{Array.isArray(read) ? t('Add {{count}} beds', { count: read.length }) : t('Add beds')}</SubmitButton>
      </div>
    </form>
  );
}
