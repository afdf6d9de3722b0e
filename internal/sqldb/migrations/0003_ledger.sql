-- rebuilds tables

-- Codes, VAT and the history of prices.
ALTER TABLE services ADD COLUMN code VARCHAR(40) NOT NULL DEFAULT '';

ALTER TABLE services ADD COLUMN code_key VARCHAR(40) NULL;

ALTER TABLE services ADD COLUMN vat_treatment VARCHAR(10) NOT NULL DEFAULT 'Exempt' CHECK (vat_treatment IN ('Exempt', 'VATable'));

CREATE UNIQUE INDEX services_code ON services (code_key);

CREATE TABLE service_prices (
  id {{id}},
  service_id BIGINT NOT NULL,
  price BIGINT NOT NULL,
  from_at BIGINT NULL,
  changed_by BIGINT NULL,
  FOREIGN KEY (service_id) REFERENCES services (id),
  FOREIGN KEY (changed_by) REFERENCES users (id),
  CHECK (price >= 0)
);

CREATE INDEX service_prices_service ON service_prices (service_id, id);

INSERT INTO service_prices (service_id, price) SELECT id, price FROM services;

-- What a charge can be for. A further kind is a row here and a column of
-- charges of its own: medicine_id BIGINT NULL CHECK ((kind = 'medicine') = (medicine_id IS NOT NULL)).
CREATE TABLE charge_kinds (
  kind VARCHAR(10) NOT NULL PRIMARY KEY
);

INSERT INTO charge_kinds (kind) VALUES ('service'), ('stay');

CREATE TABLE charges_new (
  id {{id}},
  bill_id BIGINT NOT NULL,
  kind VARCHAR(10) NOT NULL,
  service_id BIGINT NULL,
  stay_id BIGINT NULL,
  metered_stay_id BIGINT NULL UNIQUE,
  category VARCHAR(40) NOT NULL,
  vat_treatment VARCHAR(10) NOT NULL,
  description VARCHAR(300) NOT NULL,
  quantity BIGINT NOT NULL,
  unit_price BIGINT NOT NULL,
  catalogue_price BIGINT NULL,
  price_reason VARCHAR(1000) NOT NULL,
  doctor_id BIGINT NULL,
  date_availed VARCHAR(10) NOT NULL,
  running SMALLINT NOT NULL,
  meter_started_at BIGINT NULL,
  meter_ended_at BIGINT NULL,
  meter_unit_seconds BIGINT NULL,
  meter_read_at BIGINT NULL,
  reverses_id BIGINT NULL UNIQUE,
  reason VARCHAR(1000) NOT NULL,
  added_at BIGINT NOT NULL,
  added_by BIGINT NOT NULL,
  FOREIGN KEY (bill_id) REFERENCES bills (id),
  FOREIGN KEY (kind) REFERENCES charge_kinds (kind),
  FOREIGN KEY (service_id) REFERENCES services (id),
  FOREIGN KEY (stay_id) REFERENCES stays (id),
  FOREIGN KEY (metered_stay_id) REFERENCES stays (id),
  FOREIGN KEY (doctor_id) REFERENCES users (id),
  FOREIGN KEY (reverses_id) REFERENCES charges_new (id),
  FOREIGN KEY (added_by) REFERENCES users (id),
  CHECK ((kind = 'service') = (service_id IS NOT NULL)),
  CHECK ((kind = 'stay') = (stay_id IS NOT NULL)),
  CHECK (vat_treatment IN ('Exempt', 'VATable')),
  CHECK (quantity <> 0 AND unit_price >= 0)
);

INSERT INTO charges_new (id, bill_id, kind, service_id, stay_id, metered_stay_id, category, vat_treatment, description, quantity, unit_price,
  catalogue_price, price_reason, doctor_id, date_availed, running, meter_started_at, meter_ended_at, meter_unit_seconds, reverses_id, reason, added_at, added_by)
SELECT c.id, c.bill_id, c.kind, c.service_id, c.stay_id, c.metered_stay_id, COALESCE(s.category, 'Room and board'), 'Exempt', c.description, c.quantity, c.unit_price,
  NULL, '', NULL, '', c.running, c.meter_started_at, c.meter_ended_at, c.meter_unit_seconds, c.reverses_id, c.reason, c.added_at, c.added_by
FROM charges c LEFT JOIN services s ON s.id = c.service_id;

DROP TABLE IF EXISTS charges;

ALTER TABLE charges_new RENAME TO charges;

CREATE INDEX charges_bill ON charges (bill_id, id);

CREATE INDEX charges_running ON charges (running, id);

-- What PhilHealth pays for a case, by code, from a day on.
CREATE TABLE case_rates (
  id {{id}},
  code VARCHAR(20) NOT NULL,
  description VARCHAR(300) NOT NULL,
  description_key VARCHAR(300) NOT NULL,
  hospital_part BIGINT NOT NULL,
  professional_part BIGINT NOT NULL,
  effective_from VARCHAR(10) NOT NULL,
  effective_to VARCHAR(10) NOT NULL,
  imported_at BIGINT NOT NULL,
  UNIQUE (code, effective_from),
  CHECK (hospital_part >= 0 AND professional_part >= 0)
);

-- What reduces a bill. A row is never changed; another one with withdraws_id ends it.
CREATE TABLE entitlements (
  id {{id}},
  bill_id BIGINT NOT NULL,
  kind VARCHAR(20) NOT NULL,
  turn BIGINT NOT NULL,
  id_type VARCHAR(60) NOT NULL,
  id_number VARCHAR(60) NOT NULL,
  first_rate_id BIGINT NULL,
  second_rate_id BIGINT NULL,
  name VARCHAR(160) NOT NULL,
  approval_number VARCHAR(60) NOT NULL,
  amount BIGINT NULL,
  percent BIGINT NULL,
  limit_percent BIGINT NULL,
  withdraws_id BIGINT NULL UNIQUE,
  reason VARCHAR(1000) NOT NULL,
  added_at BIGINT NOT NULL,
  added_by BIGINT NOT NULL,
  UNIQUE (bill_id, kind, turn),
  FOREIGN KEY (bill_id) REFERENCES bills (id),
  FOREIGN KEY (first_rate_id) REFERENCES case_rates (id),
  FOREIGN KEY (second_rate_id) REFERENCES case_rates (id),
  FOREIGN KEY (withdraws_id) REFERENCES entitlements (id),
  FOREIGN KEY (added_by) REFERENCES users (id),
  CHECK (kind IN ('senior', 'pwd', 'philhealth', 'hmo', 'other_discount')),
  CHECK (amount IS NULL OR amount > 0),
  CHECK (percent IS NULL OR (percent > 0 AND percent <= 100)),
  CHECK (kind <> 'philhealth' OR withdraws_id IS NOT NULL OR first_rate_id IS NOT NULL),
  CHECK (kind <> 'hmo' OR withdraws_id IS NOT NULL OR amount IS NOT NULL),
  CHECK (kind <> 'other_discount' OR withdraws_id IS NOT NULL OR (amount IS NULL) <> (percent IS NULL))
);

-- Discounts and coverage of final bills, line by line.
CREATE TABLE adjustments (
  id {{id}},
  bill_id BIGINT NOT NULL,
  charge_id BIGINT NOT NULL,
  entitlement_id BIGINT NOT NULL,
  kind VARCHAR(20) NOT NULL,
  category VARCHAR(40) NOT NULL,
  amount BIGINT NOT NULL,
  rule_from VARCHAR(10) NOT NULL,
  reverses_id BIGINT NULL UNIQUE,
  reason VARCHAR(1000) NOT NULL,
  posted_at BIGINT NOT NULL,
  posted_by BIGINT NOT NULL,
  FOREIGN KEY (bill_id) REFERENCES bills (id),
  FOREIGN KEY (charge_id) REFERENCES charges (id),
  FOREIGN KEY (entitlement_id) REFERENCES entitlements (id),
  FOREIGN KEY (reverses_id) REFERENCES adjustments (id),
  FOREIGN KEY (posted_by) REFERENCES users (id),
  CHECK (kind IN ('vat_exemption', 'senior', 'pwd', 'other_discount', 'philhealth', 'hmo')),
  CHECK (amount <> 0 AND (amount < 0) = (reverses_id IS NOT NULL))
);

ALTER TABLE bills ADD COLUMN total_discounts BIGINT NOT NULL DEFAULT 0;

ALTER TABLE bills ADD COLUMN total_coverage BIGINT NOT NULL DEFAULT 0;

ALTER TABLE bills ADD COLUMN checked_in_at BIGINT NOT NULL DEFAULT 0;

UPDATE bills SET checked_in_at = COALESCE((SELECT e.created_at FROM encounters e WHERE e.id = bills.encounter_id), created_at);

CREATE INDEX adjustments_bill ON adjustments (bill_id, id);
