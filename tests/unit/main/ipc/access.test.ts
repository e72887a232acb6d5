/** Makes every call of the contract in each access state, with the real session, lock and access check. The handlers only record calls. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { createAccess } from '#main/ipc/access.ts';
import { answerCall, type AnswerOptions, type Handlers } from '#main/ipc/answer-call.ts';
import { createLockedViewBuffer } from '#main/ipc/locked-view-buffer.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';
import { createLock } from '#main/pin/lock.ts';
import { createPins } from '#main/pin/pins.ts';
import { createSession } from '#main/session/session.ts';
import type { RegistrationView } from '#shared/domain/registration.ts';
import { calls } from '#shared/ipc/contract.ts';
import { callNames, type CallName } from '#shared/ipc/names.ts';
import { err, ok } from '#shared/result.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';

const PAGE_FRAME = { url: 'app://kiosk/index.html', parent: null };
const CLERK = toMobileNumber('01300000042');
const PIN = '135790';
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const service = {
  requestOtp: async () => ok({ detail: '' }),
  verifyOtp: async () => ok({ token: 'token' as Token }),
  logout: async () => ok({ detail: '' }),
} as unknown as EkycClient;

/** Valid inputs of the calls that are permitted before the counter is unlocked. */
const inputs: Partial<Record<CallName, unknown>> = {
  'app.leave': { leadPin: PIN },
  'app.mounted': { ok: true },
  'app.setLocale': { locale: 'bn' },
  'session.requestOtp': { mobile: CLERK },
  'session.verifyOtp': { mobile: CLERK, otp: '1234' },
  'pin.unlock': { pin: PIN },
  'training.choose': { customer: 'reading' },
  'training.setFault': { fault: 'connection-down', on: true },
  'training.setGuide': { on: false },
};

const stopFunctions: (() => void)[] = [];
afterEach(() => stopFunctions.splice(0).forEach((stop) => stop()));

/** Starts the real session, lock and access check on one keychain, with handlers that only record calls. */
const startCounter = async (keychain: Keychain) => {
  const session = await createSession({
    client: service,
    keychain,
    serviceOrigin: 'https://service.test',
    maxAgeMs: () => 3_600_000,
    now: Date.now,
    monotonic: () => performance.now(),
    log,
  });
  const pins = createPins({ keychain, now: Date.now, log });
  const lock = await createLock({
    pins,
    session,
    idleMs: () => 0,
    summarizeOpenRegistration: async () => null,
    now: Date.now,
    monotonic: () => performance.now(),
    log,
  });
  stopFunctions.push(
    () => lock.stop(),
    () => session.stop(),
  );
  const access = createAccess({ session, lock });
  const called: CallName[] = [];
  const handlers = Object.fromEntries(
    callNames.map((name) => [
      name,
      async () => {
        called.push(name);
        return ok(undefined);
      },
    ]),
  ) as unknown as Handlers;
  const options: AnswerOptions = {
    handlers,
    pageOrigin: 'app://kiosk',
    log,
    rateLimit: { enter: () => () => undefined },
    access,
  };
  /** Makes every call once. @returns the calls whose handler was reached, and the codes of the others. */
  const makeEveryCall = async () => {
    called.length = 0;
    const codes = new Set<string>();
    for (const name of callNames) {
      const answer = await answerCall(name, inputs[name], PAGE_FRAME, options);
      // A call whose handler was reached fails as well, because the fake results do not match the contract.
      if (!answer.ok && called.at(-1) !== name) codes.add(answer.error.code);
    }
    return { reached: [...called].sort(), codes: [...codes].sort() };
  };
  const signIn = () => session.verifyOtp(CLERK, '1234');
  return { session, lock, access, options, makeEveryCall, signIn };
};

const beforeSignIn: CallName[] = [
  'app.leave',
  'app.mounted',
  'app.setLocale',
  'app.state',
  'registration.counts',
  'session.requestOtp',
  'session.signOut',
  'session.verifyOtp',
  'training.choose',
  'training.setFault',
  'training.setGuide',
];
const whileLocked: CallName[] = [...beforeSignIn, 'pin.lock', 'pin.unlock'].sort() as CallName[];

describe('access to calls', () => {
  it('answers in each state exactly the calls that the contract permits', async () => {
    const keychain = createMemoryKeychain();
    const counter = await startCounter(keychain);
    expect(await counter.makeEveryCall()).toEqual({
      reached: beforeSignIn,
      codes: ['SESSION-NEEDED'],
    });

    await counter.signIn();
    await counter.lock.choosePin(PIN);
    const unlockedResult = await counter.makeEveryCall();
    // No call is rejected for the state of the counter; calls with an input fail with IPC-INPUT.
    expect(unlockedResult.codes).toEqual(['IPC-INPUT']);
    expect(unlockedResult.reached).toEqual(
      expect.arrayContaining([...whileLocked, 'registration.current', 'keys.state', 'day.print']),
    );

    await counter.lock.lock();
    expect(await counter.makeEveryCall()).toEqual({ reached: whileLocked, codes: ['LOCKED'] });

    // After the service ended the session the counter stays locked for the same clerk.
    counter.session.reportEnded('token' as Token);
    expect(await counter.makeEveryCall()).toEqual({ reached: whileLocked, codes: ['LOCKED'] });
    await counter.lock.unlock(PIN);
    expect((await counter.makeEveryCall()).reached).toEqual(unlockedResult.reached);

    await counter.lock.lock();
    await counter.session.signOut();
    expect(await counter.makeEveryCall()).toEqual({
      reached: beforeSignIn,
      codes: ['LOCKED', 'SESSION-NEEDED'],
    });

    const restarted = await startCounter(keychain);
    expect(await restarted.makeEveryCall()).toEqual({
      reached: beforeSignIn,
      codes: ['SESSION-NEEDED'],
    });
  });

  it('permits only the calls before sign-in after a sign-out', async () => {
    const counter = await startCounter(createMemoryKeychain());
    await counter.signIn();
    await counter.session.signOut();
    expect(await counter.makeEveryCall()).toEqual({
      reached: beforeSignIn,
      codes: ['SESSION-NEEDED'],
    });
  });

  it('permits only the calls of a locked counter after a restart with a session', async () => {
    const keychain = createMemoryKeychain();
    const first = await startCounter(keychain);
    await first.signIn();
    const second = await startCounter(keychain);
    expect(await second.makeEveryCall()).toEqual({ reached: whileLocked, codes: ['LOCKED'] });
  });

  it('requires an unlocked counter for every call except the declared ones', () => {
    const declared = callNames.filter((name) => calls[name].needs !== 'unlocked');
    expect([...declared].sort()).toEqual(whileLocked);
  });

  it.each(['lock', 'lock and unlock', 'sign out', 'sign out and in'])(
    'returns no data for a call that was made before %s',
    async (action) => {
      const counter = await startCounter(createMemoryKeychain());
      await counter.signIn();
      await counter.lock.choosePin(PIN);
      let finish: () => void = () => undefined;
      const handlerFinished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const handlers: Handlers = {
        ...counter.options.handlers,
        'registration.current': async () => {
          await handlerFinished;
          return ok({ reference: 'a customer' } as never);
        },
      };
      const pending = answerCall('registration.current', undefined, PAGE_FRAME, {
        ...counter.options,
        handlers,
      });
      // The handler is running before the state changes.
      await new Promise((resolve) => setImmediate(resolve));
      if (action.startsWith('lock')) await counter.lock.lock();
      else await counter.session.signOut();
      if (action === 'lock and unlock') await counter.lock.unlock(PIN);
      if (action === 'sign out and in') await counter.signIn();
      finish();
      expect(await pending).toEqual(err(action === 'sign out' ? 'SESSION-NEEDED' : 'LOCKED'));
    },
  );
});

describe('createLockedViewBuffer', () => {
  const view = (id: string, reference: string) => ({ id, reference }) as RegistrationView;

  it('sends the newest view of each registration after unlocking', async () => {
    const counter = await startCounter(createMemoryKeychain());
    const sent: string[] = [];
    const buffer = createLockedViewBuffer({
      access: counter.access,
      send: ({ id, reference }) => void sent.push(`${id} ${reference}`),
    });
    await counter.signIn();
    await counter.lock.choosePin(PIN);
    await counter.lock.lock();
    for (const [id, reference] of [
      ['a', '1'],
      ['b', '1'],
      ['a', '2'],
    ] as const)
      buffer.sendWhenUnlocked(view(id, reference));
    expect(sent).toEqual([]);
    await counter.lock.unlock(PIN);
    buffer.sendWhenUnlocked(view('a', '3'));
    expect(sent).toEqual(['a 2', 'b 1', 'a 3']);
  });

  it('drops its views at sign-out', async () => {
    const counter = await startCounter(createMemoryKeychain());
    const sent: string[] = [];
    const buffer = createLockedViewBuffer({
      access: counter.access,
      send: ({ id }) => void sent.push(id),
    });
    buffer.sendWhenUnlocked(view('before', '1'));
    await counter.signIn();
    await counter.lock.lock();
    buffer.sendWhenUnlocked(view('locked', '1'));
    await counter.session.signOut();
    buffer.sendWhenUnlocked(view('signed-out', '1'));
    await counter.signIn();
    buffer.sendWhenUnlocked(view('open', '1'));
    expect(sent).toEqual(['open']);
  });
});
