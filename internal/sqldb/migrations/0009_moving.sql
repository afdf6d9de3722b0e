-- What came over from another system: which of its rows became which of ours, so
-- that nothing comes twice.
CREATE TABLE moved_rows (
  model VARCHAR(40) NOT NULL,
  pk VARCHAR(120) NOT NULL,
  entity VARCHAR(40) NOT NULL,
  entity_id BIGINT NOT NULL,
  moved_at BIGINT NOT NULL,
  PRIMARY KEY (model, pk)
);

-- The number of a receipt that another system gave; it is not of our series.
ALTER TABLE payments ADD COLUMN old_receipt VARCHAR(60) NULL;

CREATE INDEX moved_rows_entity ON moved_rows (entity, entity_id);
