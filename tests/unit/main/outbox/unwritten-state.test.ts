/** Tests that no registration stays in a sending state until a restart when the store cannot be written during an attempt. */
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const { submit, readState: state, waitForState: untilState, countSentForms: sent } = fixture;

/** Makes the next write fail without effect. @returns a function that returns the number of failed writes. */
const failNextWrite = (): (() => number) => {
  const { store } = fixture.counter;
  const { write } = store;
  let failedWrites = 0;
  Object.assign(store, {
    write: () => {
      failedWrites += 1;
      Object.assign(store, { write });
      return Promise.resolve(err('STORE-WRITE'));
    },
  });
  return () => failedWrites;
};

/** Advances the clock beyond the pause after a failed attempt and starts due work. */
const retryAfterPause = (): void => {
  fixture.counter.clock.now += 60_000;
  fixture.counter.registrations.onServiceReachable();
};

describe('store that fails during an attempt', () => {
  it.each([
    ['the reading of the card', ok({ ...CARD_READING, fields: { dob: '1/10/1980' } })],
    ['a failure of the service', err('NET-CUT')],
    ['a contradiction of the card', ok({ ...CARD_READING, fields: { dob: '2/10/1980' } })],
  ] as const)('leaves the registration in the queue after %s', async (_name, answer) => {
    let countFailedWrites = (): number => 0;
    fixture.counter.fakeClient.answers.readCard = async () => {
      countFailedWrites = failNextWrite();
      return answer;
    };
    const id = await submit();
    await expect.poll(() => countFailedWrites()).toBe(1);
    await expect.poll(() => state(id)).toBe('ready');
    expect(sent()).toBe(0);
    fixture.counter.fakeClient.answers.readCard = async () =>
      ok({ ...CARD_READING, fields: { dob: '1/10/1980' } });
    retryAfterPause();
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });

  it('does not cause a second form after the form was accepted', async () => {
    let countFailedWrites = (): number => 0;
    fixture.counter.fakeClient.answers.submit = async () => {
      countFailedWrites = failNextWrite();
      return { kind: 'accepted', detail: 'saved' };
    };
    const id = await submit();
    await expect.poll(() => countFailedWrites()).toBe(1);
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });
});
