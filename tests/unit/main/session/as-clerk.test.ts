import { toMobileNumber } from '#tests/support/numbers.ts';
import { describe, expect, it } from 'vitest';
import type { SubmitOutcome, Token } from '#main/ekyc/port.ts';
import { callAsClerk, callAsSignedInClerk } from '#main/session/as-clerk.ts';
import { err, ok } from '#shared/result.ts';

const clerk = { mobile: toMobileNumber('01300000042'), token: 'secret' as Token };
const createSession = () => {
  const reported: Token[] = [];
  return { reported, reportEnded: (token: Token) => void reported.push(token) };
};

describe('callAsClerk', () => {
  it('passes the clerk’s token to the call and returns its answer', async () => {
    const session = createSession();
    expect(await callAsClerk(session, clerk, async (token) => ok(token))).toEqual(ok('secret'));
    expect(session.reported).toEqual([]);
  });

  it('reports SESSION-ENDED, and no other failure, to the session', async () => {
    const session = createSession();
    const failWith = (code: 'SESSION-ENDED' | 'NET-DNS') => async () => err(code);
    expect(await callAsClerk(session, clerk, failWith('NET-DNS'))).toEqual(err('NET-DNS'));
    expect(session.reported).toEqual([]);
    expect(await callAsClerk(session, clerk, failWith('SESSION-ENDED'))).toEqual(
      err('SESSION-ENDED'),
    );
    expect(session.reported).toEqual(['secret']);
  });

  it('reports the outcome session-ended of step 2, and no other outcome, to the session', async () => {
    const session = createSession();
    const createOutcome = (
      kind: 'session-ended' | 'unknown',
      code: 'SESSION-ENDED' | 'SEND-UNKNOWN',
    ) => Promise.resolve<SubmitOutcome>({ kind, error: { code } });
    await callAsClerk(session, clerk, () => createOutcome('unknown', 'SEND-UNKNOWN'));
    await callAsClerk(session, clerk, async (): Promise<SubmitOutcome> => {
      return { kind: 'accepted', detail: '' };
    });
    expect(session.reported).toEqual([]);
    const outcome = await callAsClerk(session, clerk, () =>
      createOutcome('session-ended', 'SESSION-ENDED'),
    );
    expect(outcome.kind).toBe('session-ended');
    expect(session.reported).toEqual(['secret']);
  });
});

describe('callAsSignedInClerk', () => {
  it('returns SESSION-NEEDED without a call when nobody is signed in', async () => {
    const session = { ...createSession(), clerk: () => null };
    const call = () => Promise.reject(new Error('called'));
    expect(await callAsSignedInClerk(session, call)).toEqual(err('SESSION-NEEDED'));
    expect(session.reported).toEqual([]);
  });

  it('passes the token of the signed-in clerk to the call', async () => {
    const session = { ...createSession(), clerk: () => clerk };
    expect(await callAsSignedInClerk(session, async (token) => ok(token))).toEqual(ok('secret'));
  });
});
