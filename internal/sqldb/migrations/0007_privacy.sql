-- Records that must be kept whatever their age, while a reason for it stands.
CREATE TABLE legal_holds (
  id {{id}},
  version BIGINT NOT NULL,
  patient_id BIGINT NOT NULL,
  open_patient_id BIGINT NULL UNIQUE,
  reason VARCHAR(1000) NOT NULL,
  placed_at BIGINT NOT NULL,
  placed_by BIGINT NOT NULL,
  lifted_at BIGINT NULL,
  lifted_by BIGINT NULL,
  lift_reason VARCHAR(1000) NOT NULL,
  FOREIGN KEY (patient_id) REFERENCES patients (id),
  FOREIGN KEY (placed_by) REFERENCES users (id),
  FOREIGN KEY (lifted_by) REFERENCES users (id),
  CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
  CHECK (open_patient_id IS NULL OR (open_patient_id = patient_id AND lifted_at IS NULL))
);

CREATE INDEX legal_holds_patient ON legal_holds (patient_id, id);

-- What patients say is wrong in their record, and what came of it.
CREATE TABLE correction_requests (
  id {{id}},
  version BIGINT NOT NULL,
  patient_id BIGINT NOT NULL,
  requester VARCHAR(160) NOT NULL,
  relationship VARCHAR(80) NOT NULL,
  wrong VARCHAR(2000) NOT NULL,
  wish VARCHAR(2000) NOT NULL,
  received_on VARCHAR(10) NOT NULL,
  due_on VARCHAR(10) NOT NULL,
  status VARCHAR(10) NOT NULL,
  answer VARCHAR(2000) NOT NULL,
  written_at BIGINT NOT NULL,
  written_by BIGINT NOT NULL,
  decided_at BIGINT NULL,
  decided_by BIGINT NULL,
  FOREIGN KEY (patient_id) REFERENCES patients (id),
  FOREIGN KEY (written_by) REFERENCES users (id),
  FOREIGN KEY (decided_by) REFERENCES users (id),
  CHECK (status IN ('Open', 'Corrected', 'Refused')),
  CHECK ((status = 'Open') = (decided_at IS NULL)),
  CHECK ((decided_at IS NULL) = (decided_by IS NULL))
);

CREATE INDEX correction_requests_status ON correction_requests (status, due_on, id);

CREATE INDEX correction_requests_patient ON correction_requests (patient_id, id);

CREATE INDEX encounters_ended ON encounters (patient_id, status, status_since, decision);
