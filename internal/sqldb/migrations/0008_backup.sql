-- Backups. Of each kind of work with them (name) only one goes on at a time in
-- the whole hospital; whoever does it renews the lease until it ends. The row
-- 'restored' is nobody's: its holder changes when a restore has replaced all rows.
CREATE TABLE backup_leases (
  name VARCHAR(20) NOT NULL PRIMARY KEY,
  holder VARCHAR(60) NOT NULL,
  until BIGINT NOT NULL
);

-- Numbers of a series that were given and whose records a restore took away.
-- They are not given again.
CREATE TABLE counter_gaps (
  id {{id}},
  name VARCHAR(60) NOT NULL,
  first_number BIGINT NOT NULL,
  last_number BIGINT NOT NULL,
  noted_at BIGINT NOT NULL,
  CHECK (last_number >= first_number)
);

-- Every backup that was asked for, and what became of it.
CREATE TABLE backups (
  id {{id}},
  status VARCHAR(10) NOT NULL,
  started_at BIGINT NOT NULL,
  started_by VARCHAR(200) NOT NULL,
  scheduled SMALLINT NOT NULL,
  ended_at BIGINT NULL,
  note VARCHAR(500) NOT NULL,
  kind VARCHAR(10) NOT NULL,
  folder VARCHAR(1000) NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  size BIGINT NOT NULL,
  files BIGINT NOT NULL,
  files_bytes BIGINT NOT NULL,
  encrypted SMALLINT NOT NULL,
  done_bytes BIGINT NOT NULL,
  total_bytes BIGINT NOT NULL,
  failure VARCHAR(2000) NOT NULL,
  verification VARCHAR(10) NOT NULL,
  verified_at BIGINT NULL,
  finding VARCHAR(2000) NOT NULL,
  removed_at BIGINT NULL,
  restore_status VARCHAR(10) NOT NULL,
  restore_asked_by VARCHAR(200) NOT NULL,
  restore_ended_at BIGINT NULL,
  restore_failure VARCHAR(2000) NOT NULL,
  CHECK (status IN ('Waiting', 'Running', 'Done', 'Failed')),
  CHECK (kind IN ('complete', 'folder')),
  CHECK (verification IN ('', 'Waiting', 'Running', 'Good', 'Bad')),
  CHECK ((status IN ('Done', 'Failed')) = (ended_at IS NOT NULL)),
  CHECK ((verification IN ('Good', 'Bad')) = (verified_at IS NOT NULL)),
  CHECK (status <> 'Failed' OR failure <> ''),
  CHECK (restore_status IN ('', 'Waiting', 'Running', 'Done', 'Failed')),
  CHECK ((restore_status IN ('Done', 'Failed')) = (restore_ended_at IS NOT NULL))
);
CREATE INDEX backups_verification ON backups (verification, id);
CREATE INDEX backups_restore ON backups (restore_status, id);
CREATE INDEX backups_status ON backups (status, id);
