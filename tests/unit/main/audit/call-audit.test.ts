import type { MobileNumber } from '#shared/domain/mobile.ts';
import { describe, expect, it } from 'vitest';
import { auditCalls } from '#main/audit/call-audit.ts';
import type { AuditRecord } from '#main/audit/port.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';
import { callNames, type CallName } from '#shared/ipc/names.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { CLERK } from './audit-fixture.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const CALL_TIME = 1_000;

interface RecordedEntry extends AuditRecord {
  readonly event: string;
}

/** Creates audited handlers that all return `result`. The signed-in clerk changes during a call from the first to the second of `clerks`. */
const createAuditedHandlers = (
  result: Result<unknown>,
  clerks: readonly (MobileNumber | null)[] = [CLERK, CLERK],
) => {
  const recorded: RecordedEntry[] = [];
  let clerk = clerks[0] ?? null;
  const handlers = Object.fromEntries(
    callNames.map((name) => [
      name,
      async () => {
        clerk = clerks[1] ?? null;
        return result;
      },
    ]),
  ) as unknown as Handlers;
  const audited = auditCalls(handlers, {
    audit: { record: (event, record) => void recorded.push({ event, ...record }) },
    clerk: () => clerk,
    now: () => CALL_TIME,
  });
  const call = async (name: CallName, input: unknown): Promise<unknown> => {
    const handler = audited[name] as (value: unknown) => Promise<unknown>;
    return handler(input);
  };
  return { recorded, call };
};

const registrationView = {
  id: ID,
  reference: '0142-3-0001',
  createdAt: CALL_TIME,
  fields: { name: 'SECRET' },
};
const registrationFacts = { clerk: CLERK, registration: ID, reference: '0142-3-0001' };

describe('auditCalls', () => {
  it.each<[CallName, unknown, unknown, object | null]>([
    [
      'registration.start',
      undefined,
      registrationView,
      { event: 'registration.begun', ...registrationFacts },
    ],
    ['registration.start', undefined, { ...registrationView, createdAt: CALL_TIME - 1 }, null],
    [
      'registration.submit',
      { id: ID },
      registrationView,
      { event: 'registration.submitted', ...registrationFacts },
    ],
    [
      'registration.submit',
      { id: ID },
      {
        ...registrationView,
        consent: {
          textVersion: '1',
          textHash: 'a'.repeat(64),
          locale: 'bn',
          by: 'customer-display',
          at: 5,
          shownMs: 12_000,
        },
      },
      {
        event: 'registration.submitted',
        ...registrationFacts,
        consentVersion: '1',
        consentHash: 'a'.repeat(64),
        consentLanguage: 'bn',
        consentBy: 'customer-display',
        consentShownMs: 12_000,
      },
    ],
    [
      'registration.decide',
      { id: ID, decision: 'send-again', note: 'SECRET' },
      registrationView,
      { event: 'registration.decided', ...registrationFacts, decision: 'send-again' },
    ],
    [
      'registration.discard',
      { id: ID, reason: 'SECRET', leadPin: '246802' },
      undefined,
      { event: 'registration.discarded', clerk: CLERK, registration: ID },
    ],
    [
      'outbox.takeOver',
      { id: ID, leadPin: '246802' },
      registrationView,
      { event: 'registration.taken-over', ...registrationFacts },
    ],
    [
      'transfer.out',
      { to: '4' },
      { transferred: 3, stayed: 0 },
      { event: 'transfer.out', clerk: CLERK, count: 3 },
    ],
    [
      'transfer.in',
      { leadPin: '246802' },
      { transferred: 2 },
      { event: 'transfer.in', clerk: CLERK, count: 2 },
    ],
    [
      'audit.export',
      { leadPin: '246802', folder: ID },
      { name: 'ekyc-audit.jsonl', entries: 20, publicKey: 'SECRET' },
      { event: 'audit.exported', clerk: CLERK, count: 20 },
    ],
    [
      'keys.rotate',
      { leadPin: '246802' },
      undefined,
      { event: 'master-key.rotated', clerk: CLERK },
    ],
    ['keys.confirmRecovery', undefined, undefined, { event: 'recovery-key.printed', clerk: CLERK }],
    [
      'keys.declineRecovery',
      { leadPin: '1' },
      undefined,
      { event: 'recovery-key.declined', clerk: CLERK },
    ],
    [
      'day.summaryOfAll',
      { day: null, leadPin: '123456' },
      undefined,
      { event: 'day-close.opened', clerk: CLERK },
    ],
    [
      'slip.print',
      { id: ID, lengthMm: 150 },
      undefined,
      { event: 'slip.printed', clerk: CLERK, registration: ID },
    ],
    ['paperForm.print', undefined, undefined, null],
    ['day.print', undefined, undefined, { event: 'day-close.printed', clerk: CLERK }],
    [
      'app.setLocale',
      { locale: 'bn' },
      undefined,
      { event: 'settings.changed', clerk: CLERK, settings: ['locale'] },
    ],
    [
      'scanner.choose',
      { scanner: 'SECRET', dpi: 300 },
      undefined,
      { event: 'settings.changed', clerk: CLERK, settings: ['scanner'] },
    ],
    [
      'settings.save',
      { leadPin: '246802', changes: { helpline: 'SECRET', textSize: 125 } },
      undefined,
      { event: 'settings.changed', clerk: CLERK, settings: ['helpline', 'textSize'] },
    ],
    ['settings.read', { leadPin: '246802' }, {}, { event: 'settings.opened', clerk: CLERK }],
    ['settings.gate', undefined, {}, null],
    ['pin.unlock', { pin: '135790' }, undefined, null],
    ['registration.current', undefined, registrationView, null],
    ['registration.saveFields', { id: ID, values: {} }, { savedAt: 1 }, null],
  ])('records the effect of %s without typed values', async (name, input, data, expected) => {
    const { recorded, call } = createAuditedHandlers(ok(data));
    expect(await call(name, input)).toEqual(ok(data));
    expect(recorded).toEqual(expected === null ? [] : [expected]);
  });

  it.each<[CallName, string]>([
    ['session.verifyOtp', 'session.signed-in'],
    ['pin.unlock', 'counter.unlock-failed'],
    ['registration.start', 'registration.begun'],
    ['registration.submit', 'registration.submitted'],
    ['registration.discard', 'registration.discarded'],
    ['registration.undoDiscard', 'registration.discard-undone'],
    ['transfer.out', 'transfer.out'],
    ['keys.restoreWithRecoveryKey', 'recovery-key.used'],
    ['keys.rotate', 'master-key.rotated'],
    ['settings.read', 'settings.opened'],
    ['audit.export', 'audit.exported'],
  ])('records a %s that failed, with its code', async (name, event) => {
    const { recorded, call } = createAuditedHandlers(
      err('LEAD-PIN-WRONG', { params: { left: 4 } }),
    );
    expect(await call(name, { id: ID })).toMatchObject({ ok: false });
    expect(recorded).toMatchObject([{ event, clerk: CLERK, code: 'LEAD-PIN-WRONG' }]);
  });

  it('names the clerk who signed in at a sign-in, and the signed-in clerk at any other call', async () => {
    const signIn = createAuditedHandlers(ok({}), [null, CLERK]);
    await signIn.call('session.verifyOtp', {});
    const signOut = createAuditedHandlers(ok({}), [CLERK, null]);
    await signOut.call('day.print', undefined);
    expect([...signIn.recorded, ...signOut.recorded]).toEqual([
      { event: 'session.signed-in', clerk: CLERK },
      { event: 'day-close.printed', clerk: CLERK },
    ]);
  });

  it('records a call whose handler throws with the code that the page receives', async () => {
    const recorded: RecordedEntry[] = [];
    const handlers = { 'keys.rotate': () => Promise.reject(new TypeError('SECRET')) };
    const audited = auditCalls(handlers as unknown as Handlers, {
      audit: { record: (event, record) => void recorded.push({ event, ...record }) },
      clerk: () => CLERK,
      now: () => CALL_TIME,
    });
    await expect(audited['keys.rotate']({ leadPin: '246802' })).rejects.toThrow(TypeError);
    expect(recorded).toEqual([{ event: 'master-key.rotated', clerk: CLERK, code: 'IPC-INTERNAL' }]);
  });
});
