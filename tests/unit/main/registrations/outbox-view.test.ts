/** Tests the outbox with a real store: pages, filters, search, available actions, and the totals of a day. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt, QUIET_PERIOD_MS } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
import { newBody, type Body } from '#main/record/body.ts';
import {
  allowedActions,
  createOutboxView,
  type OutboxView,
} from '#main/registrations/outbox-view.ts';
import { createOutboxQueries } from '#main/store/queries/outbox-queries.ts';
import { initialsOf } from '#main/store/name-keys.ts';
import type { Store, StoredRegistration } from '#main/store/port.ts';
import type { Token } from '#main/ekyc/port.ts';
import { fieldNames } from '#shared/domain/fields.ts';
import { err } from '#shared/result.ts';
import { registrationStates, type RegistrationState } from '#shared/domain/registration.ts';
import { EVENTS_TO_STATE } from './events-to-state.ts';
import { toBanglaDigits } from '#shared/text/digits.ts';

/** Noon of 23 November 2026 in Bangladesh. */
const NOON = Date.UTC(2026, 10, 23, 6);
const DAY_MS = 86_400_000;
const REGISTRATION_COUNT = 2_000;
/** The state `transferred` has its own test. */
const STATES = registrationStates.filter((state) => state !== 'transferred');

const folders = createTemporaryFolders();
let file = '';
let store: Store;
let outbox: OutboxView;
let currentClerk: MobileNumber | null = CLERK;
let lastClerk: MobileNumber | null = CLERK;

const nidOf = (index: number): string => String(3_000_000_000 + index);
const createBody = (index: number, clerk = CLERK): Body => {
  const values = {
    ...FIELD_VALUES,
    nid_no: nidOf(index),
    mobile_number: `0131${String(index).padStart(7, '0')}`,
    applicant_name_eng: index % 500 === 7 ? 'ZAHID UDDIN' : 'MINA KHATUN',
  };
  const fields = Object.fromEntries(
    fieldNames.map((name) => [
      name,
      {
        value: values[name],
        source: 'typed',
        touched: true,
        readings: name === 'dob' ? { service: '2/10/1980' } : {},
      },
    ]),
  );
  return { ...newBody(clerk, 1), fields: fields as Body['fields'] };
};

const createInState = async (
  state: RegistrationState,
  index: number,
  at: number,
  clerk = CLERK,
): Promise<StoredRegistration> => {
  let record = unwrap(
    await store.create({ body: createBody(index, clerk), prefix: '0142-3-', at }),
  );
  for (const event of EVENTS_TO_STATE[state]) {
    const tombstone =
      event === 'discard'
        ? { body: { ...newBody(clerk, at), discardReason: 'Wrong card' }, keepSummary: true }
        : {};
    const written = await store.write(
      record,
      {
        transition: { event },
        ...(event === 'submit' && { submittedAt: at }),
        ...(event === 'accepted' && { acceptedAt: at }),
        ...tombstone,
      },
      at,
    );
    record = unwrap(written)!;
  }
  return record;
};

const readPage = async (query: Partial<Parameters<OutboxView['page']>[0]> = {}) =>
  unwrap(
    await outbox.page({ filter: 'all', state: null, search: '', offset: 0, limit: 50, ...query }),
  );

beforeAll(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  store = await openStoreAt(file);
  for (let index = 0; index < REGISTRATION_COUNT; index++) {
    const state = STATES[index % STATES.length] as RegistrationState;
    await createInState(
      state,
      index,
      NOON - (index < 1_000 ? 0 : DAY_MS),
      index % 9 === 8 ? OTHER_CLERK_MOBILE : CLERK,
    );
  }
  outbox = createOutboxView({
    quietPeriodMs: QUIET_PERIOD_MS,
    store,
    session: {
      clerk: () =>
        currentClerk === null ? null : { mobile: currentClerk, token: 'token' as Token },
      lastMobile: () => lastClerk,
    },
    now: () => NOON,
  });
}, 600_000);
afterAll(async () => {
  store.close();
  await folders.remove();
});

describe('outbox page', () => {
  it('shows every registration exactly once over all its pages, those that need action first', async () => {
    const references: string[] = [];
    const states: RegistrationState[] = [];
    for (let offset = 0; ; offset += 200) {
      const { rows, total } = await readPage({ offset, limit: 200 });
      expect(total).toBe(REGISTRATION_COUNT);
      if (rows.length === 0) break;
      references.push(...rows.map((row) => row.reference));
      states.push(...rows.map((row) => row.state));
    }
    expect(new Set(references).size).toBe(REGISTRATION_COUNT);
    expect(references).toHaveLength(REGISTRATION_COUNT);
    const rankOf = (state: RegistrationState): number =>
      [
        ['unknown', 'needs-review', 'refused'],
        ['sending-form', 'sending-card', 'waiting', 'ready'],
        ['on-hold', 'draft'],
      ].findIndex((group) => group.includes(state));
    const ranks = states.map((state) => (rankOf(state) < 0 ? 3 : rankOf(state)));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it('returns for every filter the count of its registrations', async () => {
    const { counts } = await readPage();
    expect(counts.all).toBe(REGISTRATION_COUNT);
    expect(
      counts['needs-attention'] + counts['in-progress'] + counts['on-hold-or-draft'] + counts.done,
    ).toBe(REGISTRATION_COUNT);
    for (const filter of ['needs-attention', 'in-progress', 'on-hold-or-draft', 'done'] as const) {
      expect((await readPage({ filter })).total, filter).toBe(counts[filter]);
    }
    const refused = await readPage({ state: 'refused', limit: 200 });
    expect(new Set(refused.rows.map((row) => row.state))).toEqual(new Set(['refused']));
    expect(refused.total).toBe(refused.rows.length);
    expect((await readPage({ filter: 'done', state: 'refused' })).rows).toEqual([]);
  });

  it('masks names and numbers and marks the registrations of the signed-in clerk', async () => {
    const { rows } = await readPage({ limit: 200 });
    expect(rows.every((row) => !row.maskedNid.includes(nidOf(0).slice(3, 8)))).toBe(true);
    expect(rows.every((row) => row.maskedName.includes('•'))).toBe(true);
    const ownCount = rows.filter((row) => row.isOwn).length;
    expect(ownCount).toBeGreaterThan(0);
    expect(ownCount).toBeLessThan(rows.length);
  });

  it('decrypts the summaries of its own rows only', async () => {
    let openedSummaries = 0;
    const db = new DatabaseSync(file, { readOnly: true });
    const createEmptyHash = (): Buffer => Buffer.alloc(32);
    const queries = createOutboxQueries({
      db,
      clerkMac: createEmptyHash,
      nidMac: createEmptyHash,
      mobileMac: createEmptyHash,
      nameTag: createEmptyHash,
      toListRow: (row) => {
        openedSummaries += 1;
        const { id, reference, state } = row as {
          id: string;
          reference: string;
          state: RegistrationState;
        };
        return {
          id,
          reference,
          state,
          step: 'card',
          maskedName: '',
          maskedNid: '',
          updatedAt: 0,
          attempts: 0,
          lastError: null,
        };
      },
    });
    const page = unwrap(
      await queries.outboxPage({
        states: registrationStates,
        search: '',
        clerk: null,
        offset: 1_900,
        limit: 50,
      }),
    );
    db.close();
    expect(page.rows).toHaveLength(50);
    expect(openedSummaries).toBe(50);
  });
});

describe('outbox search', () => {
  it('finds one registration by its complete NID, also in Bangla digits and with spaces', async () => {
    const index = 43;
    const nid = nidOf(index);
    const spaced = `${nid.slice(0, 3)} ${nid.slice(3, 6)} ${nid.slice(6)}`;
    for (const search of [nid, spaced, toBanglaDigits(nid)]) {
      const { rows, total } = await readPage({ search });
      expect(total, search).toBe(1);
      expect(rows[0]?.reference).toBe(`0142-3-${String(index + 1).padStart(4, '0')}`);
    }
    expect((await readPage({ search: nid.slice(0, 9) })).total).toBe(0);
  });

  it('finds one registration by mobile number or reference, inside the filter only', async () => {
    expect((await readPage({ search: '01310000031' })).rows.map((row) => row.reference)).toEqual([
      '0142-3-0032',
    ]);
    expect((await readPage({ search: '3-0032' })).total).toBe(1);
    const { state } = (await readPage({ search: '3-0032' })).rows[0]!;
    const other = state === 'refused' ? 'draft' : 'refused';
    expect((await readPage({ search: '3-0032', state: other })).total).toBe(0);
    expect((await readPage({ search: '%' })).total).toBe(0);
    expect((await readPage({ search: '0_42' })).total).toBe(0);
  });

  it('finds names by their first letters, over all pages', async () => {
    const { rows, total } = await readPage({ search: 'zahid u' });
    expect(total).toBe(REGISTRATION_COUNT / 500);
    expect(rows.map((row) => row.maskedName)).toEqual(rows.map(() => 'Z•••• U••••'));
    expect((await readPage({ search: 'zahid u', offset: total - 1, limit: 5 })).rows).toHaveLength(
      1,
    );
    expect((await readPage({ search: 'u z' })).total).toBe(0);
    expect((await readPage({ search: 'zahid u', state: 'draft' })).total).toBeLessThan(total);
    expect(initialsOf('নও')).toEqual(initialsOf('ন••• উ••••').slice(0, 1));
    expect(initialsOf('মো')).not.toEqual(initialsOf('ন••• উ••••').slice(0, 1));
  });

  it('finds only one registration by a complete reference, and all that contain a part of one', async () => {
    expect((await readPage({ search: '0142-3-0100' })).rows.map((row) => row.reference)).toEqual([
      '0142-3-0100',
    ]);
    expect((await readPage({ search: '0142-3-010' })).total).toBe(10);
  });

  it.each(['100', '0100', '3-0100', '-0100'])(
    'finds a reference by its running number, typed as %s',
    async (search) => {
      expect((await readPage({ search })).rows.map((row) => row.reference)).toEqual([
        '0142-3-0100',
      ]);
    },
  );
});

describe('outbox details', () => {
  it('offer queries and sending only to the clerk of the registration', () => {
    expect(allowedActions('unknown', true)).toEqual(['check-now', 'open']);
    expect(allowedActions('unknown', false)).toEqual(['open']);
    expect(allowedActions('waiting', true)).toContain('retry');
    expect(allowedActions('ready', true)).toContain('hold');
    expect(allowedActions('on-hold', true)).toContain('release');
    expect(allowedActions('refused', true)).toEqual(['open', 'discard']);
    expect(allowedActions('needs-review', true, true)).toContain('decide');
    expect(allowedActions('needs-review', false, true)).not.toContain('decide');
    expect(allowedActions('discarded', true)).toEqual([]);
    expect(allowedActions('waiting', false, false, true)).toContain('take-over');
    expect(allowedActions('sending-form', false, false, true)).not.toContain('take-over');
  });

  it('contain the timeline of a registration, with its evidence when it needs review', async () => {
    const { rows } = await readPage({ state: 'needs-review', limit: 200 });
    const ownRow = rows.find((row) => row.isOwn)!;
    const details = unwrap(await outbox.details(ownRow.id));
    expect(details.timeline.map((entry) => entry.event)).toEqual([
      'start',
      'submit',
      'send-card',
      'reading-differs',
    ]);
    expect(details.review).toMatchObject({
      typed: { dob: FIELD_VALUES.dob },
      read: { dob: '2/10/1980' },
    });
    expect(details.maskedClerk).toBe('0130•••0042');
    expect(details.actions).toEqual(['open', 'discard']);
  });

  it('offer no retry while the clerk is signed out', async () => {
    const { rows } = await readPage({ state: 'waiting', limit: 200 });
    const ownRow = rows.find((row) => row.isOwn)!;
    expect(unwrap(await outbox.details(ownRow.id)).actions).toEqual(['open', 'retry', 'hold']);
    currentClerk = null;
    expect(unwrap(await outbox.details(ownRow.id)).actions).toEqual(['open', 'hold']);
    currentClerk = CLERK;
    const other = rows.find((row) => !row.isOwn)!;
    expect(unwrap(await outbox.details(other.id))).toMatchObject({
      actions: ['open', 'hold', 'take-over'],
      maskedClerk: '0130•••0043',
    });
  });
});

describe('day close', () => {
  it('has totals that add up to the number of registrations taken', async () => {
    const today = unwrap(await outbox.daySummaryForAllClerks(null));
    const { totals } = today;
    expect(today.day).toBe('2026-11-23');
    expect(Object.values(totals).reduce((sum, count) => sum + count, 0)).toBe(today.taken);
    const yesterday = unwrap(
      await outbox.daySummaryForAllClerks({ year: 2026, month: 11, day: 22 }),
    );
    expect(today.taken + today.drafts + yesterday.taken + yesterday.drafts).toBe(
      REGISTRATION_COUNT,
    );
    expect(today.unsent).toHaveLength(totals.waiting + totals['on-hold']);
    expect(today.unknown).toHaveLength(totals.unknown);
    expect(today.reviewOrRefused).toHaveLength(totals.refused + totals['needs-review']);
    expect(today.discarded).toHaveLength(totals.discarded);
    expect(today.discarded.every((row) => row.reason === 'Wrong card')).toBe(true);
    expect(yesterday.openFromEarlierDays).toBe(0);
    expect(today.openFromEarlierDays).toBe(
      yesterday.totals.waiting +
        yesterday.totals.unknown +
        yesterday.totals['needs-review'] +
        yesterday.totals.refused +
        yesterday.totals['on-hold'],
    );
  });

  it('counts and lists a transferred registration apart from the discarded ones', async () => {
    const { reference } = await createInState('transferred', REGISTRATION_COUNT, NOON - 2 * DAY_MS);
    await createInState('discarded', REGISTRATION_COUNT + 1, NOON - 2 * DAY_MS);
    const day = unwrap(await outbox.daySummary({ year: 2026, month: 11, day: 21 }));
    expect(day.taken).toBe(2);
    expect(day.totals).toMatchObject({ discarded: 1, transferred: 1 });
    expect(day.transferred.map((row) => row.reference)).toEqual([reference]);
    expect(day.discarded).toHaveLength(1);
  });

  it('ends at midnight in Bangladesh', async () => {
    const tomorrow = unwrap(
      await outbox.daySummaryForAllClerks({ year: 2026, month: 11, day: 24 }),
    );
    expect(tomorrow).toMatchObject({ taken: 0, first: null, last: null, clerks: [] });
  });

  it('is that of the clerk at the counter, and the days of all clerks add up to the day of the counter', async () => {
    const all = unwrap(await outbox.daySummaryForAllClerks(null));
    const ownDay = unwrap(await outbox.daySummary(null));
    currentClerk = OTHER_CLERK_MOBILE;
    const otherDay = unwrap(await outbox.daySummary(null));
    currentClerk = CLERK;
    const numbersOf = ({ taken, totals, verdicts, first, last }: typeof all) => ({
      taken,
      totals,
      verdicts,
      first,
      last,
    });
    expect(all.maskedClerk).toBeNull();
    expect(ownDay).toMatchObject({ maskedClerk: '0130•••0042', clerks: [] });
    expect(
      [...all.clerks].sort((first, second) => first.maskedClerk.localeCompare(second.maskedClerk)),
    ).toEqual([
      { maskedClerk: '0130•••0042', ...numbersOf(ownDay) },
      { maskedClerk: '0130•••0043', ...numbersOf(otherDay) },
    ]);
    expect(ownDay.taken).toBeGreaterThan(0);
    expect(otherDay.taken).toBeGreaterThan(0);
    expect(all.taken).toBe(ownDay.taken + otherDay.taken);
    for (const list of ['unsent', 'unknown', 'reviewOrRefused', 'discarded'] as const)
      expect(all[list].map((row) => row.reference).sort()).toEqual(
        [...ownDay[list], ...otherDay[list]].map((row) => row.reference).sort(),
      );
    expect([all.drafts, all.openFromEarlierDays]).toEqual([
      ownDay.drafts + otherDay.drafts,
      ownDay.openFromEarlierDays + otherDay.openFromEarlierDays,
    ]);
  });

  it('counts each submitted registration under one verdict', async () => {
    const { totals, verdicts } = unwrap(await outbox.daySummaryForAllClerks(null));
    expect(totals.submitted).toBeGreaterThan(0);
    expect(Object.values(verdicts).reduce((sum, count) => sum + count, 0)).toBe(totals.submitted);
  });

  it('names the first and the last reference of the day', async () => {
    const today = unwrap(await outbox.daySummaryForAllClerks(null));
    // The first thousand registrations belong to today, the others to yesterday. Drafts are not counted.
    expect(today.first).toMatch(/^0142-3-000[1-3]$/);
    expect(today.last).toBe('0142-3-1000');
    const yesterday = unwrap(
      await outbox.daySummaryForAllClerks({ year: 2026, month: 11, day: 22 }),
    );
    expect(yesterday.first).toMatch(/^0142-3-100[1-3]$/);
  });

  it('is refused while the counter has no current or last clerk', async () => {
    [currentClerk, lastClerk] = [null, null];
    expect(await outbox.daySummary(null)).toEqual(err('SESSION-NEEDED'));
    [currentClerk, lastClerk] = [CLERK, CLERK];
  });
});
