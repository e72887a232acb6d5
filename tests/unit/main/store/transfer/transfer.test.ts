/** Registrations that go from one counter to another: what they become, and every way in which one must not become two. */
import { mobile } from '#tests/support/numbers.ts';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AGREED,
  CLERK,
  createCounter,
  createFolders,
  fillDraft,
  LEAD_PIN,
  must,
  OTHER_CLERK,
  QUIET_MS,
  STATUS,
  VALUES,
  type Counter,
} from '#tests/unit/main/store/store-bench.ts';
import { newBody, type Body } from '#main/record/body.ts';
import type { Store, StoredRegistration } from '#main/store/port.ts';
import { openStore } from '#main/store/store.ts';
import type { RegistrationEvent } from '#main/record/transitions.ts';
import { fieldNames } from '#shared/domain/fields.ts';
import { err, ok } from '#shared/result.ts';

const CODE = Buffer.alloc(16, 3);
const FROM = '0142-3';
const TO = '0142-4';
const folders = createFolders();
let folder = '';
let file = '';
let from: Store;
let to: Store;

const openNamed = async (name: string): Promise<Store> =>
  must(
    await openStore({
      path: path.join(folder, `${name}.sqlite`),
      masterKey: Buffer.alloc(32, name.length),
      anchor: path.join(folder, `${name}.anchor`),
    }),
  );
beforeEach(async () => {
  folder = await folders.make();
  file = path.join(folder, 'journey.ekycmove');
  from = await openNamed('from');
  to = await openNamed('to');
});
afterEach(async () => {
  from.close();
  to.close();
  await folders.remove();
});

const bodyOf = (nid: string, clerk: string): Body => ({
  ...newBody(mobile(clerk), 1),
  reading: {
    ...newBody(mobile(clerk), 1).reading,
    handles: {
      front: { name: 'id_front_url', value: 'f' },
      back: { name: 'id_back_url', value: 'b' },
      at: 1,
    },
  },
  fields: Object.fromEntries(
    fieldNames.map((name) => [
      name,
      {
        value: name === 'nid_no' ? nid : VALUES[name],
        source: 'typed',
        touched: true,
        readings: {},
      },
    ]),
  ) as Body['fields'],
});
const put = async (
  store: Store,
  nid: string,
  ...events: RegistrationEvent[]
): Promise<StoredRegistration> => {
  let record = must(await store.create({ body: bodyOf(nid, CLERK), prefix: '0142-3-', at: 1 }));
  record = must(
    await store.write(record, { parts: { front: Buffer.from(`front of ${nid}`) } }, 1),
  )!;
  for (const event of events) {
    const known =
      event === 'submit'
        ? { submittedAt: 2 }
        : event === 'accepted'
          ? { acceptedAt: 3 }
          : event === 'outcome-unknown'
            ? { unknownSince: 3, nextPoll: 4 }
            : {};
    const baseline =
      event === 'send-form'
        ? {
            baseline: {
              version: 2 as const,
              status: null,
              entries: 3,
              alike: 3,
              complete: true,
              at: 2,
            },
          }
        : {};
    record = must(await store.write(record, { move: { event }, ...known, ...baseline }, 2))!;
  }
  return record;
};
const transferOut = () => from.transferOut({ file, code: CODE, from: FROM, to: TO, at: 10 });
const transferIn = (code: Uint8Array = CODE, counter = TO) =>
  to.transferIn({ file, code, counter, at: 20 });
const stateIn = async (store: Store, id: string): Promise<string> => {
  const record = await store.get(id);
  return record.ok ? record.data.state : record.error.code;
};

it('each goes on over there as nobody would send it by mistake, and what is on its way stays', async () => {
  const all = {
    draft: await put(from, '1000000001'),
    ready: await put(from, '1000000002', 'submit'),
    waiting: await put(from, '1000000003', 'submit', 'send-form', 'not-sent'),
    held: await put(from, '1000000004', 'submit', 'hold'),
    refused: await put(from, '1000000005', 'submit', 'send-form', 'refused'),
    review: await put(from, '1000000006', 'submit', 'send-card', 'reading-differs'),
    unknown: await put(from, '1000000007', 'submit', 'send-form', 'outcome-unknown'),
    flying: await put(from, '1000000008', 'submit', 'send-form'),
    sent: await put(from, '1000000009', 'submit', 'send-form', 'accepted'),
  };
  expect(must(await from.transferable())).toBe(7);
  const out = must(await transferOut());
  expect(out).toMatchObject({ stayed: 1, finished: true });
  expect(out.ids).toHaveLength(7);
  const here = Object.fromEntries(
    await Promise.all(
      Object.entries(all).map(async ([name, { id }]) => [name, await stateIn(from, id)] as const),
    ),
  );
  expect(here).toMatchObject({
    draft: 'transferred',
    ready: 'transferred',
    unknown: 'transferred',
    flying: 'sending-form',
    sent: 'submitted',
  });
  // Nothing of the customer stays but the tombstone.
  const left = must(await from.get(all.ready.id));
  expect(JSON.stringify(left.body)).not.toContain('1000000002');
  expect(must(await from.part(all.ready.id, 'front'))).toBeNull();
  expect(must(await from.lookAlikes(all.flying.id, { nid: '1000000002', mobile: '' }, 0))).toEqual(
    [],
  );
  expect(must(await from.outboxRow(all.ready.id, CLERK))).toMatchObject({
    lastError: { code: 'TRANSFER-OUT', params: { counter: TO } },
  });
  expect(must(await from.timeline(all.ready.id)).at(-1)).toMatchObject({
    event: 'transfer-out',
    cause: 'LEAD-TRANSFERRED-OUT',
    to: 'transferred',
  });

  expect(must(await transferIn())).toMatchObject({ here: 0, known: 0, removed: true });
  const there = Object.fromEntries(
    await Promise.all(
      Object.entries(all).map(async ([name, { id }]) => [name, await stateIn(to, id)] as const),
    ),
  );
  expect(there).toEqual({
    draft: 'draft',
    ready: 'on-hold',
    waiting: 'on-hold',
    held: 'on-hold',
    refused: 'refused',
    review: 'needs-review',
    unknown: 'unknown',
    flying: 'REG-NOT-FOUND',
    sent: 'REG-NOT-FOUND',
  });
  const ready = must(await to.get(all.ready.id));
  expect(ready).toMatchObject({ reference: all.ready.reference, submittedAt: 2 });
  expect(ready.body.clerk).toBe(CLERK);
  expect(ready.body.reading.handles).toBeNull();
  expect(must(await to.part(all.ready.id, 'front'))?.toString()).toBe('front of 1000000002');
  expect(must(await to.timeline(all.ready.id)).map(({ event }) => event)).toEqual([
    'start',
    'submit',
    'transfer-in',
  ]);
  // What the other counter had seen before the sending proves nothing here; its rest begins anew.
  expect(must(await to.get(all.unknown.id))).toMatchObject({
    baseline: null,
    unknownSince: 20,
    absentSeen: 0,
    nextPoll: 20,
  });
  expect(must(await to.lookAlikes('x', { nid: '1000000002', mobile: '' }, 0))).toHaveLength(1);
});

describe('the same registration twice', () => {
  it('a file that was copied before it was taken in finds them all here', async () => {
    const { id } = await put(from, '1000000001', 'submit');
    must(await transferOut());
    const copy = readFileSync(file);
    must(await transferIn());
    writeFileSync(file, copy);
    expect(must(await transferIn())).toMatchObject({ ids: [], here: 1 });
    expect(await stateIn(to, id)).toBe('on-hold');
  });

  it('nor is it taken in where it came from: it is there already, as a tombstone', async () => {
    const { id } = await put(from, '1000000001', 'submit');
    must(await from.transferOut({ file, code: CODE, from: FROM, to: FROM, at: 10 }));
    expect(must(await from.transferIn({ file, code: CODE, counter: FROM, at: 11 }))).toMatchObject({
      ids: [],
      here: 1,
    });
    expect(await stateIn(from, id)).toBe('transferred');
  });

  it('at another counter than the one it is for it is refused, and says for which', async () => {
    await put(from, '1000000001', 'submit');
    must(await transferOut());
    expect(await transferIn(CODE, '0142-5')).toEqual(
      err('TRANSFER-COUNTER', { params: { counter: TO } }),
    );
    expect(must(await to.list('all'))).toEqual([]);
    expect(existsSync(file)).toBe(true);
  });

  it('a file that is not finished is refused', async () => {
    await put(from, '1000000001', 'submit');
    must(await transferOut());
    renameSync(file, `${file}.part`);
    expect(await to.transferIn({ file: `${file}.part`, code: CODE, counter: TO, at: 20 })).toEqual(
      err('TRANSFER-FILE'),
    );
  });

  it('goes to review where somebody with the number was accepted', async () => {
    await put(to, '1000000001', 'submit', 'send-form', 'accepted');
    const { id } = await put(from, '1000000001', 'submit');
    must(await transferOut());
    expect(must(await transferIn())).toMatchObject({ known: 1 });
    expect(must(await to.get(id))).toMatchObject({
      state: 'needs-review',
      body: { lastError: { code: 'REG-KNOWN' } },
    });
  });
});

describe('a file', () => {
  it('says nothing of a customer to who has no code', async () => {
    await put(from, '1000000001', 'submit');
    must(await transferOut());
    const bytes = readFileSync(file).toString('latin1');
    for (const value of [
      '1000000001',
      VALUES.applicant_name_eng,
      VALUES.nominee,
      'front of',
      CLERK,
    ])
      expect(bytes).not.toContain(value);
    expect(await transferIn(Buffer.alloc(16, 4))).toEqual(err('KEY-WRONG'));
  });

  it('that was changed or cut anywhere is refused as a whole', async () => {
    for (let n = 0; n < 3; n += 1) await put(from, `100000000${String(n)}`, 'submit');
    must(await transferOut());
    const whole = readFileSync(file);
    for (let at = 11; at < whole.length; at += 37) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(file, at % 2 === 0 ? changed : whole.subarray(0, at));
      const refused = await transferIn();
      expect([refused.ok, refused.ok ? '' : refused.error.code], `at ${String(at)}`).toEqual([
        false,
        expect.stringMatching(/^(TRANSFER-FILE|TRANSFER-COUNTER|KEY-WRONG)$/),
      ]);
    }
    expect(must(await to.list('all'))).toEqual([]);
    writeFileSync(file, whole);
    expect(must(await transferIn()).ids).toHaveLength(3);
  });

  it('that cannot be written hands nothing over', async () => {
    const { id } = await put(from, '1000000001', 'submit');
    expect(
      await from.transferOut({
        file: path.join(folder, 'no such folder', 'file'),
        code: CODE,
        from: FROM,
        to: TO,
        at: 10,
      }),
    ).toEqual(err('TRANSFER-WRITE'));
    expect(await stateIn(from, id)).toBe('ready');
    expect(must(await from.finishTransfer())).toBeNull();
    must(await transferOut());
  });

  it('is not written when there is nothing to hand over', async () => {
    await put(from, '1000000001', 'submit', 'send-form', 'accepted');
    expect(await transferOut()).toEqual(err('TRANSFER-NONE'));
    expect(existsSync(file)).toBe(false);
  });

  it('whose disk was pulled out at the end is finished when it is back, or given up by a person', async () => {
    await put(from, '1000000001', 'submit');
    must(await transferOut());
    // As if the name had never been given: the note of it is written by hand.
    const stick = path.join(folder, 'elsewhere');
    renameSync(file, `${file}.part`);
    renameSync(`${file}.part`, stick);
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(path.join(folder, 'from.sqlite'));
    db.prepare("UPDATE meta SET value = ? WHERE name = 'transfer-pending'").run(
      JSON.stringify({ file, marked: true }),
    );
    db.close();
    expect(must(await from.finishTransfer())).toBe('journey.ekycmove');
    await put(from, '1000000002', 'submit');
    expect(await transferOut()).toEqual(err('TRANSFER-WRITE'));
    renameSync(stick, `${file}.part`);
    expect(must(await from.finishTransfer())).toBeNull();
    expect(must(await transferIn()).ids).toHaveLength(1);
    rmSync(file, { force: true });
    must(await transferOut());
  });
});

describe('at the counter it came to', () => {
  let counter: Counter;
  afterEach(() => counter.stop());
  const arrive = async (status = STATUS): Promise<string> => {
    counter = await createCounter({ file: path.join(folder, 'counter.sqlite') });
    const other = await createCounter({ file: path.join(folder, 'first.sqlite'), mobile: null });
    counter.service.answers.verificationStatus = async () => ok(status);
    other.desk.signIn(CLERK);
    other.service.answers.verificationStatus = async () => err('NET-DNS');
    const id = await fillDraft(other.registrations, { nid_no: '0123456789' });
    must(await other.registrations.submit(id, AGREED));
    await other.until(id, (view) => view.state === 'waiting');
    must(
      await other.store.transferOut({ file, code: CODE, from: FROM, to: TO, at: other.clock.now }),
    );
    await other.registrations.changedElsewhere([id]);
    expect(must(await other.registrations.current())).toBeNull();
    await other.stop();
    must(await counter.store.transferIn({ file, code: CODE, counter: TO, at: counter.clock.now }));
    await counter.registrations.arrived([id]);
    return id;
  };

  it('it is held until somebody releases it, and then goes under its own clerk’s token', async () => {
    const id = await arrive();
    counter.registrations.serviceAnswers();
    must(await counter.registrations.retryAll());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counter.service.calls.submit).toHaveLength(0);
    must(await counter.registrations.release(id));
    await counter.until(id, (view) => view.state === 'submitted');
    expect(counter.service.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(CLERK),
    ]);
  });

  it('it waits there for its own clerk too, or for the lead’s word', async () => {
    const id = await arrive();
    counter.desk.signIn(OTHER_CLERK);
    must(await counter.registrations.release(id));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counter.service.calls.submit).toHaveLength(0);
    must(await counter.registrations.takeOver(id, LEAD_PIN));
    await counter.until(id, (view) => view.state === 'submitted');
    expect(counter.service.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(OTHER_CLERK),
    ]);
  });

  it('it goes to review when the service knows the customer already, and a person decides', async () => {
    const id = await arrive({
      ...STATUS,
      verdict: 'passed',
      word: 'passed',
      comparisons: [{ field: 'nid', card: '0123456789', ec: '0123456789', score: 100 }],
    });
    await counter.until(id, (view) => view.state === 'needs-review');
    expect(must(await counter.store.get(id)).body.lastError).toEqual({ code: 'REG-KNOWN' });
    must(await counter.registrations.decide(id, 'service-has-it', 'Seen in the log'));
    expect(must(await counter.store.get(id)).state).toBe('submitted');
    expect(counter.service.calls.submit).toHaveLength(0);
  });

  it('one whose outcome is unknown is asked about and never sent by itself, though the service has nobody', async () => {
    counter = await createCounter({ file: path.join(folder, 'counter.sqlite') });
    const { id } = await put(from, '0123456789', 'submit', 'send-form', 'outcome-unknown');
    must(await transferOut());
    must(await counter.store.transferIn({ file, code: CODE, counter: TO, at: counter.clock.now }));
    await counter.registrations.arrived([id]);
    for (const quiet of [0, 1, 2]) {
      counter.clock.now += quiet * QUIET_MS;
      const checked = await counter.registrations.checkNow(id);
      if (checked.ok && checked.data.state !== 'unknown') break;
    }
    expect(must(await counter.store.get(id)).state).toBe('needs-review');
    expect(must(await counter.registrations.open(id)).review).toMatchObject({
      kind: 'outcome',
      details: { linesNow: 0 },
    });
    expect(counter.service.calls.submit).toHaveLength(0);
  });
});
