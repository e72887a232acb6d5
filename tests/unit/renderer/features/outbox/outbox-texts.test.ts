import { describe, expect, it } from 'vitest';
import { failureOf, displayedState } from '#shared/domain/outbox.ts';
import {
  timelineTextKey,
  primaryActionOf,
  disabledReasonKey,
} from '#renderer/features/outbox/outbox-texts.ts';
import { en } from '#renderer/i18n/en/index.ts';
import { outboxFilters, outboxGroups, statesOf } from '#shared/domain/outbox.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { registrationEvents } from '#main/record/transitions.ts';

describe('outbox texts', () => {
  it('cover every event', () => {
    expect(Object.keys(en.outbox.events)).toEqual(
      expect.arrayContaining(['start', ...registrationEvents]),
    );
  });

  it('cover every state, its disabled buttons and its cause', () => {
    for (const state of registrationStates) {
      expect(en.outbox.says[state].text, state).not.toBe('');
      expect(en.outbox.causes[state], state).not.toBe('');
      expect(disabledReasonKey({ state, isOwn: true })).toMatch(/^outbox\.why\./);
    }
    expect(disabledReasonKey({ state: 'unknown', isOwn: false })).toBe('outbox.why.otherClerk');
  });

  it('use a readable cause and never a raw code', () => {
    const entry = { at: 1, from: 'sending-form', to: 'waiting', event: 'not-sent' } as const;
    expect(timelineTextKey({ ...entry, cause: 'NET-DNS' })).toBe('errors.NET-DNS.cause');
    expect(timelineTextKey({ ...entry, cause: null })).toBe('outbox.events.not-sent');
    expect(timelineTextKey({ ...entry, cause: 'DECIDED-SEND-AGAIN', event: 'submit' })).toBe(
      'outbox.events.submit',
    );
    expect(timelineTextKey({ ...entry, cause: null, event: 'of-a-later-version' })).toBe(
      'states.waiting',
    );
  });

  it('show a failure only when it explains the state', () => {
    const lastError = { code: 'NET-DNS' } as const;
    expect(failureOf({ state: 'waiting', waitsFor: 'connection', lastError })).toBe(lastError);
    expect(failureOf({ state: 'submitted', waitsFor: null, lastError })).toBeNull();
  });

  it('omit a connection failure once the service is reachable again', () => {
    const row = { state: 'waiting', waitsFor: null, lastError: { code: 'NET-REFUSED' } } as const;
    expect([failureOf(row), displayedState(row)]).toEqual([null, 'ready']);
    expect(displayedState({ ...row, waitsFor: 'connection' })).toBe('waiting');
  });

  it('offer no primary action in final states', () => {
    expect(primaryActionOf('discarded')).toBeNull();
    expect(primaryActionOf('unknown')).toBe('check-now');
  });
});

describe('outbox filters', () => {
  it('contain every state exactly once', () => {
    expect([...Object.values(outboxGroups).flat()].sort()).toEqual([...registrationStates].sort());
    expect(outboxFilters.slice(1)).toEqual(Object.keys(outboxGroups));
    expect(statesOf('all')).toHaveLength(registrationStates.length);
  });
});
