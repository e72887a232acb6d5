/** Tests the transfer of registrations to another counter: their states there, and that none is active at both counters. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import type { Store } from '#main/store/port.ts';
import { openStore } from '#main/store/open-store.ts';
import { err } from '#shared/result.ts';
import { putRegistration } from './put-registration.ts';

/** Distance of the bytes of a transfer file that are changed. */
const STEP_BYTES = 37;
const CODE = Buffer.alloc(16, 3);
const FROM = '0142-3';
const TO = '0142-4';
const folders = createTemporaryFolders();
let folder = '';
let file = '';
let from: Store;
let to: Store;

const openStoreNamed = async (name: string): Promise<Store> =>
  unwrap(
    await openStore({
      path: path.join(folder, `${name}.sqlite`),
      masterKey: Buffer.alloc(32, name.length),
      anchor: path.join(folder, `${name}.anchor`),
    }),
  );
beforeEach(async () => {
  folder = await folders.make();
  file = path.join(folder, 'registrations.ekycmove');
  from = await openStoreNamed('from');
  to = await openStoreNamed('to');
});
afterEach(async () => {
  from.close();
  to.close();
  await folders.remove();
});

const transferOut = () => from.transferOut({ file, code: CODE, from: FROM, to: TO, at: 10 });
const transferIn = (code: Uint8Array = CODE, counter = TO) =>
  to.transferIn({ file, code, counter, at: 20 });
const readState = async (store: Store, id: string): Promise<string> => {
  const record = await store.get(id);
  return record.ok ? record.data.state : record.error.code;
};

it('transferOut and transferIn transfer every registration that is not being sent, in a state from which it is not sent automatically', async () => {
  const registrations = {
    draft: await putRegistration(from, '1000000001'),
    ready: await putRegistration(from, '1000000002', 'submit'),
    waiting: await putRegistration(from, '1000000003', 'submit', 'send-form', 'not-sent'),
    held: await putRegistration(from, '1000000004', 'submit', 'hold'),
    refused: await putRegistration(from, '1000000005', 'submit', 'send-form', 'refused'),
    review: await putRegistration(from, '1000000006', 'submit', 'send-card', 'reading-differs'),
    unknown: await putRegistration(from, '1000000007', 'submit', 'send-form', 'outcome-unknown'),
    inFlight: await putRegistration(from, '1000000008', 'submit', 'send-form'),
    sent: await putRegistration(from, '1000000009', 'submit', 'send-form', 'accepted'),
  };
  expect(unwrap(await from.transferable())).toBe(7);
  const transferResult = unwrap(await transferOut());
  expect(transferResult).toMatchObject({ stayed: 1, finished: true });
  expect(transferResult.ids).toHaveLength(7);
  const statesAtOrigin = Object.fromEntries(
    await Promise.all(
      Object.entries(registrations).map(
        async ([name, { id }]) => [name, await readState(from, id)] as const,
      ),
    ),
  );
  expect(statesAtOrigin).toMatchObject({
    draft: 'transferred',
    ready: 'transferred',
    unknown: 'transferred',
    inFlight: 'sending-form',
    sent: 'submitted',
  });
  // The counter of origin keeps only the tombstone.
  const tombstone = unwrap(await from.get(registrations.ready.id));
  expect(JSON.stringify(tombstone.body)).not.toContain('1000000002');
  expect(unwrap(await from.part(registrations.ready.id, 'front'))).toBeNull();
  expect(
    unwrap(
      await from.possibleDuplicates(
        registrations.inFlight.id,
        { nid: '1000000002', mobile: '' },
        0,
      ),
    ),
  ).toEqual([]);
  expect(unwrap(await from.outboxRow(registrations.ready.id, CLERK))).toMatchObject({
    lastError: { code: 'TRANSFER-OUT', params: { counter: TO } },
  });
  expect(unwrap(await from.timeline(registrations.ready.id)).at(-1)).toMatchObject({
    event: 'transfer-out',
    cause: 'LEAD-TRANSFERRED-OUT',
    to: 'transferred',
  });

  expect(unwrap(await transferIn())).toMatchObject({ existing: 0, underReview: 0, removed: true });
  const statesAtDestination = Object.fromEntries(
    await Promise.all(
      Object.entries(registrations).map(
        async ([name, { id }]) => [name, await readState(to, id)] as const,
      ),
    ),
  );
  expect(statesAtDestination).toEqual({
    draft: 'draft',
    ready: 'on-hold',
    waiting: 'on-hold',
    held: 'on-hold',
    refused: 'refused',
    review: 'needs-review',
    unknown: 'unknown',
    inFlight: 'REG-NOT-FOUND',
    sent: 'REG-NOT-FOUND',
  });
  const ready = unwrap(await to.get(registrations.ready.id));
  expect(ready).toMatchObject({ reference: registrations.ready.reference, submittedAt: 2 });
  expect(ready.body.clerk).toBe(CLERK);
  expect(ready.body.reading.handles).toBeNull();
  expect(unwrap(await to.part(registrations.ready.id, 'front'))?.toString()).toBe(
    'front of 1000000002',
  );
  expect(unwrap(await to.timeline(registrations.ready.id)).map(({ event }) => event)).toEqual([
    'start',
    'submit',
    'transfer-in',
  ]);
  // The baseline of the other counter is not valid at this counter, and the quiet period begins again.
  expect(unwrap(await to.get(registrations.unknown.id))).toMatchObject({
    baseline: null,
    unknownSince: 20,
    absentAnswers: 0,
    nextPoll: 20,
  });
  expect(
    unwrap(await to.possibleDuplicates('x', { nid: '1000000002', mobile: '' }, 0)),
  ).toHaveLength(1);
});

describe('import of a transfer file', () => {
  it('imports nothing from a copy of an imported file', async () => {
    const { id } = await putRegistration(from, '1000000001', 'submit');
    unwrap(await transferOut());
    const copy = readFileSync(file);
    unwrap(await transferIn());
    writeFileSync(file, copy);
    expect(unwrap(await transferIn())).toMatchObject({ ids: [], existing: 1 });
    expect(await readState(to, id)).toBe('on-hold');
  });

  it('imports nothing at the counter of origin, which has a tombstone', async () => {
    const { id } = await putRegistration(from, '1000000001', 'submit');
    unwrap(await from.transferOut({ file, code: CODE, from: FROM, to: FROM, at: 10 }));
    expect(
      unwrap(await from.transferIn({ file, code: CODE, counter: FROM, at: 11 })),
    ).toMatchObject({
      ids: [],
      existing: 1,
    });
    expect(await readState(from, id)).toBe('transferred');
  });

  it('returns TRANSFER-COUNTER with the intended counter at any other counter', async () => {
    await putRegistration(from, '1000000001', 'submit');
    unwrap(await transferOut());
    expect(await transferIn(CODE, '0142-5')).toEqual(
      err('TRANSFER-COUNTER', { params: { counter: TO } }),
    );
    expect(unwrap(await to.list('all'))).toEqual([]);
    expect(existsSync(file)).toBe(true);
  });

  it('returns TRANSFER-FILE for an unfinished file', async () => {
    await putRegistration(from, '1000000001', 'submit');
    unwrap(await transferOut());
    renameSync(file, `${file}.part`);
    expect(await to.transferIn({ file: `${file}.part`, code: CODE, counter: TO, at: 20 })).toEqual(
      err('TRANSFER-FILE'),
    );
  });

  it('sets needs-review with REG-KNOWN when a registration with the same NID was accepted here', async () => {
    await putRegistration(to, '1000000001', 'submit', 'send-form', 'accepted');
    const { id } = await putRegistration(from, '1000000001', 'submit');
    unwrap(await transferOut());
    expect(unwrap(await transferIn())).toMatchObject({ underReview: 1 });
    expect(unwrap(await to.get(id))).toMatchObject({
      state: 'needs-review',
      body: { lastError: { code: 'REG-KNOWN' } },
    });
  });
});

describe('transfer file', () => {
  it('contains no readable value and returns KEY-WRONG for another code', async () => {
    await putRegistration(from, '1000000001', 'submit');
    unwrap(await transferOut());
    const bytes = readFileSync(file).toString('latin1');
    for (const value of [
      '1000000001',
      FIELD_VALUES.applicant_name_eng,
      FIELD_VALUES.nominee,
      'front of',
      CLERK,
    ])
      expect(bytes).not.toContain(value);
    expect(await transferIn(Buffer.alloc(16, 4))).toEqual(err('KEY-WRONG'));
  });

  it('is refused completely when a byte is changed or the end is missing', async () => {
    for (let index = 0; index < 3; index += 1)
      await putRegistration(from, `100000000${String(index)}`, 'submit');
    unwrap(await transferOut());
    const fileBytes = readFileSync(file);
    // The first changed byte follows the format name `EKYC-MOVE` and its line break.
    for (let offset = 11; offset < fileBytes.length; offset += STEP_BYTES) {
      const changed = Buffer.from(fileBytes);
      changed[offset] = (changed[offset] ?? 0) ^ 1;
      writeFileSync(file, offset % 2 === 0 ? changed : fileBytes.subarray(0, offset));
      const refused = await transferIn();
      expect([refused.ok, refused.ok ? '' : refused.error.code], `at ${String(offset)}`).toEqual([
        false,
        expect.stringMatching(/^(TRANSFER-FILE|TRANSFER-COUNTER|KEY-WRONG)$/),
      ]);
    }
    expect(unwrap(await to.list('all'))).toEqual([]);
    writeFileSync(file, fileBytes);
    expect(unwrap(await transferIn()).ids).toHaveLength(3);
  });

  it('transfers nothing when it cannot be written', async () => {
    const { id } = await putRegistration(from, '1000000001', 'submit');
    expect(
      await from.transferOut({
        file: path.join(folder, 'no such folder', 'file'),
        code: CODE,
        from: FROM,
        to: TO,
        at: 10,
      }),
    ).toEqual(err('TRANSFER-WRITE'));
    expect(await readState(from, id)).toBe('ready');
    expect(unwrap(await from.finishTransfer())).toBeNull();
    unwrap(await transferOut());
  });

  it('is not written when no registration can be transferred', async () => {
    await putRegistration(from, '1000000001', 'submit', 'send-form', 'accepted');
    expect(await transferOut()).toEqual(err('TRANSFER-NONE'));
    expect(existsSync(file)).toBe(false);
  });

  it('is completed when a disk that was removed before the last step is connected again', async () => {
    await putRegistration(from, '1000000001', 'submit');
    unwrap(await transferOut());
    // Restores the state before the last rename by writing the pending entry directly.
    const removedFile = path.join(folder, 'elsewhere');
    renameSync(file, `${file}.part`);
    renameSync(`${file}.part`, removedFile);
    const connection = new DatabaseSync(path.join(folder, 'from.sqlite'));
    connection
      .prepare("UPDATE meta SET value = ? WHERE name = 'transfer-pending'")
      .run(JSON.stringify({ file, marked: true }));
    connection.close();
    expect(unwrap(await from.finishTransfer())).toBe('registrations.ekycmove');
    await putRegistration(from, '1000000002', 'submit');
    expect(await transferOut()).toEqual(err('TRANSFER-WRITE'));
    renameSync(removedFile, `${file}.part`);
    expect(unwrap(await from.finishTransfer())).toBeNull();
    expect(unwrap(await transferIn()).ids).toHaveLength(1);
    rmSync(file, { force: true });
    unwrap(await transferOut());
  });
});
