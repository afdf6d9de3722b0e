-- rebuilds tables
-- The trail becomes a chain: its entries count without a gap, each is sealed
-- with the one before it, and each knows the patient whom it is about.

-- One row: where the chain ends. Its seal is not the last entry's, and nobody
-- can make it without the key.
CREATE TABLE audit_chain (
  id {{id}},
  last_id BIGINT NOT NULL,
  seal CHAR(43) NOT NULL
);

INSERT INTO audit_chain (id, last_id, seal) VALUES (1, 0, '');

-- Who said why a chart outside of their duty has to be opened, and until when that holds.
CREATE TABLE chart_leaves (
  id {{id}},
  user_id BIGINT NOT NULL,
  patient_id BIGINT NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  FOREIGN KEY (user_id) REFERENCES users (id),
  FOREIGN KEY (patient_id) REFERENCES patients (id),
  CHECK (until > at)
);

CREATE INDEX chart_leaves_user ON chart_leaves (user_id, patient_id, until);

CREATE TABLE audit_entries_new (
  id {{id}},
  at BIGINT NOT NULL,
  actor_id BIGINT NULL,
  actor VARCHAR(200) NOT NULL,
  action VARCHAR(60) NOT NULL,
  entity VARCHAR(40) NOT NULL,
  entity_id BIGINT NOT NULL,
  patient_id BIGINT NULL,
  reason VARCHAR(2000) NOT NULL,
  changes MEDIUMTEXT NOT NULL,
  request_id VARCHAR(40) NOT NULL,
  address VARCHAR(60) NOT NULL,
  mac CHAR(43) NOT NULL
);

INSERT INTO audit_entries_new (id, at, actor_id, actor, action, entity, entity_id, patient_id, reason, changes, request_id, address, mac)
SELECT ROW_NUMBER() OVER (ORDER BY a.id), a.at, a.actor_id, a.actor, a.action, a.entity, a.entity_id,
  CASE a.entity
    WHEN 'patient' THEN a.entity_id
    WHEN 'encounter' THEN (SELECT e.patient_id FROM encounters e WHERE e.id = a.entity_id)
    WHEN 'bill' THEN (SELECT b.patient_id FROM bills b WHERE b.id = a.entity_id)
    WHEN 'lab' THEN (SELECT l.patient_id FROM labs l WHERE l.id = a.entity_id)
    WHEN 'medical_history' THEN (SELECT m.patient_id FROM medical_history m WHERE m.id = a.entity_id)
    WHEN 'vitals' THEN (SELECT e.patient_id FROM vitals v JOIN encounters e ON e.id = v.encounter_id WHERE v.id = a.entity_id)
    WHEN 'note' THEN (SELECT e.patient_id FROM notes n JOIN encounters e ON e.id = n.encounter_id WHERE n.id = a.entity_id)
    WHEN 'stay' THEN (SELECT e.patient_id FROM stays s JOIN encounters e ON e.id = s.encounter_id WHERE s.id = a.entity_id)
  END,
  a.reason, a.changes, a.request_id, a.address, ''
FROM audit_entries a;

DROP TABLE IF EXISTS audit_entries;

ALTER TABLE audit_entries_new RENAME TO audit_entries;

CREATE INDEX audit_entries_record ON audit_entries (entity, entity_id, at, id);

CREATE INDEX audit_entries_entity ON audit_entries (entity, at, id);

CREATE INDEX audit_entries_action ON audit_entries (action, at, id);

CREATE INDEX audit_entries_actor ON audit_entries (actor_id, at, id);

CREATE INDEX audit_entries_patient ON audit_entries (patient_id, at, id);

CREATE INDEX audit_entries_at ON audit_entries (at, id);
