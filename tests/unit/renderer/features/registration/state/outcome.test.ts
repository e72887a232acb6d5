import { describe, expect, it } from 'vitest';
import { outcomeOf } from '#renderer/features/registration/state/outcome.ts';
import { registrationStates } from '#shared/domain/registration.ts';

describe('outcomeOf', () => {
  it('is "submitted" only in states after the service accepted', () => {
    const submitted = registrationStates.filter(
      (state) => outcomeOf({ state, lastError: null, review: null }) === 'submitted',
    );
    expect(submitted).toEqual(['submitted', 'passed', 'verification-failed', 'invalid']);
  });

  it('is "queued" after a failed attempt, even during a retry', () => {
    const lastError = { code: 'NET-CONNECT-TIMEOUT' } as const;
    expect(outcomeOf({ state: 'sending-card', lastError: null, review: null })).toBe('sending');
    expect(outcomeOf({ state: 'sending-card', lastError, review: null })).toBe('queued');
    expect(outcomeOf({ state: 'ready', lastError, review: null })).toBe('queued');
    expect(outcomeOf({ state: 'waiting', lastError, review: null })).toBe('queued');
  });

  it('is "unknown" for an unknown outcome, despite a stored error', () => {
    expect(outcomeOf({ state: 'unknown', lastError: { code: 'SEND-UNKNOWN' }, review: null })).toBe(
      'unknown',
    );
  });

  it('is "sending" only while a request is in progress', () => {
    expect(outcomeOf({ state: 'ready', lastError: null, review: null })).toBe('taken');
    expect(outcomeOf({ state: 'sending-form', lastError: null, review: null })).toBe('sending');
    expect(outcomeOf({ state: 'sending-form', lastError: null, review: null }, true)).toBe(
      'unwritten',
    );
  });
});
