/** Twenty registrations that accumulated during an outage, and the order in which they are sent after it. */
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { must, READING, STATUS } from '#tests/support/test-counter.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import type { SubmitOutcome } from '#main/ekyc/port.ts';
import { err, ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, untilState, allowPendingWork, sent } = perTest;
const CUSTOMERS = 20;

const nidOf = (number: number): string => `01234567${String(number).padStart(2, '0')}`;
const mobileOf = (number: number): string => `013000007${String(number).padStart(2, '0')}`;
const register = (number: number): Promise<string> =>
  submit(nidOf(number), { mobile_number: mobileOf(number) });

/** The live service: it saves a customer it did not know, answers 500, and tells about them when asked. */
const asLive = (saves = true): { readonly saved: string[] } => {
  const saved: string[] = [];
  const doubt: SubmitOutcome = {
    kind: 'unknown',
    error: { code: 'SEND-UNKNOWN', params: { cause: 'SVC-BROKEN' } },
  };
  const { answers } = perTest.counter.service;
  answers.readCard = async () => ok({ ...READING, fields: {} });
  answers.submit = async (_token, form) => {
    if (saves) saved.push(form.nid_no);
    return doubt;
  };
  answers.verificationStatus = async (_token, mobile) => {
    const nid = saved.find((each) => mobile.endsWith(each.slice(-2)));
    if (nid === undefined) return ok({ ...STATUS, verdict: 'not-found', statusText: 'not_found' });
    return ok({
      ...STATUS,
      verdict: 'pending',
      statusText: 'pending',
      comparisons: [{ field: 'nid', card: nid, ec: null, score: null }],
    });
  };
  return { saved };
};

/** The connection fails at every attempt of an hour. */
const outage = async (): Promise<void> => {
  perTest.counter.service.answers.readCard = async () => err('NET-REFUSED');
  for (let minute = 0; minute < 60; minute += 5) {
    perTest.counter.clock.now += 5 * 60_000;
    perTest.counter.registrations.onServiceReachable();
    await allowPendingWork();
  }
};

const queue = async (): Promise<string[]> => {
  const ids: string[] = [];
  perTest.counter.service.answers.readCard = async () => err('NET-REFUSED');
  for (let number = 0; number < CUSTOMERS; number += 1) ids.push(await register(number));
  await outage();
  return ids;
};

describe('the queue after an outage', () => {
  it('is sent completely when the connection is restored, although every answer is HTTP 500', async () => {
    const ids = await queue();
    expect(sent()).toBe(0);
    const { saved } = asLive();
    perTest.counter.registrations.onServiceReachable();
    for (const id of ids) await untilState(id, 'submitted');
    expect([sent(), new Set(saved).size]).toEqual([CUSTOMERS, CUSTOMERS]);
  });

  it('no longer shows a missing connection as the cause of waiting', async () => {
    const ids = await queue();
    perTest.counter.service.answers.readCard = () => new Promise(() => undefined);
    perTest.counter.registrations.onServiceReachable();
    await perTest.counter.until(ids[0]!, (view) => view.state === 'sending-card');
    const waitsFor = await Promise.all(
      ids.slice(1).map(async (id) => must(await perTest.counter.store.get(id)).waitsFor),
    );
    expect(new Set(waitsFor)).toEqual(new Set([null]));
  });
});

describe('"Retry all"', () => {
  it('sends every registration although every outcome stays unknown', async () => {
    const ids = await queue();
    asLive(false);
    must(await perTest.counter.registrations.retryAll());
    for (const id of ids) await untilState(id, 'unknown');
    expect(sent()).toBe(CUSTOMERS);
  });

  it('stops at the first registration without a connection', async () => {
    await queue();
    const before = perTest.counter.service.calls.readCard.length;
    must(await perTest.counter.registrations.retryAll());
    await allowPendingWork();
    expect(perTest.counter.service.calls.readCard).toHaveLength(before + 1);
  });
});

describe('the registration of the customer at the counter', () => {
  it('is sent before the backlog', async () => {
    await queue();
    const order: string[] = [];
    asLive();
    const { submit: send } = perTest.counter.service.answers;
    let isThere = (): void => undefined;
    const first = new Promise<void>((resolve) => (isThere = resolve));
    let goOn = (): void => undefined;
    perTest.counter.service.answers.submit = async (token, form) => {
      order.push(form.nid_no);
      if (order.length === 1) {
        isThere();
        await new Promise<void>((resolve) => (goOn = resolve));
      }
      return send(token, form);
    };
    perTest.counter.registrations.onServiceReachable();
    await first;
    const id = await register(77);
    goOn();
    await untilState(id, 'submitted');
    expect(order.indexOf(nidOf(77))).toBe(1);
  });

  it('is sent while the backlog pauses, and its success ends the pause', async () => {
    const ids = await queue();
    asLive(false);
    perTest.counter.registrations.onServiceReachable();
    await perTest.counter.until(ids[0]!, () => sent() === 1);
    await allowPendingWork();
    expect(sent()).toBe(1);
    asLive();
    const id = await register(77);
    await untilState(id, 'submitted');
    await untilState(ids[5]!, 'submitted');
  });

  it('joins the backlog when nobody is signed in', async () => {
    perTest.counter.desk.signOut();
    const ids = [await register(1), await register(2)];
    const { saved } = asLive();
    perTest.counter.desk.signIn(CLERK);
    for (const id of ids) await untilState(id, 'submitted');
    expect(saved).toEqual([nidOf(1), nidOf(2)]);
  });
});
