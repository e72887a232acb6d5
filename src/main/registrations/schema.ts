/**
 * The tables. No column tells anything about a person in the clear: what does is in sealed boxes, what must be found is
 * there as a keyed hash. Events are only ever added, and their causes are codes.
 */
import { registrationStates } from '#shared/domain/registration.ts';
import { storedParts } from './stored.ts';

export const SCHEMA_VERSION = 3;

const words = (list: readonly string[]): string => list.map((word) => `'${word}'`).join(',');

const PART_TABLE = `CREATE TABLE part(
  registration_id TEXT NOT NULL REFERENCES registration(id),
  name TEXT NOT NULL CHECK(name IN (${words(storedParts)})),
  box BLOB NOT NULL,
  UNIQUE(registration_id, name)
) STRICT;`;

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
  next_poll INTEGER,                  -- when the service is asked what became of it
  reduced_at INTEGER,                 -- when its values were reduced to a tombstone
  baseline BLOB,                      -- sealed: what the service knew before step 2 was sent
  clerk_mac BLOB NOT NULL,
  nid_mac BLOB,
  mobile_mac BLOB,
  data_key BLOB NOT NULL,             -- key of this registration, wrapped
  summary BLOB NOT NULL,              -- sealed: what a list shows
  body BLOB NOT NULL                  -- sealed: everything else
) STRICT;
CREATE INDEX registration_due ON registration(state, not_before);
CREATE INDEX registration_poll ON registration(next_poll) WHERE next_poll IS NOT NULL;
CREATE INDEX registration_nid ON registration(nid_mac) WHERE nid_mac IS NOT NULL;
CREATE INDEX registration_mobile ON registration(mobile_mac) WHERE mobile_mac IS NOT NULL;

${PART_TABLE}

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

/** What makes a store of each earlier version one of the next. What was unknown or submitted is asked for at once. */
const MIGRATIONS: Readonly<Record<number, string>> = {
  1: `
ALTER TABLE registration ADD COLUMN next_poll INTEGER;
ALTER TABLE registration ADD COLUMN reduced_at INTEGER;
CREATE INDEX registration_poll ON registration(next_poll) WHERE next_poll IS NOT NULL;
UPDATE registration SET next_poll = 0 WHERE state IN ('unknown','submitted');
PRAGMA user_version = 2;
`,
  // What a part may be called is a rule of the table, and SQLite changes no rule of a table that is there.
  2: `
ALTER TABLE part RENAME TO part_before;
${PART_TABLE}
INSERT INTO part SELECT * FROM part_before;
DROP TABLE part_before;
PRAGMA user_version = 3;
`,
};

/** The steps that lead from a version to this one; none when it is this one or one that nobody knows. */
export const migrationsFrom = (version: unknown): string[] => {
  if (typeof version !== 'number' || !(version in MIGRATIONS)) return [];
  return Array.from({ length: SCHEMA_VERSION - version }, (_, step) => MIGRATIONS[version + step] ?? '');
};
