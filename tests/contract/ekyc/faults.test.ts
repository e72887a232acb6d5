/** Tests the client against each fault of the simulated service: the resulting error or outcome, and the entries of the ledger. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingCall } from '#main/training/types.ts';
import type { Fault, FaultName } from '#tests/support/service/service.ts';
import type { EkycClient, SubmitOutcome, Token } from '#main/ekyc/port.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { AGENT, CARD_PICTURES, createForm, startRig, type Rig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({}, { timeouts: { requestMs: 700, readCardMs: 700 } });
});
afterEach(() => rig.service.faults.clear());
afterAll(() => rig.close());

type TestedCall = Exclude<TrainingCall, 'submit' | 'photo'>;

const callClient = (
  call: TestedCall,
  client: EkycClient,
  token: Token,
): Promise<{ ok: boolean; error?: { code: ErrorCode } }> => {
  switch (call) {
    case 'requestOtp':
      return client.requestOtp(AGENT);
    case 'verifyOtp':
      return client.verifyOtp(AGENT, '0000');
    case 'logout':
      return client.logout(token);
    case 'readCard':
      return client.readCard(token, CARD_PICTURES);
    case 'verificationStatus':
      return client.verificationStatus(token, toMobileNumber('01300001234'));
    case 'verificationLog':
      return client.verificationLog(token, 'all', 1);
  }
};

/** The error code of each fault for every repeatable call, and the calls for which the code differs. */
const expectedCodes: readonly (readonly [
  FaultName,
  ErrorCode,
  Partial<Record<TestedCall, ErrorCode>>?,
])[] = [
  ['html-200', 'SVC-NOT-JSON'],
  ['html-502', 'NET-GATEWAY'],
  ['not-json', 'SVC-NOT-JSON'],
  ['not-http', 'SVC-NOT-JSON'],
  ['truncated-json', 'SVC-NOT-JSON'],
  ['cut-answer', 'NET-CUT'],
  [
    'status-400',
    'SVC-DECLINED',
    { requestOtp: 'OTP-REFUSED', verifyOtp: 'OTP-WRONG', readCard: 'SVC-REFUSED' },
  ],
  [
    'field-errors',
    'SVC-DECLINED',
    { requestOtp: 'OTP-REFUSED', verifyOtp: 'OTP-WRONG', readCard: 'SVC-REFUSED' },
  ],
  [
    'non-field-errors',
    'SVC-DECLINED',
    { requestOtp: 'OTP-REFUSED', verifyOtp: 'OTP-WRONG', readCard: 'SVC-REFUSED' },
  ],
  [
    'list-errors',
    'SVC-DECLINED',
    { requestOtp: 'OTP-REFUSED', verifyOtp: 'OTP-WRONG', readCard: 'SVC-REFUSED' },
  ],
  ['unauthorised', 'SESSION-ENDED', { requestOtp: 'OTP-REFUSED', verifyOtp: 'OTP-WRONG' }],
  [
    'forbidden-permission',
    'SESSION-ROLE',
    { requestOtp: 'OTP-REFUSED', verifyOtp: 'SIGN-IN-REFUSED' },
  ],
  [
    'forbidden-credentials',
    'SESSION-ENDED',
    { requestOtp: 'OTP-REFUSED', verifyOtp: 'SIGN-IN-REFUSED' },
  ],
  ['too-large', 'SVC-TOO-LARGE'],
  ['throttled', 'SVC-THROTTLED'],
  ['status-500', 'SVC-BROKEN'],
  ['status-503', 'NET-GATEWAY'],
  [
    'failed-200',
    'SVC-DECLINED',
    { requestOtp: 'OTP-REFUSED', verifyOtp: 'OTP-WRONG', readCard: 'SVC-UNREAD' },
  ],
  ['reset-before-read', 'NET-CUT'],
  ['accept-then-drop', 'NET-CUT'],
  ['hang', 'NET-TIMEOUT'],
];

describe.each([
  'requestOtp',
  'verifyOtp',
  'logout',
  'readCard',
  'verificationStatus',
  'verificationLog',
] as const)('call %s', (call) => {
  it.each(
    expectedCodes.map(([fault, code, exceptions]) => [fault, exceptions?.[call] ?? code] as const),
  )('maps the fault %s to %s', async (fault, code) => {
    // A logout that reaches the service ends the session, so every case starts with a new one.
    const token = await rig.signIn();
    const requestsBefore = rig.service.requests().length;
    rig.service.faults.failNext(call, fault);
    const result = await callClient(call, rig.client, token);
    expect(result.error?.code).toBe(code);
    expect(rig.service.requests().length - requestsBefore).toBe(1);
  });
});

describe('a failure', () => {
  it('contains the message for each field under the form’s field name', async () => {
    const token = await rig.signIn();
    rig.service.faults.failNext('verificationStatus', 'field-errors');
    const result = await rig.client.verificationStatus(token, toMobileNumber('01300001234'));
    expect(result).toMatchObject({
      error: { fields: { mobile_number: 'Not a number of this country.', dob: 'Unreadable.' } },
    });
  });

  it('contains the seconds to wait from the header', async () => {
    const token = await rig.signIn();
    rig.service.faults.failNext('verificationLog', 'throttled');
    expect(await rig.client.verificationLog(token, 'all', 1)).toMatchObject({
      error: { params: { seconds: 7 }, service: 'Slow down.' },
    });
  });

  it('contains the service’s message and never its HTML', async () => {
    const token = await rig.signIn();
    rig.service.faults.failNext('readCard', 'unread');
    expect(await rig.client.readCard(token, CARD_PICTURES)).toEqual({
      ok: false,
      error: { code: 'SVC-UNREAD', params: { status: 200 }, service: 'No card could be read.' },
    });
    rig.service.faults.failNext('readCard', 'status-500');
    const broken = await rig.client.readCard(token, CARD_PICTURES);
    expect(JSON.stringify(broken)).not.toContain('<');
  });

  it('is reported as SVC-TOO-LARGE when 413 arrives during the upload', async () => {
    const token = await rig.signIn();
    rig.service.faults.failNext('readCard', 'too-large-early');
    expect(await rig.client.readCard(token, CARD_PICTURES)).toMatchObject({
      ok: false,
      error: { code: 'SVC-TOO-LARGE' },
    });
  });

  it('is reported as NET-CUT when the connection breaks during the upload', async () => {
    const token = await rig.signIn();
    rig.service.faults.failNext('readCard', 'reset-mid-upload');
    expect(await rig.client.readCard(token, CARD_PICTURES)).toMatchObject({
      ok: false,
      error: { code: 'NET-CUT' },
    });
  });

  it('does not occur when an answer is slow or sent twice', async () => {
    const token = await rig.signIn();
    rig.service.faults.failNext('verificationStatus', { kind: 'slow', ms: 100 });
    expect(await rig.client.verificationStatus(token, toMobileNumber('01300001234'))).toMatchObject(
      {
        ok: true,
      },
    );
    rig.service.faults.failNext('verificationStatus', 'answer-twice');
    expect(await rig.client.verificationStatus(token, toMobileNumber('01300001234'))).toMatchObject(
      {
        ok: true,
      },
    );
    expect(await rig.client.verificationStatus(token, toMobileNumber('01300001234'))).toMatchObject(
      {
        ok: true,
      },
    );
  });
});

type OutcomeKind = SubmitOutcome['kind'];
/** Fault, outcome, error code (for `unknown` the cause of SEND-UNKNOWN), and the number of registrations that the service saved. */
const expectedOutcomes: readonly (readonly [
  FaultName | Fault,
  OutcomeKind,
  ErrorCode | null,
  number,
])[] = [
  ['status-400', 'refused', 'SVC-REFUSED', 0],
  ['field-errors', 'refused', 'SVC-REFUSED', 0],
  ['list-errors', 'refused', 'SVC-REFUSED', 0],
  ['forbidden-permission', 'refused', 'SESSION-ROLE', 0],
  ['too-large', 'refused', 'SVC-TOO-LARGE', 0],
  ['too-large-early', 'refused', 'SVC-TOO-LARGE', 0],
  ['failed-200', 'refused', 'SVC-REFUSED', 0],
  ['unread', 'refused', 'SVC-REFUSED', 0],
  ['unauthorised', 'session-ended', 'SESSION-ENDED', 0],
  ['forbidden-credentials', 'session-ended', 'SESSION-ENDED', 0],
  ['throttled', 'throttled', 'SVC-THROTTLED', 0],
  ['html-200', 'unknown', 'SVC-NOT-JSON', 0],
  ['accept-then-html-200', 'unknown', 'SVC-NOT-JSON', 1],
  ['html-502', 'unknown', 'NET-GATEWAY', 0],
  ['accept-then-502', 'unknown', 'NET-GATEWAY', 1],
  ['not-json', 'unknown', 'SVC-NOT-JSON', 0],
  ['not-http', 'unknown', 'SVC-NOT-JSON', 0],
  ['truncated-json', 'unknown', 'SVC-NOT-JSON', 0],
  ['accept-then-truncated-json', 'unknown', 'SVC-NOT-JSON', 1],
  ['cut-answer', 'unknown', 'NET-CUT', 1],
  ['status-500', 'unknown', 'SVC-BROKEN', 0],
  ['status-503', 'unknown', 'NET-GATEWAY', 0],
  ['reset-before-read', 'unknown', 'NET-CUT', 0],
  ['reset-mid-upload', 'unknown', 'NET-CUT', 0],
  ['accept-then-drop', 'unknown', 'NET-CUT', 1],
  ['accept-then-hang', 'unknown', 'NET-TIMEOUT', 1],
  ['hang', 'unknown', 'NET-TIMEOUT', 0],
  ['answer-twice', 'accepted', null, 1],
  [{ kind: 'slow', ms: 100 }, 'accepted', null, 1],
  [{ kind: 'html', status: 400 }, 'unknown', 'SVC-NOT-JSON', 0],
  [{ kind: 'html', status: 403 }, 'unknown', 'SVC-NOT-JSON', 0],
  [{ kind: 'html', status: 401 }, 'session-ended', 'SESSION-ENDED', 0],
  [{ kind: 'status', status: 404 }, 'unknown', 'SVC-NOT-FOUND', 0],
  [{ kind: 'status', status: 409 }, 'unknown', 'SVC-REFUSED', 0],
  [{ kind: 'status', status: 200, body: { detail: 'Thank you.' } }, 'unknown', 'SVC-ANSWER', 0],
  [{ kind: 'status', status: 200, body: { status: 'ok' } }, 'unknown', 'SVC-ANSWER', 0],
  [{ kind: 'status', status: 200, body: [] }, 'unknown', 'SVC-ANSWER', 0],
  [
    { kind: 'status', status: 200, body: { status: 'error', message: 'Saved or not?' } },
    'unknown',
    'SVC-REFUSED',
    0,
  ],
  [
    { kind: 'status', status: 200, body: { status: 'failed', status_code: 500 } },
    'unknown',
    'SVC-REFUSED',
    0,
  ],
  [
    { kind: 'redirect', status: 308, to: '/agent/customer-registration//?step=2' },
    'unknown',
    'SVC-REDIRECT',
    0,
  ],
  [{ kind: 'redirect', status: 302, to: '/app/login/' }, 'unknown', 'SVC-REDIRECT', 0],
];

describe('submit', () => {
  const cases = expectedOutcomes.map(
    ([fault, ...expected]) => [JSON.stringify(fault), ...expected, fault] as const,
  );
  it.each(cases)(
    'after fault %s returns %s (code %s, saved: %i)',
    async (_name, kind, code, savedCount, fault) => {
      const { token, form } = await rig.prepareSubmission();
      const requestsBefore = rig.requestsOf('submit').length;
      const entriesBefore = rig.service.ledger().length;
      rig.service.faults.failNext('submit', fault);
      const outcome = await rig.client.submit(token, form);
      expect(outcome.kind).toBe(kind);
      if (outcome.kind === 'unknown') {
        expect(outcome.error.code).toBe('SEND-UNKNOWN');
        expect(outcome.error.params?.['cause']).toBe(code);
      } else if (outcome.kind !== 'accepted') {
        expect(outcome.error.code).toBe(code);
      }
      if (outcome.kind === 'throttled') expect(outcome.retryAfterMs).toBe(7_000);
      expect(rig.requestsOf('submit').length - requestsBefore).toBe(1);
      expect(rig.service.ledger().length - entriesBefore).toBe(savedCount);
    },
  );

  it('sends again when called again, which the ledger shows as a duplicate', async () => {
    const { token, form } = await rig.prepareSubmission();
    const repeatedForm = createForm(form, { nid_no: '0777777777' });
    await rig.client.submit(token, repeatedForm);
    await rig.client.submit(token, repeatedForm);
    const [first, second] = rig.service.ledger().filter((entry) => entry.nid_no === '0777777777');
    expect(first?.duplicateOf).toBe(null);
    expect(second?.duplicateOf).toBe(first?.seq);
  });

  it('returns not-sent when cancelled before it starts, and unknown when cancelled after the upload', async () => {
    const { token, form } = await rig.prepareSubmission();
    const requestsBefore = rig.requestsOf('submit').length;
    expect(await rig.client.submit(token, form, { signal: AbortSignal.abort() })).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-CANCELLED' },
    });
    expect(rig.requestsOf('submit').length).toBe(requestsBefore);
    rig.service.faults.failNext('submit', 'hang');
    const controller = new AbortController();
    const outcome = await rig.client.submit(token, form, {
      signal: controller.signal,
      onProgress: (sent, total) => sent === total && controller.abort(),
    });
    expect(outcome).toMatchObject({
      kind: 'unknown',
      error: { code: 'SEND-UNKNOWN', params: { cause: 'NET-CANCELLED' } },
    });
  });
});

describe('cancellation', () => {
  it('ends a call that is waiting for its answer', async () => {
    const token = await rig.signIn();
    rig.service.faults.failNext('readCard', 'hang');
    const controller = new AbortController();
    const reading = rig.client.readCard(token, CARD_PICTURES, {
      signal: controller.signal,
      onProgress: (sent, total) => sent === total && controller.abort(),
    });
    expect(await reading).toMatchObject({ ok: false, error: { code: 'NET-CANCELLED' } });
  });
});
