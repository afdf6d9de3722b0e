import { Autocomplete, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { MoneyField, priceOf, priceProblem } from '@/components/MoneyField';
import { formatMoney } from '@/lib/money';
import { useCan } from '@/lib/permissions';
import { changeRoom, createRoom, deleteRoom, readRoom, type Room, type RoomWrite } from './queries';
import { RecordForm } from '@/shared/record/RecordForm';
import type { Kind } from '@/lib/saveRecord';

function toWireForm<V extends Partial<RoomWrite>>(values: V): V {
  return values.hourly_rate === undefined ? values : { ...values, hourly_rate: priceOf(values.hourly_rate) };
}

function useRoomKind(): Kind<Room, RoomWrite> {
  const { t } = useTranslation();
  return {
    entity: 'room',
    fields: ['name', 'ward', 'hourly_rate'],
    labels: { name: t('Name'), ward: t('Ward'), hourly_rate: t('Rate') },
    valuesOf: ({ name, ward, hourly_rate }) => ({ name, ward, hourly_rate }),
    words: (field, values) =>
      field === 'hourly_rate' && priceProblem(t, values.hourly_rate) === null ? formatMoney(priceOf(values.hourly_rate)) : values[field] || '–',
    create: (values, headers) => createRoom(toWireForm(values), headers),
    read: ({ id }) => readRoom(id),
    change: ({ id, version }, changed) => changeRoom(id, { ...toWireForm(changed), version }),
  };
}

interface RoomFormProps {
  record: Room | null;
  /** Names of the wards there are. */
  wards: readonly string[];
  /** "an hour": what one unit of a stay is. */
  unit: string;
  onDone: (room: Room | null) => void;
  onCancel: () => void;
}

/** A room: its name, the ward it lies in, and what a bed of it costs. */
export function RoomForm({ record, wards, unit, onDone, onCancel }: RoomFormProps) {
  const { t } = useTranslation();
  const can = useCan();
  const kind = useRoomKind();
  const form = useForm<RoomWrite>({
    initialValues: record === null ? { name: '', ward: '', hourly_rate: '' } : kind.valuesOf(record),
    validate: {
      name: (value) => (value.trim() === '' ? t('Enter the room’s name') : null),
      hourly_rate: (value) => priceProblem(t, value),
    },
  });
  return (
    <RecordForm
      kind={kind}
      form={form}
      record={record}
      label={(room) => t('Room {{name}}', { name: room.name })}
      onDone={onDone}
      onCancel={onCancel}
      readOnly={!can('room:write')}
      removal={
        record === null
          ? undefined
          : {
              question: t('Only a room without beds can be deleted.'),
              whenInUse: t('Delete its beds first, or move them to another room. Beds that patients have lain in stay, so that old bills stay whole: set them out of service instead.'),
              run: () => deleteRoom(record.id),
            }
      }
    >
      <TextInput label={t('Name')} placeholder="3A" required maxLength={80} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <Autocomplete label={t('Ward')} description={t('The part of the house it lies in; rooms are shown by ward.')} maxLength={80} data={[...wards]} {...form.getInputProps('ward')} />
      <MoneyField
        label={t('Rate of a bed')}
        description={
          record === null ? unit : t('{{unit}}. A new rate holds for stays that begin later; who lies there now keeps the old one.', { unit })
        }
        {...form.getInputProps('hourly_rate')}
      />
    </RecordForm>
  );
}
