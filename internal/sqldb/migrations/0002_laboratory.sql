-- Stored bytes, each content once, under their SHA-256. A row stands here only
-- while the bytes stand in the store.
CREATE TABLE media (
  id {{id}},
  sha256 CHAR(64) NOT NULL UNIQUE,
  size BIGINT NOT NULL,
  content_type VARCHAR(100) NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  thumbnail VARCHAR(10) NOT NULL,
  thumbnail_tries BIGINT NOT NULL,
  thumbnail_after BIGINT NOT NULL,
  CHECK (size > 0),
  CHECK (thumbnail IN ('none', 'wanted', 'made', 'failed'))
);

CREATE INDEX media_thumbnail ON media (thumbnail, thumbnail_after, id);

CREATE INDEX media_created ON media (created_at, id);

-- Files that were sent but do not belong to an album yet; their sender claims them.
CREATE TABLE uploads (
  id {{id}},
  user_id BIGINT NOT NULL,
  media_id BIGINT NOT NULL,
  name VARCHAR(255) NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (user_id) REFERENCES users (id),
  FOREIGN KEY (media_id) REFERENCES media (id)
);

CREATE INDEX uploads_user ON uploads (user_id, id);

CREATE INDEX uploads_created ON uploads (created_at, id);

CREATE INDEX uploads_media ON uploads (media_id);

-- Every kind of test that was ever asked for, and the result that the next one
-- begins from.
CREATE TABLE lab_tests (
  id {{id}},
  name VARCHAR(160) NOT NULL,
  name_key VARCHAR(160) NOT NULL UNIQUE,
  service_id BIGINT NULL,
  template_lab_id BIGINT NULL,
  FOREIGN KEY (service_id) REFERENCES services (id)
);

CREATE TABLE labs (
  id {{id}},
  version BIGINT NOT NULL,
  code CHAR(8) NOT NULL UNIQUE,
  encounter_id BIGINT NOT NULL,
  case_number VARCHAR(30) NOT NULL,
  patient_id BIGINT NOT NULL,
  test_id BIGINT NOT NULL,
  test_type VARCHAR(160) NOT NULL,
  status VARCHAR(12) NOT NULL,
  urgent SMALLINT NOT NULL,
  request_note VARCHAR(2000) NOT NULL,
  result_summary MEDIUMTEXT NOT NULL,
  dated_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  requested_at BIGINT NULL,
  requested_by BIGINT NULL,
  started_at BIGINT NULL,
  started_by BIGINT NULL,
  performed_at BIGINT NULL,
  performed_by BIGINT NULL,
  cancelled_at BIGINT NULL,
  cancelled_by BIGINT NULL,
  cancel_reason VARCHAR(1000) NOT NULL,
  service_id BIGINT NULL,
  charge_id BIGINT NULL UNIQUE,
  FOREIGN KEY (encounter_id) REFERENCES encounters (id),
  FOREIGN KEY (patient_id) REFERENCES patients (id),
  FOREIGN KEY (test_id) REFERENCES lab_tests (id),
  FOREIGN KEY (created_by) REFERENCES users (id),
  FOREIGN KEY (requested_by) REFERENCES users (id),
  FOREIGN KEY (started_by) REFERENCES users (id),
  FOREIGN KEY (performed_by) REFERENCES users (id),
  FOREIGN KEY (cancelled_by) REFERENCES users (id),
  FOREIGN KEY (service_id) REFERENCES services (id),
  FOREIGN KEY (charge_id) REFERENCES charges (id),
  CHECK (status IN ('Requested', 'In_progress', 'Done', 'Cancelled')),
  CHECK (status <> 'Done' OR (performed_at IS NOT NULL AND performed_by IS NOT NULL)),
  CHECK (charge_id IS NULL OR service_id IS NOT NULL)
);

CREATE INDEX labs_dated ON labs (dated_at, id);

CREATE INDEX labs_status ON labs (status, dated_at, id);

-- What waits: urgent ones first, then the longest waiting.
CREATE INDEX labs_worklist ON labs (status, urgent DESC, dated_at, id);

CREATE INDEX labs_patient ON labs (patient_id, dated_at, id);

CREATE INDEX labs_encounter ON labs (encounter_id, dated_at, id);

CREATE INDEX labs_test ON labs (test_id, dated_at, id);

CREATE INDEX labs_case ON labs (case_number);

CREATE TABLE lab_values (
  id {{id}},
  lab_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  analyte VARCHAR(120) NOT NULL,
  analyte_key VARCHAR(120) NOT NULL,
  value VARCHAR(120) NOT NULL,
  number DOUBLE NULL,
  unit VARCHAR(40) NOT NULL,
  unit_key VARCHAR(40) NOT NULL,
  reference_range VARCHAR(80) NOT NULL,
  flag VARCHAR(2) NOT NULL,
  flag_set VARCHAR(2) NOT NULL,
  UNIQUE (lab_id, position),
  FOREIGN KEY (lab_id) REFERENCES labs (id)
);

-- A deleted album or file is hidden and kept. Whoever changes one holds the row
-- of its test.
CREATE TABLE albums (
  id {{id}},
  lab_id BIGINT NOT NULL,
  description VARCHAR(300) NOT NULL,
  uploaded_at BIGINT NOT NULL,
  uploaded_by BIGINT NOT NULL,
  deleted_at BIGINT NULL,
  deleted_by BIGINT NULL,
  delete_reason VARCHAR(1000) NOT NULL,
  FOREIGN KEY (lab_id) REFERENCES labs (id),
  FOREIGN KEY (uploaded_by) REFERENCES users (id),
  FOREIGN KEY (deleted_by) REFERENCES users (id),
  CHECK (deleted_at IS NULL OR deleted_by IS NOT NULL)
);

CREATE INDEX albums_lab ON albums (lab_id, id);

CREATE TABLE album_files (
  id {{id}},
  album_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  media_id BIGINT NOT NULL,
  name VARCHAR(255) NOT NULL,
  deleted_at BIGINT NULL,
  deleted_by BIGINT NULL,
  delete_reason VARCHAR(1000) NOT NULL,
  UNIQUE (album_id, position),
  FOREIGN KEY (album_id) REFERENCES albums (id),
  FOREIGN KEY (media_id) REFERENCES media (id),
  FOREIGN KEY (deleted_by) REFERENCES users (id),
  CHECK (deleted_at IS NULL OR deleted_by IS NOT NULL)
);

CREATE INDEX album_files_media ON album_files (media_id);
