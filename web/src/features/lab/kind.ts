import type { TFunction } from 'i18next';
import type { Kind } from '@/lib/saveRecord';
import type { Lab } from '@/shared/lab/queries';
import { serviceChoice, type ServiceChoice } from '@/shared/lab/ServiceField';
import { changeLab, type LabPatch, readLab } from './queries';
import type { ResultValues } from './ResultFields';
import { filledRows, rowsOf, rowWords } from './rows';

/** What of a test is written in place. */
export interface LabValues extends ResultValues {
  test_type: string;
  request_note: string;
  urgent: boolean;
  service_id: ServiceChoice | null;
}

export function labValues(lab: Lab): LabValues {
  return {
    test_type: lab.test_type,
    request_note: lab.request_note,
    urgent: lab.urgent,
    service_id: serviceChoice(lab.service_id, lab.service_name),
    result_summary: lab.result_summary,
    values: rowsOf(lab.values),
  };
}

/** What is typed, without the lines that say nothing. */
export function cleaned(values: LabValues): LabValues {
  return { ...values, values: filledRows(values.values).rows };
}

function patchOf({ service_id: service, ...changed }: Partial<LabValues>): LabPatch {
  return { ...changed, ...(service === undefined ? {} : { service_id: service?.id ?? null }) };
}

const fields = ['test_type', 'request_note', 'urgent', 'service_id', 'result_summary', 'values'] as const;

/** How a test is saved, and what two people changed at once is told apart. */
export function labKind(t: TFunction): Kind<Lab, LabValues> {
  const words = (field: (typeof fields)[number], values: LabValues): string => {
    switch (field) {
      case 'values':
        return values.values.map(rowWords).join('; ');
      case 'service_id':
        return values.service_id?.name ?? '';
      case 'urgent':
        return values.urgent ? t('yes') : t('no');
      default:
        return values[field];
    }
  };
  return {
    entity: 'lab',
    fields,
    labels: {
      test_type: t('Test'),
      request_note: t('Note to the laboratory'),
      urgent: t('Urgent'),
      service_id: t('Service to charge'),
      result_summary: t('Result in words'),
      values: t('Values'),
    },
    valuesOf: labValues,
    words: (field, values) => words(field, values) || t('nothing'),
    read: (lab) => readLab(lab.id),
    change: (lab, changed) => changeLab(lab.id, { ...patchOf(changed), version: lab.version }),
  };
}
