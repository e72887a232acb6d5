/** Tests the upload of the next card while the service processes a form. The test decides when a form is answered. */
import { afterEach, describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { MAX_STEP1_MS_FOR_PREFETCH } from '#main/outbox/card-prefetcher.ts';
import type { CardReading, SubmitOutcome } from '#main/ekyc/port.ts';
import { ok, type Result } from '#shared/result.ts';

const fixture = createCounterPerTest();
const { submit, waitForState: untilState, allowPendingWork, readState: state } = fixture;

const ACCEPTED: SubmitOutcome = { kind: 'accepted', detail: 'saved' };
const createReadingAnswer = async (): Promise<Result<CardReading>> =>
  ok({ ...CARD_READING, fields: {} });
const readCardUploads = () => fixture.counter.fakeClient.calls.readCard;
const reportFormUploaded = (): void =>
  fixture.counter.fakeClient.calls.submit.at(-1)?.[2]?.onProgress?.(9, 9);
const isAborted = (uploadIndex: number): boolean =>
  readCardUploads()[uploadIndex]?.[2]?.signal?.aborted === true;

const register = (number: number): Promise<string> =>
  submit(`012345670${String(number)}`, { mobile_number: `0130000070${String(number)}` });

let formResolvers: ((outcome: SubmitOutcome) => void)[] = [];
afterEach(() => {
  fixture.counter.fakeClient.answers.submit = async () => ACCEPTED;
  for (const resolveForm of formResolvers) resolveForm(ACCEPTED);
});

/** Queues three registrations and starts sending. The forms stay unanswered until the test calls their entries in `formResolvers`. */
const startSending = async (readMs = 100) => {
  fixture.counter.fakeSession.signOut();
  const ids = [await register(1), await register(2), await register(3)];
  const { answers } = fixture.counter.fakeClient;
  formResolvers = [];
  answers.readCard = async () => {
    fixture.counter.clock.now += readMs;
    return createReadingAnswer();
  };
  answers.submit = async () => new Promise<SubmitOutcome>((resolve) => formResolvers.push(resolve));
  fixture.counter.fakeSession.signIn(CLERK);
  const waitForForm = (number: number): Promise<unknown> =>
    fixture.counter.waitUntil(ids[0]!, () => formResolvers.length === number);
  await waitForForm(1);
  return { ids, waitForForm };
};

describe('outbox while the service processes a form', () => {
  it('uploads the next card once, after the form was uploaded', async () => {
    const { ids, waitForForm } = await startSending();
    await allowPendingWork();
    expect(readCardUploads()).toHaveLength(1);
    reportFormUploaded();
    await allowPendingWork();
    expect(readCardUploads()).toHaveLength(2);
    expect(await state(ids[1]!)).toBe('ready');
    formResolvers[0]?.(ACCEPTED);
    await waitForForm(2);
    expect(readCardUploads()).toHaveLength(2);
    expect(unwrap(await fixture.counter.store.get(ids[1]!)).state).toBe('sending-form');
    formResolvers[1]?.(ACCEPTED);
    await untilState(ids[1]!, 'submitted');
  });

  it('uploads nothing in parallel on a connection that was slow for the card', async () => {
    const { waitForForm } = await startSending(MAX_STEP1_MS_FOR_PREFETCH + 1);
    reportFormUploaded();
    await allowPendingWork();
    expect(readCardUploads()).toHaveLength(1);
    formResolvers[0]?.(ACCEPTED);
    await waitForForm(2);
    expect(readCardUploads()).toHaveLength(2);
  });

  it('aborts the upload of the next card when the run stops, and leaves its registration unchanged', async () => {
    const { ids } = await startSending();
    fixture.counter.fakeClient.answers.readCard = () => new Promise(() => undefined);
    reportFormUploaded();
    await allowPendingWork();
    formResolvers[0]?.({ kind: 'not-sent', error: { code: 'NET-REFUSED' } });
    await untilState(ids[0]!, 'waiting');
    await allowPendingWork();
    expect([readCardUploads().length, isAborted(1)]).toEqual([2, true]);
    expect(await state(ids[1]!)).toBe('ready');
  });

  it('sends a newly submitted registration before the one whose card is being uploaded', async () => {
    const { ids, waitForForm } = await startSending();
    reportFormUploaded();
    await allowPendingWork();
    const newId = await register(7);
    formResolvers[0]?.(ACCEPTED);
    await waitForForm(2);
    expect(unwrap(await fixture.counter.store.get(newId)).state).toBe('sending-form');
    expect(isAborted(1)).toBe(true);
    formResolvers[1]?.(ACCEPTED);
    await waitForForm(3);
    expect(unwrap(await fixture.counter.store.get(ids[1]!)).state).toBe('sending-form');
    expect(readCardUploads()).toHaveLength(4);
  });

  it('applies a failure of the next card to its own registration when that registration is sent', async () => {
    const { ids } = await startSending();
    fixture.counter.fakeClient.answers.readCard = async () => ({
      ok: false,
      error: { code: 'SVC-UNREAD' },
    });
    reportFormUploaded();
    await allowPendingWork();
    expect(await state(ids[1]!)).toBe('ready');
    fixture.counter.fakeClient.answers.readCard = createReadingAnswer;
    formResolvers[0]?.(ACCEPTED);
    await untilState(ids[1]!, 'needs-review');
    await untilState(ids[2]!, 'sending-form');
  });
});
