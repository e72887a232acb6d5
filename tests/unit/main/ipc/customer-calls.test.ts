import { describe, expect, it } from 'vitest';
import type { Access } from '#main/ipc/access.ts';
import { answerCustomerCall, type CustomerAnswerOptions } from '#main/ipc/answer-call.ts';
import { createRateLimit } from '#main/ipc/rate-limit.ts';
import { CUSTOMER_ORIGIN, PAGE_URL, CUSTOMER_URL } from '#main/window/protocol.ts';
import { callNames, CHANNEL_PREFIX } from '#shared/ipc/names.ts';
import { CUSTOMER_CHANNEL_PREFIX, customerCallNames } from '#shared/ipc/customer-names.ts';
import { err, ok } from '#shared/result.ts';
import { quietLog } from '#tests/support/quiet-log.ts';

const createFrame = (url: string, parent: unknown = null) => ({ url, parent });
const agreement = { number: 1, locale: 'bn', textHash: 'a'.repeat(64), shownMs: 1_234.6 };

const setUp = (accessResult: ReturnType<Access['check']> = null) => {
  const handled: unknown[] = [];
  const options: CustomerAnswerOptions = {
    handlers: {
      'customer.view': async () => ok({ number: 'no number' } as never),
      'customer.agree': async (input) => {
        handled.push(input);
        return ok(undefined);
      },
      'customer.report': async () => ok(undefined),
    },
    pageOrigin: CUSTOMER_ORIGIN,
    log: quietLog,
    rateLimit: createRateLimit(() => 0),
    access: { check: () => accessResult, closeCount: () => 0, onChange: () => undefined },
  };
  return { options, handled };
};

describe('calls of the customer’s page', () => {
  it('use other channels than the calls of the counter’s page', () => {
    const counterChannels = new Set<string>(callNames.map((name) => CHANNEL_PREFIX + name));
    for (const name of customerCallNames)
      expect(counterChannels.has(CUSTOMER_CHANNEL_PREFIX + name)).toBe(false);
  });

  it('are answered for the top frame of that page only', async () => {
    const { options, handled } = setUp();
    for (const sender of [
      null,
      createFrame(PAGE_URL),
      createFrame(CUSTOMER_URL, {}),
      createFrame('app://kiosk'),
    ])
      expect(await answerCustomerCall('customer.agree', agreement, sender, options)).toEqual(
        err('IPC-SENDER'),
      );
    expect(handled).toEqual([]);
    expect(
      await answerCustomerCall('customer.agree', agreement, createFrame(CUSTOMER_URL), options),
    ).toEqual(ok(undefined));
    expect(handled).toEqual([{ ...agreement, shownMs: 1_235 }]);
  });

  it.each([
    [{ ...agreement, textHash: 'A'.repeat(64) }],
    [{ ...agreement, locale: 'fr' }],
    [{ ...agreement, shownMs: -1 }],
    [{ ...agreement, by: 'clerk' }],
    [undefined],
  ])('are refused with invalid input: %j', async (input) => {
    const { options, handled } = setUp();
    expect(
      await answerCustomerCall('customer.agree', input, createFrame(CUSTOMER_URL), options),
    ).toEqual(err('IPC-INPUT'));
    expect(handled).toEqual([]);
  });

  it('are refused while the counter is locked, and return nothing outside the contract', async () => {
    const locked = setUp(err('LOCKED'));
    expect(
      await answerCustomerCall(
        'customer.agree',
        agreement,
        createFrame(CUSTOMER_URL),
        locked.options,
      ),
    ).toEqual(err('LOCKED'));
    expect(locked.handled).toEqual([]);
    expect(
      await answerCustomerCall(
        'customer.view',
        undefined,
        createFrame(CUSTOMER_URL),
        setUp().options,
      ),
    ).toEqual(err('IPC-INTERNAL'));
  });
});
