import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { must, STATUS } from '#tests/support/test-counter.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, state, untilState, allowPendingWork, restart } = perTest;
const DAY_MS = 86_400_000;

const parts = (): number => {
  const raw = new DatabaseSync(perTest.file, { readOnly: true });
  const { n } = raw.prepare('SELECT count(*) AS n FROM part').get() as { n: number };
  raw.close();
  return n;
};
const boxes = (): Buffer[] => {
  const raw = new DatabaseSync(perTest.file, { readOnly: true });
  const found = raw
    .prepare('SELECT box FROM part')
    .all()
    .map((row) => Buffer.from(row['box'] as Uint8Array));
  raw.close();
  return found;
};
const emptied = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = performance.now() + 5_000;
    const look = (): unknown =>
      parts() === 0
        ? resolve()
        : performance.now() > end
          ? reject(new Error('pictures are still there'))
          : setTimeout(look, 10);
    look();
  });

describe('the pictures of a submitted registration', () => {
  it('stay for the grace period and are deleted after it, also from the file', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    must(await perTest.counter.registrations.close(id));
    const middles = boxes().map((box) => box.subarray(1_000, 1_064));
    expect(middles).toHaveLength(3);
    perTest.counter.clock.now += DAY_MS - 1;
    await restart();
    await allowPendingWork();
    expect(parts()).toBe(3);
    perTest.counter.clock.now += 1;
    await restart();
    await emptied();
    await perTest.counter.registrations.stop();
    perTest.counter.store.close();
    const file = readFileSync(perTest.file);
    expect(middles.filter((middle) => file.includes(middle))).toEqual([]);
    await restart();
    const view = must(await perTest.counter.registrations.open(id));
    expect(view.pictures).toEqual({ front: null, back: null, photo: null });
    expect(view.fields.nid_no.value).toBe('0123456789');
  });

  it('are deleted at once without a grace period, but not while the registration is open', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    await restart(CLERK, { purgeGraceMs: 0 });
    await allowPendingWork();
    expect(parts()).toBe(3);
    must(await perTest.counter.registrations.close(id));
    await restart(CLERK, { purgeGraceMs: 0 });
    await emptied();
    expect(must(await perTest.counter.registrations.list('all'))).toMatchObject([
      { id, maskedNid: '012•••••89' },
    ]);
  });

  it('stay while the outcome is unknown', async () => {
    perTest.counter.service.answers.submit = async () => ({
      kind: 'unknown',
      error: { code: 'SEND-UNKNOWN' },
    });
    const id = await submit();
    await untilState(id, 'unknown');
    must(await perTest.counter.registrations.close(id));
    await restart(CLERK, { purgeGraceMs: 0 });
    await allowPendingWork();
    expect(parts()).toBe(3);
  });
});

describe('the values of a registration', () => {
  const passed = async (): Promise<string> => {
    const id = await submit();
    await untilState(id, 'submitted');
    const comparisons = [{ field: 'nid' as const, card: '0123456789', ec: null, score: null }];
    perTest.counter.service.answers.verificationStatus = async () =>
      ok({ ...STATUS, verdict: 'passed', statusText: 'passed', comparisons });
    must(await perTest.counter.registrations.checkNow(id));
    must(await perTest.counter.registrations.close(id));
    return id;
  };

  it('are reduced to a tombstone after the verdict and the retention time; it is still listed and found as a duplicate', async () => {
    const id = await passed();
    const { acceptedAt, submittedAt } = must(await perTest.counter.store.get(id));
    perTest.counter.clock.now += 30 * DAY_MS - 1;
    await restart();
    await allowPendingWork();
    expect(must(await perTest.counter.store.get(id)).body.fields.nid_no.value).toBe('0123456789');
    perTest.counter.clock.now += 1;
    await restart();
    await perTest.counter.until(id, () => parts() === 0);
    await allowPendingWork();
    const left = must(await perTest.counter.store.get(id));
    expect(left).toMatchObject({
      state: 'passed',
      acceptedAt,
      submittedAt,
      baseline: null,
      reducedAt: perTest.counter.clock.now,
    });
    expect(JSON.stringify(left.body)).not.toMatch(/0123456789|NOWSHEEN|নওশীন|01300000777|id_front/);
    expect(left.body.clerk).toBe(CLERK);
    expect(must(await perTest.counter.registrations.list('all'))).toMatchObject([
      { id, maskedNid: '012•••••89', maskedName: 'N•••••• A•• B••••' },
    ]);
    const again = await submit();
    expect(must(await perTest.counter.registrations.duplicates(again))).toContainEqual(
      expect.objectContaining({
        foundIn: 'outbox',
        state: 'passed',
        sameNid: true,
        sameMobile: true,
      }),
    );
  });

  it('stay while there is no verdict', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    must(await perTest.counter.registrations.close(id));
    perTest.counter.clock.now += 90 * DAY_MS;
    await restart();
    await emptied();
    expect([
      await state(id),
      must(await perTest.counter.store.get(id)).body.fields.nid_no.value,
    ]).toEqual(['submitted', '0123456789']);
  });
});
