import { toMobileNumber } from '#tests/support/numbers.ts';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import type { Store } from '#main/store/port.ts';
import {
  createBody,
  createDraft,
  createSubmitted,
} from '#tests/unit/main/store/registration-fixtures.ts';

const folders = createTemporaryFolders();
let file = '';
let store: Store;

beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  store = await openStoreAt(file);
});
afterEach(async () => {
  store.close();
  await folders.remove();
});

describe('registration to be sent next', () => {
  const CLERK = toMobileNumber('01300000042');

  it('is the one of this clerk that is due and waits longest', async () => {
    const late = await createSubmitted(store, createBody(CLERK, { nid_no: '0000000001' }), 30);
    const early = await createSubmitted(store, createBody(CLERK, { nid_no: '0000000002' }), 20);
    await createSubmitted(store, createBody('01300000043', { nid_no: '0000000003' }), 10);
    const paused = await createSubmitted(store, createBody(CLERK, { nid_no: '0000000004' }), 5);
    unwrap(await store.write(paused, { notBefore: 500 }, 6));
    expect(unwrap(await store.nextDue(CLERK, 100, []))).toBe(early.id);
    expect(unwrap(await store.nextDue(CLERK, 100, [early.id]))).toBe(late.id);
    expect(unwrap(await store.nextDue(CLERK, 100, [early.id, late.id]))).toBeNull();
    expect(unwrap(await store.nextDueAt(CLERK, 100, [early.id, late.id]))).toBe(500);
    expect(unwrap(await store.nextDue(CLERK, 600, [early.id, late.id]))).toBe(paused.id);
  });

  it('is never a later registration of a person whose earlier one is not settled, for any notation of the NID', async () => {
    const first = await createSubmitted(
      store,
      createBody(CLERK, { nid_no: '1980 0123456789012' }),
      1,
    );
    const second = await createSubmitted(store, createBody(CLERK, { nid_no: '0123456789012' }), 2);
    unwrap(await store.write(first, { notBefore: 1_000 }, 3));
    expect(unwrap(await store.nextDue(CLERK, 100, []))).toBeNull();
    expect(unwrap(await store.nextDueAt(CLERK, 100, []))).toBe(1_000);
    const again = unwrap(await store.get(first.id));
    unwrap(await store.write(again, { transition: { event: 'hold' } }, 4));
    expect(unwrap(await store.nextDue(CLERK, 100, []))).toBe(second.id);
  });

  it('is due at once when its time is further ahead than any pause, because the clock was set back', async () => {
    const made = await createSubmitted(store, createBody(CLERK), 1);
    unwrap(await store.write(made, { notBefore: 100 + 2 * 60 * 60_000 }, 2));
    expect(unwrap(await store.nextDue(CLERK, 100, []))).toBe(made.id);
  });
});

describe('counts of the day', () => {
  it('contain those accepted today in Bangladesh, those waiting and those that need action', async () => {
    const midnight = Date.UTC(2026, 10, 22, 18);
    const accept = async (at: number, nid: string) => {
      const ready = await createSubmitted(store, createBody('01300000042', { nid_no: nid }), at);
      const sending = unwrap(await store.write(ready, { transition: { event: 'send-form' } }, at))!;
      return unwrap(
        await store.write(sending, { transition: { event: 'accepted' }, acceptedAt: at }, at),
      )!;
    };
    await accept(midnight - 1, '0000000001');
    await accept(midnight, '0000000002');
    await accept(midnight + 60_000, '0000000003');
    await createSubmitted(store, createBody('01300000042', { nid_no: '0000000004' }), midnight + 5);
    await createDraft(store);
    expect(unwrap(await store.counts(midnight + 3_600_000))).toEqual({
      submittedToday: 2,
      passedToday: 0,
      failedOrInvalidToday: 0,
      openToday: 2,
      waiting: 1,
      attentionOrDraft: 1,
      oldestWaitingSince: midnight + 5,
    });
  });
});
