// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { useSelectedLogEntry } from '#renderer/features/verification/selected-log-entry.ts';
import VerificationLogScreen from '#renderer/features/verification/VerificationLogScreen.vue';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp } from '#tests/unit/renderer/mount.ts';

describe('VerificationLogScreen', () => {
  afterEach(() => document.body.replaceChildren());

  it("passes the row's mobile number to the status screen once", async () => {
    const { router, wrapper } = await mountInApp(
      VerificationLogScreen,
      createFakeKiosk({ signedIn: true }),
    );
    await flushPromises();
    await wrapper.find('[data-index="0"]').trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.name).toBe('verification-status');
    expect(router.currentRoute.value.fullPath).not.toMatch(/\d/);
    const selectedLogEntry = useSelectedLogEntry();
    expect(selectedLogEntry.takeEntry()).toEqual({ mobile: '01300000100', nid: '0123456789' });
    expect(selectedLogEntry.takeEntry()).toBe(null);
  });

  it('shows four tabs, each named by its text, and requests the selected one', async () => {
    const kiosk = createFakeKiosk({ signedIn: true });
    const { wrapper } = await mountInApp(VerificationLogScreen, kiosk);
    const tabs = wrapper.findAll('[role="tab"]');
    expect(tabs.map((tab) => tab.text())).toEqual(['Passed', 'Failed', 'Pending', 'All']);
    expect(tabs.map((tab) => tab.attributes('aria-label'))).toEqual(Array(4).fill(undefined));
    await tabs[2]?.trigger('click');
    await flushPromises();
    expect(kiosk.calls.at(-1)?.input).toEqual({ filter: 'pending', page: 1 });
    expect(tabs[2]?.attributes('aria-selected')).toBe('true');
  });
});
