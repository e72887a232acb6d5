import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const { submit, readState: state, waitForState: untilState, allowPendingWork, restart } = fixture;
const DAY_MS = 86_400_000;

const countParts = (): number => {
  const connection = new DatabaseSync(fixture.file, { readOnly: true });
  const { n } = connection.prepare('SELECT count(*) AS n FROM part').get() as { n: number };
  connection.close();
  return n;
};
const readSealedParts = (): Buffer[] => {
  const connection = new DatabaseSync(fixture.file, { readOnly: true });
  const boxes = connection
    .prepare('SELECT box FROM part')
    .all()
    .map((row) => Buffer.from(row['box'] as Uint8Array));
  connection.close();
  return boxes;
};
const waitForNoParts = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const deadline = performance.now() + 5_000;
    const rejectOrRetry = (): unknown =>
      countParts() === 0
        ? resolve()
        : performance.now() > deadline
          ? reject(new Error('pictures are still there'))
          : setTimeout(rejectOrRetry, 10);
    rejectOrRetry();
  });

describe('pictures of a submitted registration', () => {
  it('are kept for the grace period and then deleted, also from the database file', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    unwrap(await fixture.counter.registrations.close(id));
    const excerpts = readSealedParts().map((box) => box.subarray(1_000, 1_064));
    expect(excerpts).toHaveLength(3);
    fixture.counter.clock.now += DAY_MS - 1;
    await restart();
    await allowPendingWork();
    expect(countParts()).toBe(3);
    fixture.counter.clock.now += 1;
    await restart();
    await waitForNoParts();
    await fixture.counter.registrations.stop();
    fixture.counter.store.close();
    const file = readFileSync(fixture.file);
    expect(excerpts.filter((excerpt) => file.includes(excerpt))).toEqual([]);
    await restart();
    const view = unwrap(await fixture.counter.registrations.open(id));
    expect(view.pictures).toEqual({ front: null, back: null, photo: null });
    expect(view.fields.nid_no.value).toBe('0123456789');
  });

  it('are deleted at once without a grace period, but not while the registration is open', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    await restart(CLERK, { purgeGraceMs: 0 });
    await allowPendingWork();
    expect(countParts()).toBe(3);
    unwrap(await fixture.counter.registrations.close(id));
    await restart(CLERK, { purgeGraceMs: 0 });
    await waitForNoParts();
    expect(unwrap(await fixture.counter.registrations.list('all'))).toMatchObject([
      { id, maskedNid: '012•••••89' },
    ]);
  });

  it('are kept while the outcome is unknown', async () => {
    fixture.counter.fakeClient.answers.submit = async () => ({
      kind: 'unknown',
      error: { code: 'SEND-UNKNOWN' },
    });
    const id = await submit();
    await untilState(id, 'unknown');
    unwrap(await fixture.counter.registrations.close(id));
    await restart(CLERK, { purgeGraceMs: 0 });
    await allowPendingWork();
    expect(countParts()).toBe(3);
  });
});

describe('values of a registration', () => {
  const createPassedRegistration = async (): Promise<string> => {
    const id = await submit();
    await untilState(id, 'submitted');
    const comparisons = [{ field: 'nid' as const, card: '0123456789', ec: null, score: null }];
    fixture.counter.fakeClient.answers.verificationStatus = async () =>
      ok({ ...INVALID_STATUS, verdict: 'passed', statusText: 'passed', comparisons });
    unwrap(await fixture.counter.registrations.checkNow(id));
    unwrap(await fixture.counter.registrations.close(id));
    return id;
  };

  it('are reduced to a tombstone after the verdict and the retention time; the registration is still listed and found as a duplicate', async () => {
    const id = await createPassedRegistration();
    const { acceptedAt, submittedAt } = unwrap(await fixture.counter.store.get(id));
    fixture.counter.clock.now += 30 * DAY_MS - 1;
    await restart();
    await allowPendingWork();
    expect(unwrap(await fixture.counter.store.get(id)).body.fields.nid_no.value).toBe('0123456789');
    fixture.counter.clock.now += 1;
    await restart();
    await fixture.counter.waitUntil(id, () => countParts() === 0);
    await allowPendingWork();
    const tombstone = unwrap(await fixture.counter.store.get(id));
    expect(tombstone).toMatchObject({
      state: 'passed',
      acceptedAt,
      submittedAt,
      baseline: null,
      reducedAt: fixture.counter.clock.now,
    });
    expect(JSON.stringify(tombstone.body)).not.toMatch(
      /0123456789|NOWSHEEN|নওশীন|01300000777|id_front/,
    );
    expect(tombstone.body.clerk).toBe(CLERK);
    expect(unwrap(await fixture.counter.registrations.list('all'))).toMatchObject([
      { id, maskedNid: '012•••••89', maskedName: 'N•••••• A•• B••••' },
    ]);
    const laterId = await submit();
    expect(unwrap(await fixture.counter.registrations.duplicates(laterId))).toContainEqual(
      expect.objectContaining({
        foundIn: 'outbox',
        state: 'passed',
        sameNid: true,
        sameMobile: true,
      }),
    );
  });

  it('are kept while there is no verdict', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    unwrap(await fixture.counter.registrations.close(id));
    fixture.counter.clock.now += 90 * DAY_MS;
    await restart();
    await waitForNoParts();
    expect([
      await state(id),
      unwrap(await fixture.counter.store.get(id)).body.fields.nid_no.value,
    ]).toEqual(['submitted', '0123456789']);
  });
});
