-- People who use the program: more of their profile, how they sign in, their photos.
ALTER TABLE users ADD COLUMN middle_name VARCHAR(80) NOT NULL DEFAULT '';

ALTER TABLE users ADD COLUMN address VARCHAR(500) NOT NULL DEFAULT '';

ALTER TABLE users ADD COLUMN birth_date VARCHAR(10) NOT NULL DEFAULT '';

-- The password was given by someone else and is good for one sign-in.
ALTER TABLE users ADD COLUMN must_change_password SMALLINT NOT NULL DEFAULT 0;

-- Since when a second factor is asked for at the sign-in.
ALTER TABLE users ADD COLUMN second_factor_at BIGINT NULL;

-- Unlocks a session that was locked; blank when the user has none.
ALTER TABLE users ADD COLUMN pin_hash VARCHAR(255) NOT NULL DEFAULT '';

CREATE INDEX users_department ON users (department_id, user_id);

ALTER TABLE sessions ADD COLUMN locked_at BIGINT NULL;

-- Wrong PINs since the session was last unlocked.
ALTER TABLE sessions ADD COLUMN pin_failures SMALLINT NOT NULL DEFAULT 0;

-- The folded words of a user's names and user ID, for the search.
CREATE TABLE user_words (
  word VARCHAR(60) NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (word, user_id),
  FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX user_words_user ON user_words (user_id);

-- A deleted photo is hidden and kept. profile_of_id is set on the one that is
-- the user's profile picture.
CREATE TABLE user_photos (
  id {{id}},
  user_id BIGINT NOT NULL,
  profile_of_id BIGINT NULL UNIQUE,
  media_id BIGINT NOT NULL,
  name VARCHAR(255) NOT NULL,
  uploaded_at BIGINT NOT NULL,
  uploaded_by BIGINT NOT NULL,
  deleted_at BIGINT NULL,
  deleted_by BIGINT NULL,
  FOREIGN KEY (user_id) REFERENCES users (id),
  FOREIGN KEY (profile_of_id) REFERENCES users (id),
  FOREIGN KEY (media_id) REFERENCES media (id),
  FOREIGN KEY (uploaded_by) REFERENCES users (id),
  FOREIGN KEY (deleted_by) REFERENCES users (id),
  CHECK (profile_of_id IS NULL OR (profile_of_id = user_id AND deleted_at IS NULL)),
  CHECK ((deleted_at IS NULL) = (deleted_by IS NULL))
);

CREATE INDEX user_photos_user ON user_photos (user_id, id);

CREATE INDEX user_photos_media ON user_photos (media_id);

-- The one code that sets a new password, when it was forgotten. Only a keyed
-- hash of it is kept; it is deleted when it is used.
CREATE TABLE reset_codes (
  user_id BIGINT NOT NULL PRIMARY KEY,
  code_hash CHAR(64) NOT NULL,
  expires_at BIGINT NOT NULL,
  FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX reset_codes_expiry ON reset_codes (expires_at);

-- The sealed secret of a user's authenticator, and the last time step whose
-- code was used. It counts only once users.second_factor_at is set.
CREATE TABLE second_factors (
  user_id BIGINT NOT NULL PRIMARY KEY,
  secret VARCHAR(255) NOT NULL,
  last_step BIGINT NOT NULL,
  FOREIGN KEY (user_id) REFERENCES users (id)
);

-- Codes for a user whose authenticator is lost; each works once.
CREATE TABLE recovery_codes (
  user_id BIGINT NOT NULL,
  code_hash CHAR(64) NOT NULL,
  used_at BIGINT NULL,
  PRIMARY KEY (user_id, code_hash),
  FOREIGN KEY (user_id) REFERENCES users (id)
);
