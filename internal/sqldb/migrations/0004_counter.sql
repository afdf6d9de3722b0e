-- The teller's counter. A shift is one teller with one drawer, from the count
-- at its beginning to the count at its end; a closed one never changes.
CREATE TABLE shifts (
  id {{id}},
  version BIGINT NOT NULL,
  teller_id BIGINT NOT NULL,
  open_teller_id BIGINT NULL UNIQUE,
  taken_over_id BIGINT NULL UNIQUE,
  opened_at BIGINT NOT NULL,
  opening_cash BIGINT NOT NULL,
  closed_at BIGINT NULL,
  closed_by BIGINT NULL,
  expected_cash BIGINT NULL,
  counted_cash BIGINT NULL,
  closing_note VARCHAR(1000) NOT NULL,
  FOREIGN KEY (teller_id) REFERENCES users (id),
  FOREIGN KEY (open_teller_id) REFERENCES users (id),
  FOREIGN KEY (taken_over_id) REFERENCES shifts (id),
  FOREIGN KEY (closed_by) REFERENCES users (id),
  CHECK (opening_cash >= 0),
  CHECK (closed_at IS NULL OR closed_at >= opened_at),
  CHECK ((closed_at IS NULL) = (open_teller_id IS NOT NULL)),
  CHECK ((closed_at IS NULL) = (counted_cash IS NULL)),
  CHECK (counted_cash IS NULL OR counted_cash = expected_cash OR closing_note <> '')
);

CREATE INDEX shifts_teller ON shifts (teller_id, id);

-- Notes and coins that were counted, at the beginning (at_close 0) and at the end.
CREATE TABLE shift_counts (
  shift_id BIGINT NOT NULL,
  at_close SMALLINT NOT NULL,
  denomination BIGINT NOT NULL,
  pieces BIGINT NOT NULL,
  PRIMARY KEY (shift_id, at_close, denomination),
  FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CHECK (denomination > 0 AND pieces > 0)
);

-- Cash that entered or left a drawer for no bill, such as change from the bank.
CREATE TABLE cash_moves (
  id {{id}},
  shift_id BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  moved_at BIGINT NOT NULL,
  moved_by BIGINT NOT NULL,
  FOREIGN KEY (shift_id) REFERENCES shifts (id),
  FOREIGN KEY (moved_by) REFERENCES users (id),
  CHECK (amount <> 0)
);

CREATE INDEX cash_moves_shift ON cash_moves (shift_id, id);

CREATE INDEX cash_moves_moved ON cash_moves (moved_at, id);

-- Without a shift are only entries from before shifts were kept.
ALTER TABLE payments ADD COLUMN shift_id BIGINT NULL REFERENCES shifts (id);

ALTER TABLE payments ADD COLUMN refunds_id BIGINT NULL REFERENCES payments (id);

ALTER TABLE payments ADD COLUMN voucher_number BIGINT NULL;

ALTER TABLE payments ADD COLUMN purpose VARCHAR(12) NOT NULL DEFAULT 'bill';

UPDATE payments SET purpose = 'deposit' WHERE EXISTS (
  SELECT b.id FROM bills b WHERE b.id = payments.bill_id AND (b.finalized_at IS NULL OR b.finalized_at > payments.taken_at));

CREATE UNIQUE INDEX payments_voucher ON payments (voucher_number);

CREATE INDEX payments_shift ON payments (shift_id, id);

-- Every time a receipt was put on paper; copy 0 is the original.
CREATE TABLE receipt_prints (
  id {{id}},
  payment_id BIGINT NOT NULL,
  copy BIGINT NOT NULL,
  printed_at BIGINT NOT NULL,
  printed_by BIGINT NOT NULL,
  UNIQUE (payment_id, copy),
  FOREIGN KEY (payment_id) REFERENCES payments (id),
  FOREIGN KEY (printed_by) REFERENCES users (id),
  CHECK (copy >= 0)
);

-- A promise to pay what is left of a final bill. It is open until it is
-- cancelled; that it is settled follows from the bill.
CREATE TABLE promissory_notes (
  id {{id}},
  version BIGINT NOT NULL,
  number BIGINT NOT NULL UNIQUE,
  bill_id BIGINT NOT NULL,
  open_bill_id BIGINT NULL UNIQUE,
  amount BIGINT NOT NULL,
  due_date VARCHAR(10) NOT NULL,
  maker_name VARCHAR(160) NOT NULL,
  relationship VARCHAR(80) NOT NULL,
  maker_address VARCHAR(500) NOT NULL,
  maker_contact VARCHAR(60) NOT NULL,
  co_maker_name VARCHAR(160) NOT NULL,
  co_maker_address VARCHAR(500) NOT NULL,
  co_maker_contact VARCHAR(60) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  signed_at BIGINT NOT NULL,
  signed_by BIGINT NOT NULL,
  cancelled_at BIGINT NULL,
  cancelled_by BIGINT NULL,
  cancel_reason VARCHAR(1000) NOT NULL,
  FOREIGN KEY (bill_id) REFERENCES bills (id),
  FOREIGN KEY (open_bill_id) REFERENCES bills (id),
  FOREIGN KEY (signed_by) REFERENCES users (id),
  FOREIGN KEY (cancelled_by) REFERENCES users (id),
  CHECK (amount > 0),
  CHECK ((cancelled_at IS NULL) = (open_bill_id IS NOT NULL))
);

CREATE INDEX promissory_notes_bill ON promissory_notes (bill_id, id);

CREATE INDEX promissory_notes_due ON promissory_notes (due_date, id);

-- The hospital's logo, as base64.
CREATE TABLE hospital_pictures (
  name VARCHAR(60) NOT NULL PRIMARY KEY,
  content_type VARCHAR(100) NOT NULL,
  sha256 CHAR(64) NOT NULL,
  content MEDIUMTEXT NOT NULL
);
