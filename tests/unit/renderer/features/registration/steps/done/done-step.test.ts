// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { en } from '#renderer/i18n/en/index.ts';
import type { ReviewView } from '#shared/domain/registration.ts';
import {
  countCalls,
  isDisabled,
  pressKey,
  submitAndOpenDone,
  unmountRegistration,
} from '#tests/unit/renderer/features/registration/submitted-registration.ts';

afterEach(unmountRegistration);

describe('DoneStep', () => {
  it('ignores keys that were pressed before it was visible, so that it stays open and prints no slip', async () => {
    const { counter, kiosk } = await submitAndOpenDone();
    pressKey('Enter');
    counter.button('Next customer').click();
    counter.button('Print slip').click();
    await flushPromises();
    expect(document.querySelector('h1')?.textContent).toBe('Submitted');
    expect(countCalls(kiosk, 'slip.print')).toBe(0);
    await expect.poll(() => isDisabled(counter.button('Print slip'))).toBe(false);
    counter.button('Print slip').click();
    await flushPromises();
    counter.button('Print copy of slip').click();
    pressKey('Enter');
    await flushPromises();
    expect(countCalls(kiosk, 'slip.print')).toBe(1);
    expect(document.querySelector('.printed-paper')).toBeNull();
    expect(document.activeElement).toBe(counter.button('Next customer'));
    expect(document.querySelector('h1')?.textContent).toBe('Submitted');
  });

  it('stays enabled when the registration is sent again with the same outcome', async () => {
    const { counter, kiosk, view } = await submitAndOpenDone('submitted');
    await expect.poll(() => isDisabled(counter.button('Print slip'))).toBe(false);
    kiosk.emit('registration', { ...view });
    await flushPromises();
    expect(isDisabled(counter.button('Print slip'))).toBe(false);
  });

  it('restarts its visibility delay when the outcome changes', async () => {
    const { counter, kiosk, view } = await submitAndOpenDone('waiting');
    await expect.poll(() => isDisabled(counter.button('Next customer'))).toBe(false);
    kiosk.emit('registration', { ...view, state: 'submitted', submittedAt: 1, lastError: null });
    await flushPromises();
    pressKey('Enter');
    await flushPromises();
    expect(document.querySelector('h1')?.textContent).toBe('Submitted');
  });

  it('shows the reason of a refusal and the fields named by the service', async () => {
    const { kiosk, view } = await submitAndOpenDone('refused');
    const fields = { profession: 'This value is not allowed.', id_front_url: 'expired' };
    kiosk.emit('registration', {
      ...view,
      lastError: { code: 'SVC-REFUSED', service: 'Some fields are invalid.', fields },
    });
    await flushPromises();
    const text = document.querySelector('[data-outcome]')?.textContent ?? '';
    for (const expectedText of [
      'Some fields are invalid.',
      'Profession:',
      'This value is not allowed.',
      'id_front_url:',
      'SVC-REFUSED',
    ])
      expect(text).toContain(expectedText);
  });

  it('shows that the card is unread, and opens the card step on Enter', async () => {
    const { counter, kiosk, view } = await submitAndOpenDone('needs-review');
    const review: ReviewView = {
      kind: 'card-unread',
      typed: { nid: '', dob: '' },
      read: { nid: null, dob: null },
      details: null,
    };
    kiosk.emit('registration', { ...view, review, lastError: { code: 'SVC-UNREAD' } });
    await flushPromises();
    expect(document.querySelector('[data-outcome]')?.textContent).toContain(
      'The service could not read this card',
    );
    expect(document.querySelector('[data-outcome]')?.textContent).not.toContain(
      en.registration.done.reviewText,
    );
    await expect.poll(() => isDisabled(counter.button('Retake the card'))).toBe(false);
    pressKey('Enter');
    await expect.poll(() => document.querySelector('section[aria-label="Front"]')).not.toBeNull();
  });

  it('shows "unknown" instead of "Sending" when a full disk prevents recording the outcome', async () => {
    const { counter, kiosk, view } = await submitAndOpenDone('sending-form');
    expect(document.querySelector('h1')?.textContent).toBe('Sending…');
    kiosk.emit('disk', 'full');
    kiosk.emit('registration', { ...view });
    await flushPromises();
    expect(document.querySelector('h1')?.textContent).toBe('Outcome unknown');
    expect(counter.wrapper.text()).toContain('Do not register again');
  });
});
