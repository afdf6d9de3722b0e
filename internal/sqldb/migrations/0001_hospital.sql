-- Times are milliseconds since 1970 UTC, dates text YYYY-MM-DD, money whole centavos.
-- A column named open_... is set while the thing is open and cleared when it
-- ends; its UNIQUE key is the rule that there is at most one.

CREATE TABLE settings (
  name VARCHAR(60) NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE counters (
  name VARCHAR(60) NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE departments (
  id {{id}},
  version BIGINT NOT NULL,
  name VARCHAR(120) NOT NULL,
  name_key VARCHAR(120) NOT NULL UNIQUE,
  description VARCHAR(1000) NOT NULL,
  default_slot SMALLINT NULL UNIQUE
);

INSERT INTO departments (version, name, name_key, description, default_slot)
VALUES (1, 'Internal Medicine', 'internal medicine', 'Takes every case whose ICD-10 code is not mapped.', 1);

CREATE TABLE users (
  id {{id}},
  version BIGINT NOT NULL,
  user_id VARCHAR(60) NOT NULL UNIQUE,
  password_hash VARCHAR(255) NOT NULL,
  given_name VARCHAR(80) NOT NULL,
  family_name VARCHAR(80) NOT NULL,
  email VARCHAR(200) NOT NULL,
  phone VARCHAR(40) NOT NULL,
  specialisation VARCHAR(120) NOT NULL,
  department_id BIGINT NULL,
  active SMALLINT NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (department_id) REFERENCES departments (id)
);

CREATE TABLE user_roles (
  user_id BIGINT NOT NULL,
  role VARCHAR(20) NOT NULL,
  PRIMARY KEY (user_id, role),
  FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX user_roles_role ON user_roles (role, user_id);

CREATE TABLE user_permissions (
  user_id BIGINT NOT NULL,
  permission VARCHAR(60) NOT NULL,
  PRIMARY KEY (user_id, permission),
  FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE TABLE sessions (
  id {{id}},
  token_hash CHAR(64) NOT NULL UNIQUE,
  user_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  address VARCHAR(60) NOT NULL,
  user_agent VARCHAR(300) NOT NULL,
  FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX sessions_user ON sessions (user_id);

CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE idempotency_keys (
  user_id BIGINT NOT NULL,
  idempotency_key VARCHAR(100) NOT NULL,
  request_hash CHAR(64) NOT NULL,
  answer MEDIUMTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, idempotency_key)
);

CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE audit_entries (
  id {{id}},
  at BIGINT NOT NULL,
  actor_id BIGINT NULL,
  actor VARCHAR(200) NOT NULL,
  action VARCHAR(60) NOT NULL,
  entity VARCHAR(40) NOT NULL,
  entity_id BIGINT NOT NULL,
  reason VARCHAR(2000) NOT NULL,
  changes MEDIUMTEXT NOT NULL,
  request_id VARCHAR(40) NOT NULL,
  address VARCHAR(60) NOT NULL
);

CREATE INDEX audit_entries_entity ON audit_entries (entity, entity_id, id);

CREATE INDEX audit_entries_actor ON audit_entries (actor_id, at, id);

CREATE INDEX audit_entries_at ON audit_entries (at, id);

CREATE TABLE icd_codes (
  code VARCHAR(10) NOT NULL PRIMARY KEY,
  title VARCHAR(300) NOT NULL,
  title_key VARCHAR(300) NOT NULL
);

CREATE TABLE icd_mappings (
  id {{id}},
  version BIGINT NOT NULL,
  icd_code VARCHAR(10) NOT NULL UNIQUE,
  department_id BIGINT NOT NULL,
  description VARCHAR(300) NOT NULL,
  FOREIGN KEY (department_id) REFERENCES departments (id)
);

CREATE TABLE patients (
  id {{id}},
  version BIGINT NOT NULL,
  code CHAR(5) NOT NULL UNIQUE,
  name VARCHAR(340) NOT NULL,
  name_key VARCHAR(200) NOT NULL,
  phone_key VARCHAR(40) NOT NULL,
  family_name VARCHAR(80) NOT NULL,
  given_name VARCHAR(80) NOT NULL,
  middle_name VARCHAR(80) NOT NULL,
  suffix VARCHAR(20) NOT NULL,
  date_of_birth VARCHAR(10) NOT NULL,
  age_when_unknown SMALLINT NULL,
  age_recorded_on VARCHAR(10) NOT NULL,
  sex VARCHAR(10) NOT NULL,
  civil_status VARCHAR(20) NOT NULL,
  birth_place VARCHAR(200) NOT NULL,
  address VARCHAR(500) NOT NULL,
  nationality VARCHAR(60) NOT NULL,
  religion VARCHAR(60) NOT NULL,
  occupation VARCHAR(100) NOT NULL,
  phone VARCHAR(40) NOT NULL,
  emergency_contact_name VARCHAR(160) NOT NULL,
  emergency_contact_phone VARCHAR(40) NOT NULL,
  father_name VARCHAR(160) NOT NULL,
  father_address VARCHAR(500) NOT NULL,
  father_contact VARCHAR(40) NOT NULL,
  mother_name VARCHAR(160) NOT NULL,
  mother_address VARCHAR(500) NOT NULL,
  mother_contact VARCHAR(40) NOT NULL,
  spouse_name VARCHAR(160) NOT NULL,
  spouse_address VARCHAR(500) NOT NULL,
  spouse_contact VARCHAR(40) NOT NULL,
  has_philhealth SMALLINT NOT NULL,
  philhealth_number VARCHAR(30) NOT NULL,
  philhealth_membership VARCHAR(60) NOT NULL,
  social_insurance VARCHAR(10) NOT NULL,
  has_hmo SMALLINT NOT NULL,
  hmo_name VARCHAR(120) NOT NULL,
  hmo_number VARCHAR(60) NOT NULL,
  senior_id VARCHAR(60) NOT NULL,
  pwd_id VARCHAR(60) NOT NULL,
  status VARCHAR(10) NOT NULL,
  archived SMALLINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NULL,
  FOREIGN KEY (created_by) REFERENCES users (id)
);

CREATE INDEX patients_name ON patients (name_key, id);

CREATE INDEX patients_phone ON patients (phone_key);

CREATE INDEX patients_status ON patients (status, id);

CREATE TABLE patient_words (
  word VARCHAR(80) NOT NULL,
  patient_id BIGINT NOT NULL,
  PRIMARY KEY (word, patient_id),
  FOREIGN KEY (patient_id) REFERENCES patients (id)
);

CREATE INDEX patient_words_patient ON patient_words (patient_id, word);

CREATE TABLE medical_history (
  id {{id}},
  version BIGINT NOT NULL,
  patient_id BIGINT NOT NULL,
  kind VARCHAR(20) NOT NULL,
  description VARCHAR(300) NOT NULL,
  details VARCHAR(2000) NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  retired_at BIGINT NULL,
  retired_reason VARCHAR(500) NOT NULL,
  FOREIGN KEY (patient_id) REFERENCES patients (id),
  FOREIGN KEY (recorded_by) REFERENCES users (id)
);

CREATE INDEX medical_history_patient ON medical_history (patient_id, id);

CREATE TABLE encounters (
  id {{id}},
  version BIGINT NOT NULL,
  case_number VARCHAR(30) NOT NULL UNIQUE,
  patient_id BIGINT NOT NULL,
  open_patient_id BIGINT NULL UNIQUE,
  status VARCHAR(20) NOT NULL,
  status_since BIGINT NOT NULL,
  reason_for_visit VARCHAR(1000) NOT NULL,
  intent VARCHAR(20) NOT NULL,
  type_of_admission VARCHAR(20) NOT NULL,
  visit_type VARCHAR(20) NOT NULL,
  referred_by VARCHAR(200) NOT NULL,
  decision VARCHAR(20) NOT NULL,
  consultation_at BIGINT NULL,
  next_consultation_at BIGINT NULL,
  ward_service VARCHAR(120) NOT NULL,
  attending_physician_id BIGINT NULL,
  department_id BIGINT NULL,
  department_source VARCHAR(20) NOT NULL,
  current_condition VARCHAR(500) NOT NULL,
  main_complaint TEXT NOT NULL,
  present_illness TEXT NOT NULL,
  physical_examination TEXT NOT NULL,
  clinical_findings TEXT NOT NULL,
  principal_diagnosis TEXT NOT NULL,
  other_diagnosis TEXT NOT NULL,
  icd_code VARCHAR(10) NOT NULL,
  other_icd_codes VARCHAR(200) NOT NULL,
  principal_operation TEXT NOT NULL,
  other_operation TEXT NOT NULL,
  treatment_plan TEXT NOT NULL,
  final_diagnosis TEXT NOT NULL,
  disposition VARCHAR(20) NOT NULL,
  result VARCHAR(30) NOT NULL,
  autopsied SMALLINT NULL,
  override_reason VARCHAR(1000) NOT NULL,
  override_department_id BIGINT NULL,
  send_back_reason VARCHAR(1000) NOT NULL,
  cancel_reason VARCHAR(1000) NOT NULL,
  claimed_by BIGINT NULL,
  claimed_at BIGINT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  confirmed_at BIGINT NULL,
  finalized_at BIGINT NULL,
  discharged_at BIGINT NULL,
  total_days INTEGER NULL,
  archived_at BIGINT NULL,
  FOREIGN KEY (patient_id) REFERENCES patients (id),
  FOREIGN KEY (attending_physician_id) REFERENCES users (id),
  FOREIGN KEY (department_id) REFERENCES departments (id),
  FOREIGN KEY (override_department_id) REFERENCES departments (id),
  FOREIGN KEY (claimed_by) REFERENCES users (id),
  FOREIGN KEY (created_by) REFERENCES users (id),
  CHECK (discharged_at IS NULL OR discharged_at >= created_at)
);

CREATE INDEX encounters_queue ON encounters (status, status_since, id);

CREATE INDEX encounters_patient ON encounters (patient_id, id);

CREATE INDEX encounters_department ON encounters (department_id, status, status_since, id);

CREATE INDEX encounters_archived ON encounters (archived_at, id);

CREATE TABLE vitals (
  id {{id}},
  encounter_id BIGINT NOT NULL,
  taken_at BIGINT NOT NULL,
  taken_by BIGINT NOT NULL,
  height_cm DOUBLE PRECISION NULL,
  weight_kg DOUBLE PRECISION NULL,
  temperature_c DOUBLE PRECISION NULL,
  systolic SMALLINT NULL,
  diastolic SMALLINT NULL,
  pulse SMALLINT NULL,
  respiration SMALLINT NULL,
  spo2 SMALLINT NULL,
  FOREIGN KEY (encounter_id) REFERENCES encounters (id),
  FOREIGN KEY (taken_by) REFERENCES users (id)
);

CREATE INDEX vitals_encounter ON vitals (encounter_id, taken_at, id);

CREATE TABLE notes (
  id {{id}},
  encounter_id BIGINT NOT NULL,
  kind VARCHAR(10) NOT NULL,
  body MEDIUMTEXT NOT NULL,
  written_at BIGINT NOT NULL,
  written_by BIGINT NOT NULL,
  FOREIGN KEY (encounter_id) REFERENCES encounters (id),
  FOREIGN KEY (written_by) REFERENCES users (id)
);

CREATE INDEX notes_encounter ON notes (encounter_id, id);

CREATE TABLE rooms (
  id {{id}},
  version BIGINT NOT NULL,
  name VARCHAR(80) NOT NULL,
  name_key VARCHAR(80) NOT NULL UNIQUE,
  ward VARCHAR(80) NOT NULL,
  hourly_rate BIGINT NOT NULL,
  CHECK (hourly_rate >= 0)
);

CREATE TABLE beds (
  id {{id}},
  version BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  number VARCHAR(20) NOT NULL UNIQUE,
  status VARCHAR(20) NOT NULL,
  FOREIGN KEY (room_id) REFERENCES rooms (id)
);

CREATE TABLE services (
  id {{id}},
  version BIGINT NOT NULL,
  name VARCHAR(160) NOT NULL,
  name_key VARCHAR(160) NOT NULL UNIQUE,
  category VARCHAR(40) NOT NULL,
  price BIGINT NOT NULL,
  active SMALLINT NOT NULL,
  CHECK (price >= 0)
);

CREATE TABLE bills (
  id {{id}},
  version BIGINT NOT NULL,
  code CHAR(8) NOT NULL UNIQUE,
  encounter_id BIGINT NOT NULL UNIQUE,
  case_number VARCHAR(30) NOT NULL,
  patient_id BIGINT NOT NULL,
  status VARCHAR(10) NOT NULL,
  total_charges BIGINT NOT NULL,
  total_paid BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  care_ended_at BIGINT NULL,
  finalized_at BIGINT NULL,
  finalized_by BIGINT NULL,
  FOREIGN KEY (encounter_id) REFERENCES encounters (id),
  FOREIGN KEY (patient_id) REFERENCES patients (id),
  FOREIGN KEY (created_by) REFERENCES users (id),
  FOREIGN KEY (finalized_by) REFERENCES users (id)
);

CREATE INDEX bills_status ON bills (status, id);

CREATE INDEX bills_patient ON bills (patient_id, id);

CREATE INDEX bills_case ON bills (case_number);

CREATE TABLE stays (
  id {{id}},
  encounter_id BIGINT NOT NULL,
  bill_id BIGINT NOT NULL,
  bed_id BIGINT NOT NULL,
  open_bed_id BIGINT NULL UNIQUE,
  open_encounter_id BIGINT NULL UNIQUE,
  rate BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  started_by BIGINT NOT NULL,
  ended_at BIGINT NULL,
  ended_by BIGINT NULL,
  FOREIGN KEY (encounter_id) REFERENCES encounters (id),
  FOREIGN KEY (bill_id) REFERENCES bills (id),
  FOREIGN KEY (bed_id) REFERENCES beds (id),
  FOREIGN KEY (started_by) REFERENCES users (id),
  FOREIGN KEY (ended_by) REFERENCES users (id),
  CHECK (ended_at IS NULL OR ended_at >= started_at),
  CHECK (rate >= 0)
);

CREATE INDEX stays_encounter ON stays (encounter_id, id);

CREATE TABLE charges (
  id {{id}},
  bill_id BIGINT NOT NULL,
  kind VARCHAR(10) NOT NULL,
  service_id BIGINT NULL,
  stay_id BIGINT NULL,
  metered_stay_id BIGINT NULL UNIQUE,
  description VARCHAR(300) NOT NULL,
  quantity BIGINT NOT NULL,
  unit_price BIGINT NOT NULL,
  running SMALLINT NOT NULL,
  meter_started_at BIGINT NULL,
  meter_ended_at BIGINT NULL,
  meter_unit_seconds BIGINT NULL,
  reverses_id BIGINT NULL UNIQUE,
  reason VARCHAR(1000) NOT NULL,
  added_at BIGINT NOT NULL,
  added_by BIGINT NOT NULL,
  FOREIGN KEY (bill_id) REFERENCES bills (id),
  FOREIGN KEY (service_id) REFERENCES services (id),
  FOREIGN KEY (stay_id) REFERENCES stays (id),
  FOREIGN KEY (metered_stay_id) REFERENCES stays (id),
  FOREIGN KEY (reverses_id) REFERENCES charges (id),
  FOREIGN KEY (added_by) REFERENCES users (id),
  CHECK ((service_id IS NULL) <> (stay_id IS NULL)),
  CHECK (quantity <> 0 AND unit_price >= 0)
);

CREATE INDEX charges_bill ON charges (bill_id, id);

CREATE INDEX charges_running ON charges (running, id);

CREATE TABLE payments (
  id {{id}},
  bill_id BIGINT NOT NULL,
  kind VARCHAR(10) NOT NULL,
  amount BIGINT NOT NULL,
  tendered BIGINT NOT NULL,
  change_given BIGINT NOT NULL,
  payer VARCHAR(160) NOT NULL,
  receipt_number BIGINT NULL UNIQUE,
  voids_id BIGINT NULL UNIQUE,
  reason VARCHAR(1000) NOT NULL,
  taken_at BIGINT NOT NULL,
  taken_by BIGINT NOT NULL,
  FOREIGN KEY (bill_id) REFERENCES bills (id),
  FOREIGN KEY (voids_id) REFERENCES payments (id),
  FOREIGN KEY (taken_by) REFERENCES users (id),
  CHECK (amount <> 0)
);

CREATE INDEX payments_bill ON payments (bill_id, id);

CREATE INDEX payments_taken ON payments (taken_at, id);
