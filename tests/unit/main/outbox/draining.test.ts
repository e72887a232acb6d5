/** Tests the order in which twenty registrations queued during an outage are sent after it. */
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CARD_READING, INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import type { SubmitOutcome } from '#main/ekyc/port.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const { submit, waitForState: untilState, allowPendingWork, countSentForms: sent } = fixture;
const CUSTOMER_COUNT = 20;

const nidOf = (number: number): string => `01234567${String(number).padStart(2, '0')}`;
const mobileOf = (number: number): string => `013000007${String(number).padStart(2, '0')}`;
const register = (number: number): Promise<string> =>
  submit(nidOf(number), { mobile_number: mobileOf(number) });

/** Simulates the live service: it answers HTTP 500 to a new customer's form although it saved it, and reports the customer in status queries. Without `isSaving` it saves nothing. */
const simulateLiveService = (isSaving = true): { readonly saved: string[] } => {
  const saved: string[] = [];
  const unknownOutcome: SubmitOutcome = {
    kind: 'unknown',
    error: { code: 'SEND-UNKNOWN', params: { cause: 'SVC-BROKEN' } },
  };
  const { answers } = fixture.counter.fakeClient;
  answers.readCard = async () => ok({ ...CARD_READING, fields: {} });
  answers.submit = async (_token, form) => {
    if (isSaving) saved.push(form.nid_no);
    return unknownOutcome;
  };
  answers.verificationStatus = async (_token, mobile) => {
    const nid = saved.find((savedNid) => mobile.endsWith(savedNid.slice(-2)));
    if (nid === undefined)
      return ok({ ...INVALID_STATUS, verdict: 'not-found', statusText: 'not_found' });
    return ok({
      ...INVALID_STATUS,
      verdict: 'pending',
      statusText: 'pending',
      comparisons: [{ field: 'nid', card: nid, ec: null, score: null }],
    });
  };
  return { saved };
};

/** Simulates an hour in which every attempt to connect fails. */
const simulateOutage = async (): Promise<void> => {
  fixture.counter.fakeClient.answers.readCard = async () => err('NET-REFUSED');
  for (let minute = 0; minute < 60; minute += 5) {
    fixture.counter.clock.now += 5 * 60_000;
    fixture.counter.registrations.onServiceReachable();
    await allowPendingWork();
  }
};

const queueRegistrations = async (): Promise<string[]> => {
  const ids: string[] = [];
  fixture.counter.fakeClient.answers.readCard = async () => err('NET-REFUSED');
  for (let number = 0; number < CUSTOMER_COUNT; number += 1) ids.push(await register(number));
  await simulateOutage();
  return ids;
};

describe('queue after an outage', () => {
  it('is sent completely when the connection is restored, although every answer is HTTP 500', async () => {
    const ids = await queueRegistrations();
    expect(sent()).toBe(0);
    const { saved } = simulateLiveService();
    fixture.counter.registrations.onServiceReachable();
    for (const id of ids) await untilState(id, 'submitted');
    expect([sent(), new Set(saved).size]).toEqual([CUSTOMER_COUNT, CUSTOMER_COUNT]);
  });

  it('does not show a missing connection as the cause of waiting once the connection is restored', async () => {
    const ids = await queueRegistrations();
    fixture.counter.fakeClient.answers.readCard = () => new Promise(() => undefined);
    fixture.counter.registrations.onServiceReachable();
    await fixture.counter.waitUntil(ids[0]!, (view) => view.state === 'sending-card');
    const waitsFor = await Promise.all(
      ids.slice(1).map(async (id) => unwrap(await fixture.counter.store.get(id)).waitsFor),
    );
    expect(new Set(waitsFor)).toEqual(new Set([null]));
  });
});

describe('"Retry all"', () => {
  it('sends every registration although every outcome stays unknown', async () => {
    const ids = await queueRegistrations();
    simulateLiveService(false);
    unwrap(await fixture.counter.registrations.retryAll());
    for (const id of ids) await untilState(id, 'unknown');
    expect(sent()).toBe(CUSTOMER_COUNT);
  });

  it('stops at the first registration without a connection', async () => {
    await queueRegistrations();
    const uploadsBefore = fixture.counter.fakeClient.calls.readCard.length;
    unwrap(await fixture.counter.registrations.retryAll());
    await allowPendingWork();
    expect(fixture.counter.fakeClient.calls.readCard).toHaveLength(uploadsBefore + 1);
  });
});

describe('registration of the customer at the counter', () => {
  it('is sent before the backlog', async () => {
    await queueRegistrations();
    const order: string[] = [];
    simulateLiveService();
    const { submit: answerLikeLiveService } = fixture.counter.fakeClient.answers;
    let onFirstForm = (): void => undefined;
    const firstForm = new Promise<void>((resolve) => (onFirstForm = resolve));
    let answerFirstForm = (): void => undefined;
    fixture.counter.fakeClient.answers.submit = async (token, form) => {
      order.push(form.nid_no);
      if (order.length === 1) {
        onFirstForm();
        await new Promise<void>((resolve) => (answerFirstForm = resolve));
      }
      return answerLikeLiveService(token, form);
    };
    fixture.counter.registrations.onServiceReachable();
    await firstForm;
    const id = await register(77);
    answerFirstForm();
    await untilState(id, 'submitted');
    expect(order.indexOf(nidOf(77))).toBe(1);
  });

  it('is sent while the backlog pauses, and its success ends the pause', async () => {
    const ids = await queueRegistrations();
    simulateLiveService(false);
    fixture.counter.registrations.onServiceReachable();
    await fixture.counter.waitUntil(ids[0]!, () => sent() === 1);
    await allowPendingWork();
    expect(sent()).toBe(1);
    simulateLiveService();
    const id = await register(77);
    await untilState(id, 'submitted');
    await untilState(ids[5]!, 'submitted');
  });

  it('joins the backlog when nobody is signed in', async () => {
    fixture.counter.fakeSession.signOut();
    const ids = [await register(1), await register(2)];
    const { saved } = simulateLiveService();
    fixture.counter.fakeSession.signIn(CLERK);
    for (const id of ids) await untilState(id, 'submitted');
    expect(saved).toEqual([nidOf(1), nidOf(2)]);
  });
});
