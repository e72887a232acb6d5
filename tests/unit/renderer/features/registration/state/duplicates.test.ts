// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import {
  duplicateText,
  mostRelevantDuplicate,
} from '#renderer/features/registration/state/duplicate-text.ts';
import RegistrationScreen from '#renderer/features/registration/RegistrationScreen.vue';
import { createFormats } from '#renderer/i18n/format.ts';
import { createAppI18n } from '#renderer/i18n/index.ts';
import type { Duplicate } from '#shared/domain/registration.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, type, type Mounted } from '#tests/unit/renderer/mount.ts';

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

describe('useDuplicates', () => {
  let mounted: Mounted | null = null;
  afterEach(() => mounted?.wrapper.unmount());

  const waitUntil = async (condition: () => boolean): Promise<void> => {
    const deadline = performance.now() + 5_000;
    while (!condition() && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await flushPromises();
  };

  it('checks each complete pair of NID and mobile number once and shows the warning in the action bar', async () => {
    const kiosk = createFakeKiosk({
      signedIn: true,
      registration: { at: 'read', step: 'details', duplicates: [outboxDuplicate] },
    });
    mounted = await mountWith(RegistrationScreen, kiosk);
    await flushPromises();
    const countDuplicateCalls = (): number =>
      kiosk.asked.filter(({ name }) => name === 'registration.duplicates').length;
    const mobile = mounted.input('Customer mobile');
    type(mobile, '0130000123');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(countDuplicateCalls()).toBe(0);
    type(mobile, '01300001234');
    await waitUntil(() => countDuplicateCalls() === 1);
    expect(document.querySelector('footer [role="alert"]')?.textContent).toContain('0142-3-0031');
    // The fields are saved first, because main compares the stored values.
    const names = kiosk.asked.map(({ name }) => name);
    expect(names.lastIndexOf('registration.saveFields')).toBeLessThan(
      names.indexOf('registration.duplicates'),
    );
    type(mounted.input('Nominee'), 'X');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(countDuplicateCalls()).toBe(1);
    type(mobile, '01300001235');
    await flushPromises();
    expect(document.querySelector('footer [role="alert"]')).toBeNull();
    await waitUntil(() => countDuplicateCalls() === 2);
    expect(countDuplicateCalls()).toBe(2);
  });
});
