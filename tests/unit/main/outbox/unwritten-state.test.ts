/** A store that cannot be written during an attempt, as when its process is killed: nothing may stay in flight until a restart. */
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { READING } from '#tests/support/test-counter.ts';
import { err, ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, state, untilState, sent } = perTest;

/** The next write fails and changes nothing. @returns how many have failed so far. */
const failNextWrite = (): (() => number) => {
  const { store } = perTest.counter;
  const { write } = store;
  let failed = 0;
  Object.assign(store, {
    write: () => {
      failed += 1;
      Object.assign(store, { write });
      return Promise.resolve(err('STORE-WRITE'));
    },
  });
  return () => failed;
};

/** The pause after a failed attempt has passed. */
const retry = (): void => {
  perTest.counter.clock.now += 60_000;
  perTest.counter.registrations.onServiceReachable();
};

describe('a store that fails during an attempt', () => {
  it.each([
    ['the reading of the card', ok({ ...READING, fields: { dob: '1/10/1980' } })],
    ['a failure of the service', err('NET-CUT')],
    ['a contradiction of the card', ok({ ...READING, fields: { dob: '2/10/1980' } })],
  ] as const)('after %s leaves the registration in the queue', async (_name, answer) => {
    let failed = (): number => 0;
    perTest.counter.service.answers.readCard = async () => {
      failed = failNextWrite();
      return answer;
    };
    const id = await submit();
    await expect.poll(() => failed()).toBe(1);
    await expect.poll(() => state(id)).toBe('ready');
    expect(sent()).toBe(0);
    perTest.counter.service.answers.readCard = async () =>
      ok({ ...READING, fields: { dob: '1/10/1980' } });
    retry();
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });

  it('after the form was accepted does not send it again', async () => {
    let failed = (): number => 0;
    perTest.counter.service.answers.submit = async () => {
      failed = failNextWrite();
      return { kind: 'accepted', detail: 'saved' };
    };
    const id = await submit();
    await expect.poll(() => failed()).toBe(1);
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });
});
