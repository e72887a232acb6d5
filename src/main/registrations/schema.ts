/**
 * The tables. No column tells anything about a person in the clear: what does is in sealed boxes, what must be found is
 * there as a keyed hash. Events are only ever added, and their causes are codes.
 */
import { pictureParts, registrationStates } from '#shared/domain/registration.ts';

export const SCHEMA_VERSION = 1;

const words = (list: readonly string[]): string => list.map((word) => `'${word}'`).join(',');

export const SCHEMA = `
CREATE TABLE meta(
  name TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE registration(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK(state IN (${words(registrationStates)})),
  rev INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  submitted_at INTEGER,               -- when the clerk submitted it
  accepted_at INTEGER,                -- when it was known that the service has it
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  waits_for TEXT CHECK(waits_for IN ('line','sign-in','time')),
  unknown_since INTEGER,
  absent_seen INTEGER NOT NULL DEFAULT 0,
  baseline BLOB,                      -- sealed: what the service knew before step 2 was sent
  clerk_mac BLOB NOT NULL,
  nid_mac BLOB,
  mobile_mac BLOB,
  data_key BLOB NOT NULL,             -- key of this registration, wrapped
  summary BLOB NOT NULL,              -- sealed: what a list shows
  body BLOB NOT NULL                  -- sealed: everything else
) STRICT;
CREATE INDEX registration_due ON registration(state, not_before);
CREATE INDEX registration_nid ON registration(nid_mac) WHERE nid_mac IS NOT NULL;
CREATE INDEX registration_mobile ON registration(mobile_mac) WHERE mobile_mac IS NOT NULL;

CREATE TABLE part(
  registration_id TEXT NOT NULL REFERENCES registration(id),
  name TEXT NOT NULL CHECK(name IN (${words(pictureParts)})),
  box BLOB NOT NULL,
  UNIQUE(registration_id, name)
) STRICT;

CREATE TABLE event(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  registration_id TEXT NOT NULL REFERENCES registration(id),
  rev INTEGER NOT NULL,
  at INTEGER NOT NULL,
  src TEXT,
  dst TEXT NOT NULL,
  event TEXT NOT NULL,
  cause TEXT CHECK(cause IS NULL OR (length(cause) <= 40 AND cause NOT GLOB '*[^A-Z-]*')),
  UNIQUE(registration_id, rev)
) STRICT;
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;

PRAGMA user_version = ${String(SCHEMA_VERSION)};
`;
