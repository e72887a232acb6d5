import { describe, expect, it } from 'vitest';
import { createRateLimit } from '#main/ipc/rate-limit.ts';
import { calls } from '#shared/ipc/contract.ts';
import { callNames } from '#shared/ipc/names.ts';

describe('createRateLimit', () => {
  it('limits concurrent calls and releases them when they end', () => {
    const limit = createRateLimit(() => 0);
    const rate = { inFlight: 2, max: 100, withinMs: 10_000 };
    const first = limit.enter('a', rate);
    expect(limit.enter('a', rate)).not.toBeNull();
    expect(limit.enter('a', rate)).toBeNull();
    expect(limit.enter('b', rate)).not.toBeNull();
    first?.();
    first?.();
    expect(limit.enter('a', rate)).not.toBeNull();
    expect(limit.enter('a', rate)).toBeNull();
  });

  it('limits calls within the window', () => {
    let time = 0;
    const limit = createRateLimit(() => time);
    const rate = { inFlight: 100, max: 3, withinMs: 10_000 };
    for (let call = 0; call < 3; call++) limit.enter('a', rate)?.();
    expect(limit.enter('a', rate)).toBeNull();
    time = 10_001;
    expect(limit.enter('a', rate)).not.toBeNull();
  });

  it('permits one concurrent call and at most thirty a minute for every call with a PIN or OTP', () => {
    const secretCalls = callNames.filter((name) => {
      const { input } = calls[name];
      return (
        'entries' in input &&
        Object.keys(input.entries).some((key) => /^(pin|leadPin|otp)$/.test(key))
      );
    });
    expect(secretCalls).toEqual(
      expect.arrayContaining([
        'session.verifyOtp',
        'pin.unlock',
        'pin.choose',
        'lead.choose',
        'keys.rotate',
      ]),
    );
    for (const name of [...secretCalls, 'session.requestOtp'] as const) {
      const { inFlight, max, withinMs } = calls[name].rate;
      expect([name, inFlight]).toEqual([name, 1]);
      expect((max * 60_000) / withinMs, name).toBeLessThanOrEqual(30);
    }
  });
});
