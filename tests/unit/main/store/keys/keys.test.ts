/** Tests restoring registrations with the printed recovery key after the keychain lost the master key, and rotation of the master key. */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quietLog } from '#tests/support/quiet-log.ts';
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { LEAD_PIN } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';
import { newBody, type Body } from '#main/record/body.ts';
import { createKeyService, type KeyService } from '#main/store/keys/key-service.ts';
import { MASTER_KEY_ACCOUNT } from '#main/store/keys/master-key.ts';
import { startStore, type StartedStore } from '#main/store/start-store.ts';
import type { RegistrationEvent } from '#main/record/transitions.ts';
import { fieldNames } from '#shared/domain/fields.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { err, ok } from '#shared/result.ts';

const BASE_TIME = Date.UTC(2026, 10, 23, 8, 15);
const folders = createTemporaryFolders();
let dataDir = '';
let keychain = createMemoryKeychain();
let startedStore: StartedStore;
let keys: KeyService;
let startCount = 0;
const failWithoutDrive = async () => err('FILE-GONE');

const startApp = async (): Promise<void> => {
  startCount += 1;
  const now = (): number => BASE_TIME + startCount * 60_000;
  startedStore = await startStore({ dataDir, keychain, log: quietLog, now });
  keys = createKeyService({
    store: startedStore.store,
    keychain,
    scope: '',
    location: { branchCode: '0142', counterNumber: '3' },
    checkLeadPin: async (pin) => (pin === LEAD_PIN ? ok(undefined) : err('LEAD-PIN-WRONG')),
    files: { newFilePath: failWithoutDrive, transferFilePath: failWithoutDrive },
    notifyChanged: async () => undefined,
    notifyTransferredIn: async () => undefined,
    now,
    log: quietLog,
  });
};
const restart = async (): Promise<void> => {
  startedStore.store.close();
  await startApp();
};
beforeEach(async () => {
  dataDir = path.join(await folders.make(), 'data');
  keychain = createMemoryKeychain();
  startCount = 0;
  await startApp();
});
afterEach(async () => {
  startedStore.store.close();
  await folders.remove();
});

const createBody = (nid: string): Body => ({
  ...newBody(CLERK, BASE_TIME),
  fields: Object.fromEntries(
    fieldNames.map((name) => [
      name,
      {
        value: name === 'nid_no' ? nid : FIELD_VALUES[name],
        source: 'typed',
        touched: true,
        readings: {},
      },
    ]),
  ) as Body['fields'],
});
const createRegistration = async (nid: string, ...events: RegistrationEvent[]) => {
  let record = unwrap(
    await startedStore.store.create({ body: createBody(nid), prefix: '0142-3-', at: BASE_TIME }),
  );
  record = unwrap(
    await startedStore.store.write(
      record,
      { parts: { front: Buffer.from(`front of ${nid}`) } },
      BASE_TIME,
    ),
  )!;
  for (const event of events) {
    const columns =
      event === 'submit'
        ? { submittedAt: BASE_TIME }
        : event === 'accepted'
          ? { acceptedAt: BASE_TIME }
          : event === 'outcome-unknown'
            ? { unknownSince: BASE_TIME, nextPoll: BASE_TIME }
            : {};
    record = unwrap(
      await startedStore.store.write(record, { transition: { event }, ...columns }, BASE_TIME),
    )!;
  }
  return record;
};
const stateOf = async (id: string): Promise<RegistrationState> =>
  unwrap(await startedStore.store.get(id)).state;
/** Creates and confirms a recovery key, as the branch lead does. @returns its printed groups. */
const printRecoveryKey = async (): Promise<string> => {
  const { groups } = unwrap(await keys.makeRecovery(LEAD_PIN));
  unwrap(await keys.confirmRecovery());
  return groups.join(' ');
};

describe('recovery key', () => {
  it('is requested until it is printed or declined, and the store contains nothing that opens it', async () => {
    expect(unwrap(await keys.state())).toMatchObject({ recovery: null, declinedAt: null });
    expect(await keys.makeRecovery('111111')).toEqual(err('LEAD-PIN-WRONG'));
    expect(await keys.confirmRecovery()).toEqual(err('REG-STATE'));
    unwrap(await keys.declineRecovery(LEAD_PIN));
    expect(unwrap(await keys.state()).declinedAt).not.toBeNull();
    const recoveryKey = unwrap(await keys.makeRecovery(LEAD_PIN));
    // An unconfirmed key is only displayed. The earlier key, here none, stays valid.
    expect(unwrap(await keys.state()).recovery).toBeNull();
    unwrap(await keys.confirmRecovery());
    expect(unwrap(await keys.state())).toMatchObject({
      recovery: { number: recoveryKey.number },
      declinedAt: null,
    });
    expect(await keys.confirmRecovery()).toEqual(err('REG-STATE'));
    await restart();
    expect(unwrap(await keys.state()).recovery?.number).toBe(recoveryKey.number);
  });

  it('cannot be confirmed after the displayed secret was discarded', async () => {
    unwrap(await keys.makeRecovery(LEAD_PIN));
    keys.discardDisplayedSecret();
    expect(await keys.confirmRecovery()).toEqual(err('REG-STATE'));
  });

  it('restores every registration with pictures and timeline after the key was lost; those that would be sent go to review', async () => {
    const printedKey = await printRecoveryKey();
    const registrations = {
      draft: await createRegistration('1000000001'),
      ready: await createRegistration('1000000002', 'submit'),
      held: await createRegistration('1000000003', 'submit', 'hold'),
      unknown: await createRegistration('1000000004', 'submit', 'send-form', 'outcome-unknown'),
      sent: await createRegistration('1000000005', 'submit', 'send-form', 'accepted'),
    };
    startedStore.store.close();
    keychain.items.delete(MASTER_KEY_ACCOUNT);
    await startApp();
    expect(startedStore.notice).toBe('STORE-KEY-LOST');
    const { setAside, recovery } = unwrap(await keys.state());
    expect(setAside).toEqual([
      { at: BASE_TIME + 2 * 60_000, records: 5, number: expect.any(String) },
    ]);
    expect(recovery).toBeNull();
    const newRegistration = await createRegistration('1000000009', 'submit');
    // The running number continues without the lost key, so no reference is issued twice.
    expect(newRegistration.reference).toBe('0142-3-0006');

    expect(await keys.restoreWithRecoveryKey({ leadPin: '111111', groups: printedKey })).toEqual(
      err('LEAD-PIN-WRONG'),
    );
    expect(
      unwrap(await keys.restoreWithRecoveryKey({ leadPin: LEAD_PIN, groups: printedKey })),
    ).toEqual({
      stores: 1,
      imported: 5,
      existing: 0,
      unreadable: 0,
    });
    const states = Object.fromEntries(
      await Promise.all(
        Object.entries(registrations).map(
          async ([name, { id }]) => [name, await stateOf(id)] as const,
        ),
      ),
    );
    expect(states).toEqual({
      draft: 'draft',
      ready: 'needs-review',
      held: 'needs-review',
      unknown: 'unknown',
      sent: 'submitted',
    });
    const restored = unwrap(await startedStore.store.get(registrations.ready.id));
    expect(restored.body.fields.nid_no.value).toBe('1000000002');
    expect(restored.reference).toBe(registrations.ready.reference);
    expect(unwrap(await startedStore.store.part(registrations.ready.id, 'front'))?.toString()).toBe(
      'front of 1000000002',
    );
    expect(
      unwrap(await startedStore.store.timeline(registrations.ready.id)).map(({ event, cause }) => [
        event,
        cause,
      ]),
    ).toEqual([
      ['start', null],
      ['submit', null],
      ['taken-back', 'STORE-KEY-LOST'],
    ]);
    expect(
      unwrap(
        await startedStore.store.possibleDuplicates(
          newRegistration.id,
          { nid: '1000000002', mobile: '' },
          0,
        ),
      ),
    ).toHaveLength(1);
    expect(await stateOf(newRegistration.id)).toBe('ready');

    // The restored store is sealed with the new key and no longer listed as set aside. Its file is renamed, not deleted.
    expect(unwrap(await keys.state()).setAside).toEqual([]);
    expect(
      readdirSync(dataDir).filter(
        (name) => name.startsWith('store.taken-back-') && name.endsWith('.sqlite'),
      ),
    ).toHaveLength(1);
    await restart();
    expect(startedStore.notice).toBeNull();
    expect(await stateOf(registrations.unknown.id)).toBe('unknown');
  });

  it('distinguishes a mistyped group from another key, and a mistyped group uses no PIN attempt', async () => {
    const earlierPrintedKey = await printRecoveryKey();
    const printedKey = await printRecoveryKey();
    await createRegistration('1000000001', 'submit');
    startedStore.store.close();
    keychain.items.delete(MASTER_KEY_ACCOUNT);
    await startApp();
    const mistypedKey = printedKey
      .split(' ')
      .map((group, index) =>
        index === 6 ? group.slice(0, 4) + (group.endsWith('7') ? '8' : '7') : group,
      )
      .join(' ');
    expect(await keys.restoreWithRecoveryKey({ leadPin: '111111', groups: mistypedKey })).toEqual(
      err('KEY-GROUP', { params: { group: 7 } }),
    );
    expect(
      await keys.restoreWithRecoveryKey({
        leadPin: LEAD_PIN,
        groups: printedKey.split(' ').slice(0, 5).join(' '),
      }),
    ).toEqual(err('KEY-GROUP', { params: { group: 6 } }));
    expect(
      await keys.restoreWithRecoveryKey({ leadPin: LEAD_PIN, groups: earlierPrintedKey }),
    ).toEqual(err('KEY-WRONG'));
    expect(unwrap(await startedStore.store.list('all'))).toEqual([]);
    expect(unwrap(await keys.state()).setAside).toHaveLength(1);
  });

  it('restores nothing a second time, also when the file was restored', async () => {
    const printedKey = await printRecoveryKey();
    const { id } = await createRegistration('1000000001', 'submit');
    startedStore.store.close();
    keychain.items.delete(MASTER_KEY_ACCOUNT);
    await startApp();
    unwrap(await keys.restoreWithRecoveryKey({ leadPin: LEAD_PIN, groups: printedKey }));
    const { rev } = unwrap(await startedStore.store.get(id));
    for (const name of readdirSync(dataDir).filter((fileName) =>
      fileName.startsWith('store.taken-back-'),
    )) {
      renameSync(
        path.join(dataDir, name),
        path.join(dataDir, name.replace('taken-back', 'set-aside')),
      );
    }
    expect(
      unwrap(await keys.restoreWithRecoveryKey({ leadPin: LEAD_PIN, groups: printedKey })),
    ).toEqual({
      stores: 1,
      imported: 0,
      existing: 1,
      unreadable: 0,
    });
    expect(unwrap(await startedStore.store.get(id)).rev).toBe(rev);
  });
});

describe('rotation of the master key', () => {
  it('leaves every registration readable and searchable with the new key, and none with the old one', async () => {
    const printedKey = await printRecoveryKey();
    const sent = await createRegistration('1000000001', 'submit', 'send-form', 'accepted');
    const before = Buffer.from(keychain.items.get(MASTER_KEY_ACCOUNT)!);
    expect(await keys.rotate('111111')).toEqual(err('LEAD-PIN-WRONG'));
    unwrap(await keys.rotate(LEAD_PIN));
    expect(
      [...keychain.items.keys()].filter((name) => name.startsWith(MASTER_KEY_ACCOUNT)),
    ).toEqual([MASTER_KEY_ACCOUNT]);
    expect(before.equals(keychain.items.get(MASTER_KEY_ACCOUNT)!)).toBe(false);
    const later = await createRegistration('1000000001', 'submit');
    // Duplicates are found across keyed hashes of the former and the new key.
    expect(
      unwrap(
        await startedStore.store.possibleDuplicates(later.id, { nid: '1000000001', mobile: '' }, 0),
      ).map(({ reference }) => reference),
    ).toEqual([sent.reference]);
    await restart();
    expect(startedStore.notice).toBeNull();
    for (const { id } of [sent, later])
      expect(unwrap(await startedStore.store.get(id)).body.fields.nid_no.value).toBe('1000000001');
    expect(unwrap(await startedStore.store.part(sent.id, 'front'))?.toString()).toBe(
      'front of 1000000001',
    );
    // The earlier recovery key decrypts only the former master key, with which nothing is sealed any more.
    expect(unwrap(await keys.state()).recovery).toBeNull();
    startedStore.store.close();
    keychain.items.set(MASTER_KEY_ACCOUNT, before);
    await startApp();
    expect(startedStore.notice).toBe('STORE-KEY-LOST');
    expect(await keys.restoreWithRecoveryKey({ leadPin: LEAD_PIN, groups: printedKey })).toEqual(
      err('KEY-WRONG'),
    );
  });

  it('can be repeated, and a recovery key printed afterwards restores everything', async () => {
    const { id } = await createRegistration('1000000001', 'submit');
    for (let round = 0; round < 3; round += 1) unwrap(await keys.rotate(LEAD_PIN));
    const printedKey = await printRecoveryKey();
    startedStore.store.close();
    keychain.items.delete(MASTER_KEY_ACCOUNT);
    await startApp();
    unwrap(await keys.restoreWithRecoveryKey({ leadPin: LEAD_PIN, groups: printedKey }));
    expect(await stateOf(id)).toBe('needs-review');
  });

  it('fails and leaves the store unchanged when the keychain does not store the key', async () => {
    const { id } = await createRegistration('1000000001', 'submit');
    const { set } = keychain;
    keychain.set = async () => err('KEY-TIMEOUT');
    expect(await keys.rotate(LEAD_PIN)).toEqual(err('KEY-TIMEOUT'));
    keychain.set = set;
    await restart();
    expect(startedStore.notice).toBeNull();
    expect(await stateOf(id)).toBe('ready');
  });

  it('is completed at the next start when the keychain failed at its end', async () => {
    const { id } = await createRegistration('1000000001', 'submit');
    const { set } = keychain;
    let writes = 0;
    keychain.set = async (account, secret) =>
      (writes += 1) === 1 ? set(account, secret) : err('KEY-UNAVAILABLE');
    unwrap(await keys.rotate(LEAD_PIN));
    keychain.set = set;
    expect(keychain.items.has(`${MASTER_KEY_ACCOUNT} next`)).toBe(true);
    // A recovery key printed before the next start belongs to the new master key.
    const printedKey = await printRecoveryKey();
    await restart();
    expect(startedStore.notice).toBeNull();
    expect(keychain.items.has(`${MASTER_KEY_ACCOUNT} next`)).toBe(false);
    expect(await stateOf(id)).toBe('ready');
    startedStore.store.close();
    keychain.items.delete(MASTER_KEY_ACCOUNT);
    await startApp();
    unwrap(await keys.restoreWithRecoveryKey({ leadPin: LEAD_PIN, groups: printedKey }));
    expect(await stateOf(id)).toBe('needs-review');
  });

  it('is preserved by a salvage, so that registrations of a damaged store are found by the same hashes', async () => {
    const { id } = await createRegistration('1000000001', 'submit', 'send-form', 'accepted');
    unwrap(await keys.rotate(LEAD_PIN));
    const printedKey = await printRecoveryKey();
    startedStore.store.close();
    const file = path.join(dataDir, 'store.sqlite');
    writeFileSync(file, Buffer.concat([Buffer.alloc(100, 1), readFileSync(file).subarray(100)]));
    await startApp();
    expect(startedStore).toMatchObject({
      notice: 'STORE-DAMAGED',
      params: { salvaged: 1, lost: 0 },
    });
    const later = await createRegistration('1000000001');
    expect(
      unwrap(
        await startedStore.store.possibleDuplicates(later.id, { nid: '1000000001', mobile: '' }, 0),
      ),
    ).toHaveLength(1);
    expect(await stateOf(id)).toBe('submitted');
    // The recovery key stays valid, and a store whose registrations were all salvaged is not listed as set aside.
    expect(unwrap(await keys.state())).toMatchObject({
      recovery: { number: expect.any(String) },
      setAside: [],
    });
    unwrap(await keys.rotate(LEAD_PIN));
    expect(unwrap(await keys.state()).setAside).toEqual([]);
    expect(printedKey).not.toBe('');
  });
});

it('createKeyService returns KEY-UNAVAILABLE without a keychain', async () => {
  startedStore.store.close();
  const failingKeychain = { ...keychain, get: async () => err('KEY-UNAVAILABLE') };
  startedStore = await startStore({ dataDir, keychain: failingKeychain, log: quietLog });
  const memoryKeys = createKeyService({
    store: startedStore.store,
    keychain: failingKeychain,
    scope: '',
    location: { branchCode: '0142', counterNumber: '3' },
    checkLeadPin: async () => ok(undefined),
    files: { newFilePath: failWithoutDrive, transferFilePath: failWithoutDrive },
    notifyChanged: async () => undefined,
    notifyTransferredIn: async () => undefined,
    now: () => BASE_TIME,
    log: quietLog,
  });
  expect(unwrap(await memoryKeys.state()).persistent).toBe(false);
  expect(await memoryKeys.rotate(LEAD_PIN)).toEqual(err('KEY-UNAVAILABLE'));
});

it('the store contains no group of the recovery key', async () => {
  const printedKey = await printRecoveryKey();
  await createRegistration('1000000001', 'submit');
  const connection = new DatabaseSync(path.join(dataDir, 'store.sqlite'), { readOnly: true });
  const meta = connection.prepare('SELECT name, value FROM meta').all();
  connection.close();
  const values = meta
    .map(({ value }) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    )
    .join('|');
  for (const group of printedKey.split(' ')) expect(values).not.toContain(group);
  expect(existsSync(path.join(dataDir, 'store.sqlite'))).toBe(true);
});
