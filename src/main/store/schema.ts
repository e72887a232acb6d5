/**
 * Schema of the store and its migrations. No column contains personal data in plain text: it is in sealed boxes, and searchable
 * values are stored as keyed hashes. Events are append-only, and their causes are codes.
 */
import { registrationStates } from '#shared/domain/registration.ts';
import { renamedCauses, renamedEvents, renamedStates } from '#main/record/renames.ts';
import { storedParts } from '#main/record/stored-registration.ts';

export const SCHEMA_VERSION = 5;

const sqlList = (list: readonly string[]): string => list.map((value) => `'${value}'`).join(',');

const PART_TABLE = `CREATE TABLE part(
  registration_id TEXT NOT NULL REFERENCES registration(id),
  name TEXT NOT NULL CHECK(name IN (${sqlList(storedParts)})),
  box BLOB NOT NULL,
  UNIQUE(registration_id, name)
) STRICT;`;

/** Conditions of partial indexes. SQLite uses such an index only for a query that repeats its condition word for word. */
export const IS_SENDABLE = "state IN ('ready','waiting')";
export const IS_UNSETTLED = `state IN (${sqlList(['unknown', 'needs-review', 'refused', 'sending-form', 'sending-card', 'waiting', 'ready', 'on-hold'])})`;
/** Time that assigns a registration to a day: that of its submission, or of its discard or transfer if it was never submitted. */
export const DAY_AT =
  "coalesce(submitted_at, CASE WHEN state IN ('discarded','transferred') THEN updated_at END)";

/** The digits at the end of `0142-3-0500`, or of `0142-3-0500-B` (imported from another counter) without its letter. */
const WITHOUT_LETTER = "rtrim(reference, '-BCDEFGHJKMNPQRSTVWXYZ')";
/**
 * Shuffled, because the file contains the SQL text of the index, and a part of it must not look like a person's number.
 */
const DIGITS = '8305172946';
/** The running number of a reference, as text. */
export const RUNNING_NUMBER = `substr(${WITHOUT_LETTER}, length(rtrim(${WITHOUT_LETTER}, '${DIGITS}')) + 1)`;

/**
 * Indexes and counts that keep the cost of every query independent of the number of registrations. Each index is named
 * after the query that it serves; triggers update the counts in the transaction of the write.
 */
const INDEXES_AND_COUNTS = `
CREATE INDEX registration_state ON registration(state, seq, reference);
CREATE INDEX registration_due ON registration(clerk_mac, not_before, submitted_at) WHERE ${IS_SENDABLE};
CREATE INDEX registration_poll ON registration(clerk_mac, state, next_poll) WHERE next_poll IS NOT NULL;
CREATE INDEX registration_unsettled ON registration(submitted_at, state) WHERE ${IS_UNSETTLED};
CREATE INDEX registration_accepted ON registration(accepted_at, state) WHERE accepted_at IS NOT NULL;
CREATE INDEX registration_unreduced ON registration(accepted_at, state) WHERE reduced_at IS NULL AND accepted_at IS NOT NULL;
CREATE INDEX registration_day ON registration(${DAY_AT}, state);
CREATE INDEX registration_number ON registration(${RUNNING_NUMBER});
CREATE INDEX registration_name ON registration(name_key, state);

CREATE TABLE state_count(
  state TEXT PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO state_count SELECT column1, (SELECT count(*) FROM registration WHERE state = column1)
  FROM (VALUES ${registrationStates.map((state) => `('${state}')`).join(',')});
CREATE TRIGGER registration_added AFTER INSERT ON registration BEGIN
  UPDATE state_count SET n = n + 1 WHERE state = new.state;
END;
CREATE TRIGGER registration_moved AFTER UPDATE OF state ON registration WHEN old.state <> new.state BEGIN
  UPDATE state_count SET n = n - 1 WHERE state = old.state;
  UPDATE state_count SET n = n + 1 WHERE state = new.state;
END;
CREATE TRIGGER registration_removed AFTER DELETE ON registration BEGIN
  UPDATE state_count SET n = n - 1 WHERE state = old.state;
END;
`;

const registrationTable = (name: string): string => `CREATE TABLE ${name}(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK(state IN (${sqlList(registrationStates)})),
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
  name_key BLOB,                      -- keyed tags of the name's first letters; NULL until it was computed
  data_key BLOB NOT NULL,             -- key of this registration, wrapped
  summary BLOB NOT NULL,              -- sealed: what a list shows
  body BLOB NOT NULL                  -- sealed: everything else
) STRICT;`;

const PERSON_INDEXES = `CREATE INDEX registration_nid ON registration(nid_mac) WHERE nid_mac IS NOT NULL;
CREATE INDEX registration_mobile ON registration(mobile_mac) WHERE mobile_mac IS NOT NULL;
`;

const EVENT_TRIGGERS = `CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
`;

/** Tables are created before the indexes, so that a truncated file keeps the start of every table for the salvage. */
export const SCHEMA = `
CREATE TABLE meta(
  name TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

${registrationTable('registration')}
${PERSON_INDEXES}${PART_TABLE}

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
${EVENT_TRIGGERS}
${INDEXES_AND_COUNTS}
PRAGMA user_version = ${String(SCHEMA_VERSION)};
`;

/** Columns except `state`. They are named explicitly, because earlier versions added columns at the end and their order differs. */
const COLUMNS =
  'seq, id, reference, rev, created_at, updated_at, submitted_at, accepted_at, attempts, not_before, waits_for, unknown_since, absent_seen, next_poll, reduced_at, baseline, clerk_mac, nid_mac, mobile_mac, name_key, data_key, summary, body';

/** SQL that replaces a former name by the current one. */
const renamed = (column: string, names: Readonly<Record<string, string>>): string =>
  `CASE ${column} ${Object.entries(names)
    .map(([before, now]) => `WHEN '${before}' THEN '${now}'`)
    .join(' ')} ELSE ${column} END`;

/**
 * Renames states, events and causes to the current names. The states are a constraint of the table, so the table is
 * created again; transferred registrations are distinguished from discarded ones by their timeline.
 */
const RENAMES = `
CREATE TABLE kept_sequence(seq INTEGER);
INSERT INTO kept_sequence SELECT seq FROM sqlite_sequence WHERE name = 'registration';
${registrationTable('registration_renamed')}
INSERT INTO registration_renamed(state, ${COLUMNS})
  SELECT CASE WHEN state = 'discarded' AND EXISTS(
      SELECT 1 FROM event WHERE registration_id = registration.id AND event = 'hand-over'
    ) THEN 'transferred' ELSE ${renamed('state', renamedStates)} END, ${COLUMNS} FROM registration ORDER BY seq;
DROP TABLE registration;
DROP TABLE state_count;
ALTER TABLE registration_renamed RENAME TO registration;
DELETE FROM sqlite_sequence WHERE name = 'registration';
INSERT INTO sqlite_sequence(name, seq) SELECT 'registration', seq FROM kept_sequence;
DROP TABLE kept_sequence;
DROP TRIGGER event_stays;
DROP TRIGGER event_kept;
UPDATE event SET
  src = ${renamed('src', renamedStates)},
  dst = CASE event WHEN 'hand-over' THEN 'transferred' ELSE ${renamed('dst', renamedStates)} END,
  event = ${renamed('event', renamedEvents)},
  cause = ${renamed('cause', renamedCauses)};
UPDATE meta SET name = 'transfer-pending' WHERE name = 'move-pending';
${EVENT_TRIGGERS}
${PERSON_INDEXES}
${INDEXES_AND_COUNTS}
PRAGMA user_version = 5;
`;

/**
 * Migration from each earlier version to the next. Migration 1 makes unknown and submitted registrations due for a query at once.
 */
const MIGRATIONS: Readonly<Record<number, string>> = {
  1: `
ALTER TABLE registration ADD COLUMN next_poll INTEGER;
ALTER TABLE registration ADD COLUMN reduced_at INTEGER;
CREATE INDEX registration_poll ON registration(next_poll) WHERE next_poll IS NOT NULL;
UPDATE registration SET next_poll = 0 WHERE state IN ('unknown','submitted');
PRAGMA user_version = 2;
`,
  // The names of parts are a CHECK constraint, which SQLite cannot change in an existing table.
  2: `
ALTER TABLE part RENAME TO part_before;
${PART_TABLE}
INSERT INTO part SELECT * FROM part_before;
DROP TABLE part_before;
PRAGMA user_version = 3;
`,
  // The name keys are computed when the store is opened (name-keys.ts), because they need the master key.
  3: `
ALTER TABLE registration ADD COLUMN name_key BLOB;
DROP INDEX registration_due;
DROP INDEX registration_poll;
${INDEXES_AND_COUNTS}
PRAGMA user_version = 4;
`,
  4: RENAMES,
};

/** Migrations from a version to the current one; none for the current version and for unsupported ones. */
export const migrationsFrom = (version: unknown): string[] => {
  if (typeof version !== 'number' || !(version in MIGRATIONS)) return [];
  return Array.from(
    { length: SCHEMA_VERSION - version },
    (_, step) => MIGRATIONS[version + step] ?? '',
  );
};
