/** Upload of the next card while the service processes a form; the test holds the answers back. */
import { afterEach, describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { must, READING } from '#tests/support/test-counter.ts';
import { MAX_CARD_MS_FOR_PREFETCH } from '#main/outbox/card-prefetcher.ts';
import type { CardReading, SubmitOutcome } from '#main/ekyc/port.ts';
import { ok, type Result } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, untilState, allowPendingWork, state } = perTest;

const ACCEPTED: SubmitOutcome = { kind: 'accepted', detail: 'saved' };
const reading = async (): Promise<Result<CardReading>> => ok({ ...READING, fields: {} });
const readings = () => perTest.counter.service.calls.readCard;
const uploaded = (): void => perTest.counter.service.calls.submit.at(-1)?.[2]?.onProgress?.(9, 9);
const aborted = (call: number): boolean => readings()[call]?.[2]?.signal?.aborted === true;

const register = (number: number): Promise<string> =>
  submit(`012345670${String(number)}`, { mobile_number: `0130000070${String(number)}` });

let held: ((outcome: SubmitOutcome) => void)[] = [];
afterEach(() => {
  perTest.counter.service.answers.submit = async () => ACCEPTED;
  for (const answer of held) answer(ACCEPTED);
});

/** Three registrations wait; the service's answer to a form waits for the test once the form is uploaded. */
const begin = async (readMs = 100) => {
  perTest.counter.desk.signOut();
  const ids = [await register(1), await register(2), await register(3)];
  const { answers } = perTest.counter.service;
  held = [];
  answers.readCard = async () => {
    perTest.counter.clock.now += readMs;
    return reading();
  };
  answers.submit = async () => new Promise<SubmitOutcome>((resolve) => held.push(resolve));
  perTest.counter.desk.signIn(CLERK);
  const formSent = (number: number): Promise<unknown> =>
    perTest.counter.until(ids[0]!, () => held.length === number);
  await formSent(1);
  return { ids, formSent };
};

describe('the outbox while the service processes a form', () => {
  it('uploads the next card after the form, and once', async () => {
    const { ids, formSent } = await begin();
    await allowPendingWork();
    expect(readings()).toHaveLength(1);
    uploaded();
    await allowPendingWork();
    expect(readings()).toHaveLength(2);
    expect(await state(ids[1]!)).toBe('ready');
    held[0]?.(ACCEPTED);
    await formSent(2);
    expect(readings()).toHaveLength(2);
    expect(must(await perTest.counter.store.get(ids[1]!)).state).toBe('sending-form');
    held[1]?.(ACCEPTED);
    await untilState(ids[1]!, 'submitted');
  });

  it('uploads nothing in parallel on a connection that was slow for the card', async () => {
    const { formSent } = await begin(MAX_CARD_MS_FOR_PREFETCH + 1);
    uploaded();
    await allowPendingWork();
    expect(readings()).toHaveLength(1);
    held[0]?.(ACCEPTED);
    await formSent(2);
    expect(readings()).toHaveLength(2);
  });

  it('aborts the upload of the next card when the run stops, and leaves its registration unchanged', async () => {
    const { ids } = await begin();
    perTest.counter.service.answers.readCard = () => new Promise(() => undefined);
    uploaded();
    await allowPendingWork();
    held[0]?.({ kind: 'not-sent', error: { code: 'NET-REFUSED' } });
    await untilState(ids[0]!, 'waiting');
    await allowPendingWork();
    expect([readings().length, aborted(1)]).toEqual([2, true]);
    expect(await state(ids[1]!)).toBe('ready');
  });

  it('sends a newly submitted registration before the one whose card is being uploaded', async () => {
    const { ids, formSent } = await begin();
    uploaded();
    await allowPendingWork();
    const customer = await register(7);
    held[0]?.(ACCEPTED);
    await formSent(2);
    expect(must(await perTest.counter.store.get(customer)).state).toBe('sending-form');
    expect(aborted(1)).toBe(true);
    held[1]?.(ACCEPTED);
    await formSent(3);
    expect(must(await perTest.counter.store.get(ids[1]!)).state).toBe('sending-form');
    expect(readings()).toHaveLength(4);
  });

  it('applies a failure of the next card to its own registration, when that one is sent', async () => {
    const { ids } = await begin();
    perTest.counter.service.answers.readCard = async () => ({
      ok: false,
      error: { code: 'SVC-UNREAD' },
    });
    uploaded();
    await allowPendingWork();
    expect(await state(ids[1]!)).toBe('ready');
    perTest.counter.service.answers.readCard = reading;
    held[0]?.(ACCEPTED);
    await untilState(ids[1]!, 'needs-review');
    await untilState(ids[2]!, 'sending-form');
  });
});
