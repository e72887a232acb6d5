// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import RegistrationScreen from '#renderer/features/registration/RegistrationScreen.vue';
import { DUPLICATES_DELAY_MS } from '#renderer/features/registration/state/use-duplicates.ts';
import type { Duplicate } from '#shared/domain/registration.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, typeInto, type Mounted } from '#tests/unit/renderer/mount.ts';

/** Time after which a check would have run. */
const WAIT_MS = DUPLICATES_DELAY_MS + 100;
const outboxDuplicate: Duplicate = {
  foundIn: 'outbox',
  reference: '0142-3-0031',
  state: 'submitted',
  at: Date.UTC(2026, 10, 23, 4),
  sameNid: true,
  sameMobile: false,
};

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
      registration: { stage: 'read', step: 'details', duplicates: [outboxDuplicate] },
    });
    mounted = await mountInApp(RegistrationScreen, kiosk);
    await flushPromises();
    const countDuplicateCalls = (): number =>
      kiosk.calls.filter(({ name }) => name === 'registration.duplicates').length;
    const mobile = mounted.input('Customer mobile');
    typeInto(mobile, '0130000123');
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    expect(countDuplicateCalls()).toBe(0);
    typeInto(mobile, '01300001234');
    await waitUntil(() => countDuplicateCalls() === 1);
    expect(document.querySelector('footer [role="alert"]')?.textContent).toContain('0142-3-0031');
    // The fields are saved first, because main compares the stored values.
    const names = kiosk.calls.map(({ name }) => name);
    expect(names.lastIndexOf('registration.saveFields')).toBeLessThan(
      names.indexOf('registration.duplicates'),
    );
    typeInto(mounted.input('Nominee'), 'X');
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    expect(countDuplicateCalls()).toBe(1);
    typeInto(mobile, '01300001235');
    await flushPromises();
    expect(document.querySelector('footer [role="alert"]')).toBeNull();
    await waitUntil(() => countDuplicateCalls() === 2);
    expect(countDuplicateCalls()).toBe(2);
  });
});
