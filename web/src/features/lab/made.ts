import type { Me } from '@/lib/permissions';
import type { Lab, LabSummary, LabTest } from '@/shared/lab/queries';

/** Made-up records for tests. */
export function madeLab(changes: Partial<Lab> = {}): Lab {
  return {
    id: 31,
    version: 4,
    code: 'ABCD2345',
    status: 'Done',
    urgent: false,
    test_type: 'Electrolytes',
    encounter_id: 21,
    case_number: 'CN20250615-0001',
    patient_id: 7,
    patient: { id: 7, code: 'K7PQM', name: 'Dela Cruz, Juan', sex: 'Male', age: 36 },
    dated_at: '2025-06-15T04:00:00.000Z',
    requested_at: '2025-06-15T02:00:00.000Z',
    requested_by: 11,
    requested_by_name: 'Antonio Reyes',
    performed_at: '2025-06-15T04:00:00.000Z',
    performed_by: 12,
    performed_by_name: 'Marites Pascual',
    file_count: 0,
    abnormal_count: 1,
    request_note: 'Weakness since the morning',
    result_summary: 'Potassium is high.',
    values: [
      { analyte: 'Potassium', value: '5.9', number: 5.9, unit: 'mmol/L', reference_range: '3.5-5.1', flag_set: '', flag: 'H' },
      { analyte: 'Sodium', value: '140', number: 140, unit: 'mmol/L', reference_range: '136-145', flag_set: '', flag: 'N' },
    ],
    albums: [],
    started_at: '2025-06-15T03:00:00.000Z',
    started_by_name: 'Marites Pascual',
    cancelled_at: null,
    cancelled_by_name: '',
    cancel_reason: '',
    created_at: '2025-06-15T02:00:00.000Z',
    created_by_name: 'Antonio Reyes',
    service_id: 3,
    service_name: 'Electrolytes panel',
    charge_state: 'charged',
    ...changes,
  };
}

/** A test that waits: nothing is written yet. */
export function waitingLab(changes: Partial<Lab> = {}): Lab {
  return madeLab({ status: 'In_progress', version: 2, performed_at: null, performed_by: null, performed_by_name: '', abnormal_count: 0, result_summary: '', values: [], charge_state: 'due', ...changes });
}

export function madeSummary(changes: Partial<LabSummary> = {}): LabSummary {
  const { id, version, code, status, urgent, test_type, encounter_id, case_number, patient_id, patient, dated_at, requested_at, requested_by, requested_by_name, performed_at, performed_by, performed_by_name, file_count, abnormal_count } = madeLab();
  return { id, version, code, status, urgent, test_type, encounter_id, case_number, patient_id, patient, dated_at, requested_at, requested_by, requested_by_name, performed_at, performed_by, performed_by_name, file_count, abnormal_count, ...changes };
}

export const electrolytes: LabTest = {
  name: 'Electrolytes',
  service_id: 3,
  service_name: 'Electrolytes panel',
  analytes: [
    { analyte: 'Potassium', unit: 'mmol/L', reference_range: '3.5-5.1' },
    { analyte: 'Sodium', unit: 'mmol/L', reference_range: '136-145' },
  ],
};

function person(id: number, name: string, ...permissions: string[]): Me {
  return { id, user_id: name.toLowerCase(), name, roles: [], permissions: ['patient:read', 'encounter:read', 'lab:read', ...permissions], department: null };
}

export const nurse = person(12, 'Marites Pascual', 'lab:write', 'lab:delete', 'service:read');
export const coder = person(13, 'Liza Manalo');
