import { Radio, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Notice } from '@/components/Notice';
import { useCan } from '@/lib/permissions';
import { bedStates, bedStateWords } from './bedLooks';
import { type Bed, changeBed, deleteBed, readBed, type Room } from './queries';
import { RecordForm } from '@/shared/record/RecordForm';
import classes from './record/Record.module.css';
import type { Kind } from '@/lib/saveRecord';
import { readOneOf } from './search';

interface BedValues {
  number: string;
  /** The room's id as text. */
  room_id: string;
  status: Bed['status'];
}

function useBedKind(rooms: readonly Room[]): Kind<Bed, BedValues> {
  const { t } = useTranslation();
  return {
    entity: 'bed',
    fields: ['number', 'room_id', 'status'],
    labels: { number: t('Number'), room_id: t('Room'), status: t('State') },
    valuesOf: ({ number, room_id, status }) => ({ number, room_id: String(room_id), status }),
    words: (field, values) => {
      if (field === 'room_id') return rooms.find((room) => String(room.id) === values.room_id)?.name ?? '–';
      return field === 'status' ? t(bedStateWords[values.status].word) : values.number;
    },
    read: ({ id }) => readBed(id),
    change: ({ id, version }, { room_id, ...rest }) => changeBed(id, { ...rest, ...(room_id === undefined ? {} : { room_id: Number(room_id) }), version }),
  };
}

interface BedFormProps {
  record: Bed;
  occupied: boolean;
  rooms: readonly Room[];
  onDone: () => void;
  onCancel: () => void;
}

/** A bed: its number, its room, and whether patients may be put into it. */
export function BedForm({ record, occupied, rooms, onDone, onCancel }: BedFormProps) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useBedKind(rooms);
  const form = useForm<BedValues>({
    initialValues: kind.valuesOf(record),
    validate: { number: (value) => (value.trim() === '' ? t('Enter the bed’s number') : null) },
  });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={(bed) => t('Bed {{number}}', { number: bed.number })}
      onDone={onDone}
      onCancel={onCancel}
      readOnly={!can('room:write')}
      removal={{
        question: t('Only a bed that nobody has lain in can be deleted.'),
        whenInUse: t('Patients have lain in it, so it is kept. Set it out of service instead: it is offered no more.'),
        run: () => deleteBed(record.id),
      }}
    >
      {occupied && (
        <Notice tone="blue" title={t('A patient lies in this bed')}>
          {t('Its state and room can be changed after a transfer or the discharge.')}
        </Notice>
      )}
      <Radio.Group
        label={t('State')}
        value={form.values.status}
        onChange={(state) => form.setFieldValue('status', readOneOf(bedStates, state) ?? form.values.status)}
        error={form.errors['status']}
      >
        <div className={classes.choices}>
          {bedStates.map((state) => (
            <Radio key={state} value={state} disabled={occupied} data-autofocus={(!occupied && state === record.status) || undefined} label={t(bedStateWords[state].word)} description={t(bedStateWords[state].what)} />
          ))}
        </div>
      </Radio.Group>
      <TextInput label={t('Number')} description={t('Unique in the hospital, like 3A-2.')} required maxLength={20} autoComplete="off" data-autofocus={occupied || undefined} {...form.getInputProps('number')} />
      <Select
        label={t('Room')}
        required
        searchable
        allowDeselect={false}
        disabled={occupied}
        data={rooms.map((room) => ({ value: String(room.id), label: room.ward === '' ? room.name : `${room.name} (${room.ward})` }))}
        value={form.values.room_id}
        onChange={(id) => form.setFieldValue('room_id', id ?? form.values.room_id)}
        error={form.errors['room_id']}
      />
    </RecordForm>
  );
}
