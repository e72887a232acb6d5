/** A consent as the page reports it, for tests that submit over the page's bridge without its screens. */
import type { Page } from 'playwright-core';
import { consentHash } from '#main/record/consent.ts';
import type { CallInput, KioskBridge } from '#shared/ipc/contract.ts';

export type GivenConsent = CallInput<'registration.submit'>['consent'];

/** Creates a consent that the clerk has marked, to the English text that is valid at this counter. */
export const givenConsent = async (page: Page): Promise<GivenConsent> => {
  const { consent, location } = await page.evaluate(async () => {
    const state = await (window as unknown as { kiosk: KioskBridge }).kiosk.app.state();
    if (!state.ok) throw new Error(state.error.code);
    return state.data;
  });
  return {
    textVersion: consent.version,
    textHash: consentHash({ consent, location }, 'en'),
    locale: 'en',
    by: 'clerk',
    shownMs: 1_000,
    ageMs: 0,
  };
};
