// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import {
  getConsentBox,
  isDisabled,
  openReview,
  pressKey,
  unmountRegistration,
} from '#tests/unit/renderer/features/registration/submitted-registration.ts';

afterEach(unmountRegistration);

describe('ConsentBox', () => {
  it('ignores keys and clicks on the consent before the page was visible, and accepts one press afterwards', async () => {
    await openReview();
    pressKey('Space');
    getConsentBox().click();
    await flushPromises();
    expect(getConsentBox().checked).toBe(false);
    await expect.poll(() => isDisabled(getConsentBox())).toBe(false);
    pressKey('Space', { repeat: true });
    await flushPromises();
    expect(getConsentBox().checked).toBe(false);
    pressKey('Space');
    await flushPromises();
    expect(getConsentBox().checked).toBe(true);
  });
});
