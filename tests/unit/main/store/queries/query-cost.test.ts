/** Tests with SQLite's query plans that no statement of the store reads every row. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { newBody } from '#main/record/body.ts';
import { IS_SENDABLE, IS_UNSETTLED } from '#main/store/schema.ts';
import type { Store, StoredRegistration } from '#main/store/port.ts';
import { inFlightStates } from '#main/record/transitions.ts';
import { outboxGroups } from '#shared/domain/outbox.ts';
import { registrationStates } from '#shared/domain/registration.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 6);
const folders = createTemporaryFolders();
let file = '';
let store: Store;
let record: StoredRegistration;

beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  store = await openStoreAt(file);
  record = unwrap(await store.create({ body: newBody(CLERK, NOW), prefix: '0142-3-', at: NOW }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  store.close();
  await folders.remove();
});

/** Returns SQLite's query plans of the statements that `runQueries` prepares. */
const readPlans = async (runQueries: () => Promise<unknown>): Promise<string[]> => {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  await runQueries();
  const statements = prepare.mock.calls.map(([sql]) => sql);
  prepare.mockRestore();
  expect(statements.length).toBeGreaterThan(0);
  const connection = new DatabaseSync(file, { readOnly: true });
  const plans = statements.flatMap((sql) =>
    connection
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail)),
  );
  connection.close();
  return plans;
};

const readPage = (search: string) =>
  store.outboxPage({ states: registrationStates, search, clerk: CLERK, offset: 0, limit: 50 });
const numbers = { nid: '0123456789', mobile: '01300000777' };
/** Matches a scan of a table that grows. Scans of the index of `part` are permitted: its rows are few, because pictures are deleted after submission. */
const FULL_SCAN =
  /^SCAN (?!state_count|json_each|\(subquery|p$|(?:part USING COVERING INDEX)|VIRTUAL|CONSTANT|\d+ CONSTANT)/;

const queries: Record<string, () => Promise<unknown>> = {
  counts: () => store.counts(NOW),
  'the first page of the outbox': () => readPage(''),
  'a search by NID number': () => readPage(numbers.nid),
  'a search by mobile number': () => readPage(numbers.mobile),
  'a search by reference': () => readPage('0142-3-0001'),
  'a search by running number': () => readPage('500'),
  'a search by the beginning of a reference': () => readPage('0142-3'),
  'a search by name': () => readPage('nowsheen a'),
  'the day close of a clerk': () => store.dayRecords(NOW - DAY_MS, NOW, CLERK),
  'the day close of all clerks': () => store.dayRecords(NOW - DAY_MS, NOW, null),
  'the day on Home': () => store.dayOverview(NOW - DAY_MS, NOW),
  'the list of what needs attention': () => store.list('attention-or-draft'),
  'the ids in flight at a start': () => store.idsByState(inFlightStates),
  'the next registration to send': () => store.nextDue(CLERK, NOW, []),
  'the time of the next sending': () => store.nextDueAt(CLERK, NOW, []),
  'the next poll': () => store.nextPoll(CLERK, NOW, []),
  'the restored connection': () => store.makeDueAfterReconnect(),
  'sending everything again': () => store.retryAll(CLERK),
  'possible duplicates': () => store.possibleDuplicates(record.id, numbers, NOW - DAY_MS),
  'pictures to delete': () => store.idsWithPictures(NOW),
  'values to reduce': () => store.idsWithValues(NOW),
  'the transferable registrations': () => store.transferable(),
  'a timeline': () => store.timeline(record.id),
  'a write with a picture': () =>
    store.write(
      record,
      { parts: { front: new Uint8Array(10) }, transition: { event: 'discard' } },
      NOW,
    ),
  'a new draft': () => store.create({ body: newBody(CLERK, NOW), prefix: '0142-3-', at: NOW }),
};

describe('cost of a query', () => {
  it.each(Object.entries(queries))(
    'does not grow with the number of registrations: %s',
    async (_, query) => {
      const plans = await readPlans(query);
      expect(plans.filter((plan) => FULL_SCAN.test(plan))).toEqual([]);
    },
  );

  it('sorts nothing for a page of the outbox', async () => {
    const plans = await readPlans(() => readPage(''));
    expect(plans.filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([]);
  });

  it.each(['the next registration to send', 'the time of the next sending'])(
    'is one row in the order of an index, without sorting: %s',
    async (name) => {
      const plans = await readPlans(queries[name]!);
      expect(plans.filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([]);
    },
  );

  it('includes preparing the statements of a write and a read only once per connection', async () => {
    const parts = { front: new Uint8Array(10) };
    const written = unwrap(await store.write(record, { parts }, NOW))!;
    unwrap(await store.part(record.id, 'front'));
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
    unwrap(await store.write(written, { parts, transition: { event: 'discard' } }, NOW));
    unwrap(await store.get(record.id));
    unwrap(await store.part(record.id, 'front'));
    expect(prepare).not.toHaveBeenCalled();
  });

  it('is that of an unfiltered page when the search text is a prefix of every reference', async () => {
    const plans = await readPlans(() => readPage('0142-'));
    expect(plans.filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([]);
    const other = unwrap(
      await store.create({ body: newBody(CLERK, NOW), prefix: '0142-4-', at: NOW }),
    );
    const readRows = async (search: string) => {
      const { rows, total } = unwrap(await readPage(search));
      return { ids: rows.map(({ id }) => id), total };
    };
    expect(await readRows('0142-')).toEqual({ ids: [other.id, record.id], total: 2 });
    expect(await readRows('0142-3-')).toEqual({ ids: [record.id], total: 1 });
    expect(await readRows('0143-')).toEqual({ ids: [], total: 0 });
  });

  it('looks up an awaited registration by its id', async () => {
    const plans = await readPlans(() => store.nextDue(CLERK, NOW, [], record.id));
    expect(plans).toContain('SEARCH r USING INDEX sqlite_autoindex_registration_1 (id=?)');
    expect(plans.filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([]);
  });

  it('depends on indexes over the same states that the screens group', () => {
    const statesIn = (condition: string): string[] =>
      Array.from(condition.matchAll(/'([a-z-]+)'/g), ([, state]) => String(state)).sort();
    expect(statesIn(IS_UNSETTLED)).toEqual(
      [...outboxGroups['needs-attention'], ...outboxGroups['in-progress'], 'on-hold'].sort(),
    );
    expect(statesIn(IS_SENDABLE)).toEqual(['ready', 'waiting']);
  });
});

describe('counts of the states', () => {
  it('follow every write, and are unchanged by a rejected write', async () => {
    const readCounts = async () => unwrap(await readPage('')).byState;
    expect(await readCounts()).toEqual({ draft: 1 });
    const ready = unwrap(
      await store.write(record, { transition: { event: 'submit' }, submittedAt: NOW }, NOW),
    )!;
    expect(await readCounts()).toEqual({ ready: 1 });
    expect(unwrap(await store.write(record, { transition: { event: 'submit' } }, NOW))).toBeNull();
    expect(await readCounts()).toEqual({ ready: 1 });
    unwrap(await store.write(ready, { transition: { event: 'send-card' } }, NOW));
    unwrap(await store.create({ body: newBody(CLERK, NOW), prefix: '0142-3-', at: NOW }));
    expect(await readCounts()).toEqual({ draft: 1, 'sending-card': 1 });
    expect(unwrap(await store.counts(NOW))).toMatchObject({
      waiting: 1,
      attentionOrDraft: 1,
      oldestWaitingSince: NOW,
    });
  });
});
