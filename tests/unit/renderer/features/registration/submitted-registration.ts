/** Opens Review of a complete registration, and submits it, for tests of the steps Review and Done. */
import { flushPromises } from '@vue/test-utils';
import { expect } from 'vitest';
import RegistrationScreen from '#renderer/features/registration/RegistrationScreen.vue';
import type { RegistrationView } from '#shared/domain/registration.ts';
import { createFakeKiosk, type FakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted | null = null;
export const unmountRegistration = (): void => mounted?.wrapper.unmount();

/** Presses and releases a key at the element that has the focus. */
export const pressKey = (code: string, init: KeyboardEventInit = {}): void => {
  const target = document.activeElement ?? document.body;
  for (const type of ['keydown', 'keyup'])
    target.dispatchEvent(
      new KeyboardEvent(type, { code, bubbles: true, cancelable: true, ...init }),
    );
};
export const getConsentBox = (): HTMLInputElement => {
  const box = document.querySelector<HTMLInputElement>('input[type="checkbox"]');
  if (!box) throw new Error('no consent on the page');
  return box;
};
export const isDisabled = (element: Element): boolean =>
  element.getAttribute('aria-disabled') === 'true';
export const countCalls = (kiosk: FakeKiosk, name: string): number =>
  kiosk.calls.filter((call) => call.name === name).length;

/** @param outcome state of the registration after its submission. */
export const openReview = async (
  outcome?: RegistrationView['state'],
  scenario: Scenario = {},
): Promise<{ counter: Mounted; kiosk: FakeKiosk }> => {
  const kiosk = createFakeKiosk({
    signedIn: true,
    registration: { stage: 'complete', step: 'review', ...(outcome && { outcome }) },
    ...scenario,
  });
  const counter = await mountInApp(RegistrationScreen, kiosk);
  mounted = counter;
  await flushPromises();
  return { counter, kiosk };
};

/** Gives the consent, submits the registration and waits for its outcome. */
export const submitAndOpenDone = async (
  outcome?: RegistrationView['state'],
  scenario: Scenario = {},
): Promise<{ counter: Mounted; kiosk: FakeKiosk; view: RegistrationView }> => {
  const { counter, kiosk } = await openReview(outcome, scenario);
  await expect.poll(() => isDisabled(getConsentBox())).toBe(false);
  pressKey('Space');
  pressKey('Enter', { ctrlKey: true });
  await flushPromises();
  await expect.poll(() => document.querySelector('[data-outcome]')).not.toBeNull();
  const current = await kiosk.registration.current();
  if (!current.ok || !current.data) throw new Error('no registration is open');
  return { counter, kiosk, view: current.data };
};
