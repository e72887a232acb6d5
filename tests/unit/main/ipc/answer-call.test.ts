import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { answerCall, type AnswerOptions, type Handlers } from '#main/ipc/answer-call.ts';
import { createRateLimit } from '#main/ipc/rate-limit.ts';
import { calls } from '#shared/ipc/contract.ts';
import { callNames, type CallName } from '#shared/ipc/names.ts';
import { err, ok } from '#shared/result.ts';

const PAGE_FRAME = { url: 'app://kiosk/index.html', parent: null };

/** Creates handlers that record their calls, and a log that records its lines. */
const setUp = (override: Partial<Handlers> = {}) => {
  const called: { name: CallName; input: unknown }[] = [];
  const logLines: string[] = [];
  const writeLogLine = (event: string, fields: object): void =>
    void logLines.push(JSON.stringify({ event, ...fields }));
  const handlers = {
    ...(Object.fromEntries(
      callNames.map((name) => [
        name,
        async (input: unknown) => {
          called.push({ name, input });
          return ok(undefined);
        },
      ]),
    ) as unknown as Handlers),
    ...override,
  };
  const options: AnswerOptions = {
    handlers,
    pageOrigin: 'app://kiosk',
    log: { info: writeLogLine, warn: writeLogLine, error: writeLogLine },
    rateLimit: { enter: () => () => undefined },
    access: { check: () => null, closeCount: () => 0, onChange: () => undefined },
  };
  return { called, logLines, options };
};

const hostileValues = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  fc.constantFrom<unknown>(
    '\ud800',
    'x'.repeat(100_000),
    Number.NaN,
    JSON.parse('{"__proto__":{"admin":true}}'),
    { id: '../../etc/passwd' },
    { id: '00000000-0000-0000-0000-000000000000', part: 'constructor' },
    { mobile: { toString: () => '01300000042' } },
    new Uint8Array(0),
    {
      id: '00000000-0000-4000-8000-000000000000',
      part: 'front',
      origin: 'import',
      bytes: 'not bytes',
    },
    Object.defineProperty({}, 'mobile', {
      get: () => {
        throw new Error('getter');
      },
      enumerable: true,
    }),
  ),
);

describe('answerCall', () => {
  it('rejects every hostile value with a code, without calling a handler or logging it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...callNames),
        hostileValues,
        fc.string({ minLength: 12 }),
        async (name, value, secret) => {
          const { called, logLines, options } = setUp();
          const input =
            value !== null && typeof value === 'object' && !Array.isArray(value)
              ? Object.assign(Object.create(null), { secret }, copySafely(value))
              : value;
          const result = await answerCall(name, input, PAGE_FRAME, options);
          if (result.ok) expect(v.safeParse(calls[name].input, input).success).toBe(true);
          else expect(result.error.code).toMatch(/^IPC-/);
          for (const call of called)
            expect(call.input).toEqual(v.parse(calls[call.name].input, input));
          for (const line of logLines)
            expect(line).not.toContain(JSON.stringify(secret).slice(1, -1));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a page of another origin', { url: 'https://example.org/index.html', parent: null }],
    ['another host of the scheme of the app', { url: 'app://other/index.html', parent: null }],
    ['a frame inside the page', { url: 'app://kiosk/index.html', parent: {} }],
    [
      'an address that only begins with the origin of the page',
      { url: 'app://kiosk.example.org/', parent: null },
    ],
    ['a blank page', { url: 'about:blank', parent: null }],
    ['no address', { url: '', parent: null }],
    ['a destroyed frame', null],
  ])('refuses a call from %s', async (_sender, frame) => {
    const { called, options } = setUp();
    for (const name of callNames)
      expect(await answerCall(name, undefined, frame, options)).toEqual({
        ok: false,
        error: { code: 'IPC-SENDER' },
      });
    expect(called).toEqual([]);
  });

  it('passes parsed mobile numbers and days to handlers, and refuses invalid ones', async () => {
    const { called, options } = setUp();
    await answerCall('session.requestOtp', { mobile: '+৮৮০ ১৩০০-০০০০৪২' }, PAGE_FRAME, options);
    await answerCall('verification.status', { mobile: '0130 0000 042' }, PAGE_FRAME, options);
    const draft = { id: '00000000-0000-4000-8000-000000000000', values: {} };
    await answerCall(
      'registration.saveFields',
      { ...draft, values: { mobile_number: '০১৩০-০০০০৭৭৭', nominee: ' A ' } },
      PAGE_FRAME,
      options,
    );
    const unfinished = { ...draft, values: { mobile_number: ' none ' } };
    await answerCall('registration.saveFields', unfinished, PAGE_FRAME, options);
    await answerCall('day.summary', { day: '2026-11-22' }, PAGE_FRAME, options);
    expect(called.map(({ input }) => input)).toEqual([
      { mobile: '01300000042' },
      { mobile: '01300000042' },
      { ...draft, values: { mobile_number: '01300000777', nominee: ' A ' } },
      { ...draft, values: { mobile_number: 'none' } },
      { day: { year: 2026, month: 11, day: 22 } },
    ]);
    const refused = [
      await answerCall('session.requestOtp', { mobile: '0120' }, PAGE_FRAME, options),
      await answerCall(
        'session.verifyOtp',
        { mobile: '01200000042', otp: '1234' },
        PAGE_FRAME,
        options,
      ),
      await answerCall('day.summary', { day: '2026-02-30' }, PAGE_FRAME, options),
    ];
    expect(refused).toEqual([err('IPC-INPUT'), err('IPC-INPUT'), err('IPC-INPUT')]);
    expect(called).toHaveLength(5);
  });

  it('returns a code for an exception in a handler and logs no message', async () => {
    const { logLines, options } = setUp({
      'session.signOut': () => Promise.reject(new Error('01300000042')),
    });
    expect(await answerCall('session.signOut', undefined, PAGE_FRAME, options)).toEqual({
      ok: false,
      error: { code: 'IPC-INTERNAL' },
    });
    expect(logLines.join()).not.toContain('01300000042');
  });

  it('strips properties that the contract does not contain', async () => {
    const leaking = {
      signedIn: true,
      maskedMobile: null,
      reason: 'none' as const,
      token: 'secret',
    };
    const { options } = setUp({ 'session.verifyOtp': async () => ok(leaking) });
    const result = await answerCall(
      'session.verifyOtp',
      { mobile: '01300000042', otp: '1234' },
      PAGE_FRAME,
      options,
    );
    expect(result).toEqual(ok({ signedIn: true, maskedMobile: null, reason: 'none' }));
  });

  it('rejects a result that does not match the contract', async () => {
    const { options } = setUp({ 'registration.list': async () => ok([{ id: 'x' }] as never) });
    expect(await answerCall('registration.list', { filter: 'all' }, PAGE_FRAME, options)).toEqual({
      ok: false,
      error: { code: 'IPC-INTERNAL' },
    });
  });

  it('returns IPC-RATE for the thirteenth PIN within a minute, whatever the results were', async () => {
    const { called, options } = setUp();
    const limited = { ...options, rateLimit: createRateLimit(() => 0) };
    for (let attempt = 0; attempt < 12; attempt += 1)
      await answerCall('pin.unlock', { pin: '135790' }, PAGE_FRAME, limited);
    expect(await answerCall('pin.unlock', { pin: '135790' }, PAGE_FRAME, limited)).toEqual({
      ok: false,
      error: { code: 'IPC-RATE' },
    });
    expect(called).toHaveLength(12);
  });
});

/** Copies readable properties without invoking hostile getters. */
const copySafely = (value: object): object => {
  try {
    return { ...value };
  } catch {
    return {};
  }
};
