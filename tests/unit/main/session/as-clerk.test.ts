import { describe, expect, it } from 'vitest';
import type { Token } from '#main/ekyc/port.ts';
import { asClerk } from '#main/session/as-clerk.ts';
import { err, ok } from '#shared/result.ts';

const clerk = { mobile: '01300000042', token: 'secret' as Token };
const createSession = () => {
  const ended: Token[] = [];
  return { reported: ended, ended: (token: Token) => void ended.push(token) };
};

describe('asClerk', () => {
  it('returns SESSION-NEEDED without calling when there is no clerk', async () => {
    const session = createSession();
    const call = () => Promise.reject(new Error('called'));
    expect(await asClerk(session, null, call)).toEqual(err('SESSION-NEEDED'));
    expect(session.reported).toEqual([]);
  });

  it('passes the clerk’s token to the call and returns its answer', async () => {
    const session = createSession();
    expect(await asClerk(session, clerk, async (token) => ok(token))).toEqual(ok('secret'));
    expect(session.reported).toEqual([]);
  });

  it('reports SESSION-ENDED, and no other failure, to the session', async () => {
    const session = createSession();
    const failing = (code: 'SESSION-ENDED' | 'NET-DNS') => async () => err(code);
    expect(await asClerk(session, clerk, failing('NET-DNS'))).toEqual(err('NET-DNS'));
    expect(session.reported).toEqual([]);
    expect(await asClerk(session, clerk, failing('SESSION-ENDED'))).toEqual(err('SESSION-ENDED'));
    expect(session.reported).toEqual(['secret']);
  });
});
