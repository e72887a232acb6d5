import { describe, expect, it } from 'vitest';
import {
  duplicateText,
  mostRelevantDuplicate,
} from '#renderer/features/registration/state/duplicate-text.ts';
import { createFormats } from '#renderer/i18n/format.ts';
import { createAppI18n } from '#renderer/i18n/index.ts';
import type { Duplicate } from '#shared/domain/registration.ts';

const AT = Date.UTC(2026, 10, 23, 4);
const outboxDuplicate: Duplicate = {
  foundIn: 'outbox',
  reference: '0142-3-0031',
  state: 'submitted',
  at: AT,
  sameNid: true,
  sameMobile: false,
};
const logDuplicate: Duplicate = {
  foundIn: 'log',
  reference: null,
  state: 'pending',
  at: null,
  sameNid: false,
  sameMobile: true,
};

describe('duplicateText', () => {
  const { t } = createAppI18n('en').global as unknown as {
    t: Parameters<typeof duplicateText>[1]['t'];
  };
  const createText = (duplicate: Duplicate, now = AT): string =>
    duplicateText(duplicate, { t, format: createFormats('en'), now });

  it('names reference and day in one sentence', () => {
    expect(createText(outboxDuplicate)).toBe(
      'This NID was registered here today as 0142-3-0031 (Submitted).',
    );
    expect(createText(outboxDuplicate, AT + 86_400_000)).toBe(
      'This NID was registered here on Monday 23 November 2026 as 0142-3-0031 (Submitted).',
    );
    expect(createText({ ...outboxDuplicate, state: 'draft' })).toBe(
      'A draft with this NID is here: 0142-3-0031.',
    );
    expect(createText({ ...outboxDuplicate, sameNid: false })).toContain(
      'another NID: 0142-3-0031',
    );
    expect(createText(logDuplicate)).toBe(
      'The service already has this mobile number (Submitted).',
    );
    expect(createText({ ...logDuplicate, sameNid: true, state: 'passed' })).toBe(
      'The service already has this NID (Passed).',
    );
  });
});

describe('mostRelevantDuplicate', () => {
  it('selects the same NID before the same mobile number, this counter before the service, and others before drafts', () => {
    const draft: Duplicate = { ...outboxDuplicate, state: 'draft' };
    expect(
      mostRelevantDuplicate([
        logDuplicate,
        { ...outboxDuplicate, sameNid: false },
        draft,
        outboxDuplicate,
      ]),
    ).toBe(outboxDuplicate);
    expect(mostRelevantDuplicate([logDuplicate, { ...logDuplicate, sameNid: true }])).toMatchObject(
      {
        sameNid: true,
      },
    );
    expect(mostRelevantDuplicate([])).toBeNull();
  });
});
