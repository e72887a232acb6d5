// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { slipOutcomeTexts } from '#renderer/features/registration/slip/slip-texts.ts';
import {
  submitAndOpenDone,
  unmountRegistration,
} from '#tests/unit/renderer/features/registration/submitted-registration.ts';

afterEach(unmountRegistration);

describe('DoneFacts', () => {
  it('shows the duration, in hours from one hour, and the next step', async () => {
    const { kiosk, view } = await submitAndOpenDone();
    const createdAt = Date.UTC(2026, 10, 23, 4);
    const consent = {
      textVersion: '1',
      textHash: null,
      locale: 'bn' as const,
      at: createdAt + 102_000,
      by: null,
      shownMs: null,
    };
    kiosk.emit('registration', { ...view, createdAt, consent });
    await flushPromises();
    const shown = document.querySelector('[data-outcome]')?.textContent ?? '';
    expect(shown).toContain('Time taken1:42');
    expect(shown).toContain('What happens next');
    expect(shown).toContain(slipOutcomeTexts.submitted.next.en);
    kiosk.emit('registration', {
      ...view,
      createdAt,
      consent: { ...consent, at: createdAt + 3 * 3_600_000 },
    });
    await flushPromises();
    expect(document.querySelector('[data-outcome]')?.textContent).toContain('Time taken3 h');
  });
});
