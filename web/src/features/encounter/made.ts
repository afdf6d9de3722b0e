import type { Me } from '@/lib/permissions';
import type { BedView, Physician } from '@/shared/lookups';
import type { Bill, CaseFile, Encounter } from './queries';

/** Made-up records for tests. */
export const admittedBill: Bill = {
  id: 5,
  version: 1,
  code: 'ABCDEFGH',
  encounter_id: 7,
  case_number: 'CN20250615-0001',
  patient: { id: 3, code: 'K7M2Q', name: 'Dela Cruz, Juan', sex: 'Male', age: 40 },
  status: 'Unpaid',
  charges: [],
  payments: [],
  promissory_notes: [],
  checked_in_at: '2025-06-15T01:30:00.000Z',
  entitlements: [],
  categories: [],
  total: {
    vat_exemption: '0.00',
    statutory_discount: '0.00',
    other_discount: '0.00',
    philhealth: '0.00',
    hmo: '0.00',
    patient_share: '30.00',
  },
  vat: { vatable_sales: '0.00', vat_amount: '0.00', vat_exempt_sales: '30.00' },
  rule_from: '2017-01-01',
  total_charges: '30.00',
  total_discounts: '0.00',
  total_coverage: '0.00',
  total_due: '30.00',
  total_paid: '0.00',
  balance: '30.00',
  final: false,
  secured: false,
  created_at: '2025-06-15T02:00:00.000Z',
  care_ended_at: null,
  finalized_at: null,
};

export function madeCase(changes: Partial<Encounter> = {}): Encounter {
  return {
    id: 7,
    version: 4,
    case_number: 'CN20250615-0001',
    patient_id: 3,
    patient: { id: 3, code: 'K7M2Q', name: 'Dela Cruz, Juan', sex: 'Male', age: 40 },
    status: 'Pending',
    status_since: '2025-06-15T02:00:00.000Z',
    decision: '',
    reason_for_visit: 'Chest pain',
    intent: 'Undecided',
    type_of_admission: 'Emergency',
    visit_type: 'New',
    referred_by: '',
    attending_physician_id: null,
    attending_physician_name: '',
    department_id: null,
    department_name: '',
    department_source: '',
    ward_service: '',
    consultation_at: null,
    next_consultation_at: null,
    current_condition: '',
    main_complaint: 'Pain in the chest since the morning',
    present_illness: '',
    physical_examination: '',
    clinical_findings: '',
    principal_diagnosis: '',
    other_diagnosis: '',
    principal_operation: '',
    other_operation: '',
    treatment_plan: '',
    icd_code: '',
    other_icd_codes: '',
    override_reason: '',
    send_back_reason: '',
    result: '',
    autopsied: null,
    final_diagnosis: '',
    bed_number: '',
    bill_id: null,
    disposition: '',
    cancel_reason: '',
    claimed_by: null,
    claimed_by_name: '',
    claimed_at: null,
    created_at: '2025-06-15T02:00:00.000Z',
    confirmed_at: null,
    finalized_at: null,
    discharged_at: null,
    total_days: null,
    archived_at: null,
    ...changes,
  };
}

const shared = ['encounter:read', 'encounter:edit', 'patient:read', 'physician:read', 'department:read', 'icd:read', 'ward:read'];

function person(id: number, name: string, ...permissions: string[]): Me {
  return { id, user_id: name.toLowerCase(), name, roles: [], permissions: [...shared, ...permissions], department: null };
}

const chart = ['encounter:read-clinical', 'vitals:read', 'note:read'];

export const doctor = person(
  11,
  'Antonio Reyes',
  ...chart,
  'encounter:write-nursing',
  'encounter:write-clinical',
  'encounter:write-coding',
  'encounter:confirm',
  'encounter:override',
  'encounter:discharge',
  'encounter:transfer',
  'encounter:cancel',
  'encounter:claim',
);
export const nurse = person(12, 'Marites Pascual', ...chart, 'encounter:write-nursing', 'vitals:write', 'note:write', 'encounter:transfer', 'encounter:claim');
export const coder = person(13, 'Liza Manalo', ...chart, 'encounter:write-coding', 'encounter:read-coding', 'encounter:finalize', 'encounter:send-back', 'encounter:override');
export const teller = person(14, 'Ernesto Bautista', 'encounter:write-coding', 'encounter:read-coding', 'encounter:finalize', 'encounter:send-back', 'bill:read');
export const receptionist = person(15, 'Rosario Villanueva', 'encounter:write-registration', 'encounter:check-in', 'encounter:cancel');

export const physicians: Physician[] = [
  { id: 11, name: 'Antonio Reyes', specialisation: 'Cardiology', department_id: 1, department_name: 'Internal Medicine' },
  { id: 21, name: 'Ramon Ocampo', specialisation: 'General surgery', department_id: 2, department_name: 'Surgery' },
];

export function madeBed(id: number, number: string, changes: Partial<BedView> = {}): BedView {
  return { id, version: 1, number, room_id: 1, room_name: '3A', ward: 'Surgical Ward', hourly_rate: '30.00', status: 'Ready', occupied: false, free: true, ...changes };
}

export const hospital = {
  name: 'Mabuhay General Hospital',
  address: '',
  phone: '',
  timezone: 'Asia/Manila',
  billing_unit_seconds: 3600,
  version: 1,
  program_version: 'test',
};

export function madeFile(id: number, name: string, changes: Partial<CaseFile> = {}): CaseFile {
  return {
    id,
    album_id: 1,
    name,
    size: 2048,
    content_type: 'image/png',
    sha256: '',
    width: 0,
    height: 0,
    url: `/api/v1/files/${id}/content`,
    thumbnail: 'none',
    deleted_at: null,
    deleted_by_name: '',
    delete_reason: '',
    lab_id: 31,
    lab_code: 'ABCD2345',
    test_type: 'Chest X-ray',
    description: 'Front',
    uploaded_at: '2025-06-15T04:00:00.000Z',
    uploaded_by_name: 'Marites Pascual',
    ...changes,
  };
}
