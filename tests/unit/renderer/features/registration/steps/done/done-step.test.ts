// @vitest-environment happy-dom
/** Tests Review and Done from the consent to the outcome: handling of keys, and texts on the screen and on the slip. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { en } from '#renderer/i18n/en/index.ts';
import RegistrationScreen from '#renderer/features/registration/RegistrationScreen.vue';
import { outcomeOf, outcomes } from '#renderer/features/registration/state/outcome.ts';
import { slipOutcomeTexts } from '#renderer/features/registration/slip/slip-texts.ts';
import type { OutcomeEvidence, RegistrationView, ReviewView } from '#shared/domain/registration.ts';
import { createFakeKiosk, type FakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted | null = null;
afterEach(() => mounted?.wrapper.unmount());

const press = (code: string, more: KeyboardEventInit = {}): void => {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(
    new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true, ...more }),
  );
  target.dispatchEvent(
    new KeyboardEvent('keyup', { code, bubbles: true, cancelable: true, ...more }),
  );
};
const consentBox = (): HTMLInputElement => {
  const box = document.querySelector<HTMLInputElement>('input[type="checkbox"]');
  if (!box) throw new Error('no consent on the page');
  return box;
};
const isDisabled = (element: Element | null | undefined): boolean =>
  element?.getAttribute('aria-disabled') === 'true';
const calls = (kiosk: FakeKiosk, name: string): number =>
  kiosk.asked.filter((each) => each.name === name).length;

const openReview = async (
  outcome?: RegistrationView['state'],
  locale: 'en' | 'bn' = 'en',
  more: Scenario = {},
): Promise<{ counter: Mounted; kiosk: FakeKiosk }> => {
  const kiosk = createFakeKiosk({
    signedIn: true,
    locale,
    registration: { at: 'complete', step: 'review', ...(outcome && { outcome }) },
    ...more,
  });
  const counter = await mountWith(RegistrationScreen, kiosk, locale);
  mounted = counter;
  await flushPromises();
  return { counter, kiosk };
};
const submitAndOpenDone = async (
  outcome?: RegistrationView['state'],
  more: Scenario = {},
): Promise<{ counter: Mounted; kiosk: FakeKiosk; view: RegistrationView }> => {
  const { counter, kiosk } = await openReview(outcome, 'en', more);
  await expect.poll(() => isDisabled(consentBox())).toBe(false);
  press('Space');
  press('Enter', { ctrlKey: true });
  await flushPromises();
  await expect.poll(() => document.querySelector('[data-outcome]')).not.toBeNull();
  const answer = await kiosk.registration.current();
  if (!answer.ok || !answer.data) throw new Error('no registration is open');
  return { counter, kiosk, view: answer.data };
};

describe('ReviewStep', () => {
  it('ignores keys and clicks on the consent before the page was visible, and accepts one press afterwards', async () => {
    await openReview();
    press('Space');
    consentBox().click();
    await flushPromises();
    expect(consentBox().checked).toBe(false);
    await expect.poll(() => isDisabled(consentBox())).toBe(false);
    press('Space', { repeat: true });
    await flushPromises();
    expect(consentBox().checked).toBe(false);
    press('Space');
    await flushPromises();
    expect(consentBox().checked).toBe(true);
  });
});

describe('DoneStep', () => {
  it('ignores keys typed ahead, so that it stays open and prints no slip', async () => {
    const { counter, kiosk } = await submitAndOpenDone();
    press('Enter');
    counter.button('Next customer').click();
    counter.button('Print slip').click();
    await flushPromises();
    expect(document.querySelector('h1')?.textContent).toBe('Submitted');
    expect(calls(kiosk, 'slip.print')).toBe(0);
    await expect.poll(() => isDisabled(counter.button('Print slip'))).toBe(false);
    counter.button('Print slip').click();
    await flushPromises();
    counter.button('Print copy of slip').click();
    press('Enter');
    await flushPromises();
    expect(calls(kiosk, 'slip.print')).toBe(1);
    expect(document.querySelector('.printed-paper')).toBeNull();
    expect(document.activeElement).toBe(counter.button('Next customer'));
    expect(document.querySelector('h1')?.textContent).toBe('Submitted');
  });

  it('stays ready when the registration is sent again with the same outcome', async () => {
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
    press('Enter');
    await flushPromises();
    expect(document.querySelector('h1')?.textContent).toBe('Submitted');
  });

  it('shows the reason of a refusal and the fields named by the service', async () => {
    const { kiosk, view } = await submitAndOpenDone('refused');
    const fields = { profession: 'This value is not allowed.', id_front_url: 'gone' };
    kiosk.emit('registration', {
      ...view,
      lastError: { code: 'SVC-REFUSED', service: 'Some fields are invalid.', fields },
    });
    await flushPromises();
    const text = document.querySelector('[data-outcome]')?.textContent ?? '';
    for (const words of [
      'Some fields are invalid.',
      'Profession:',
      'This value is not allowed.',
      'id_front_url:',
      'SVC-REFUSED',
    ])
      expect(text).toContain(words);
  });

  it('shows an unread card and leads to the card step', async () => {
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
    press('Enter');
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

describe('DoneSlip', () => {
  const isCopy = () => document.querySelector('.done-slip-preview .slip-copy') !== null;
  const printNow = async (counter: Mounted, name: string): Promise<void> => {
    await expect.poll(() => isDisabled(counter.button(name))).toBe(false);
    counter.button(name).click();
    await flushPromises();
  };

  it('prints the first slip as the original and any other as a copy', async () => {
    const { counter, kiosk } = await submitAndOpenDone();
    expect(isCopy()).toBe(false);
    await printNow(counter, 'Print slip');
    expect(isCopy()).toBe(true);
    await printNow(counter, 'Print copy of slip');
    expect(calls(kiosk, 'slip.print')).toBe(2);
  });

  it('prints the original again after a print that failed', async () => {
    const { counter, kiosk } = await submitAndOpenDone();
    kiosk.fail('slip.print', { code: 'PRINT-FAILED' });
    await printNow(counter, 'Print slip');
    expect(isCopy()).toBe(false);
    expect(document.querySelector('.done-slip')?.textContent).toContain('PRINT-FAILED');
  });

  it('prints nothing automatically unless the setting of the branch is on', async () => {
    const { kiosk } = await submitAndOpenDone();
    expect(calls(kiosk, 'slip.print')).toBe(0);
  });

  it('prints once automatically when the outcome is known', async () => {
    const { kiosk, view } = await submitAndOpenDone('sending-form', { autoPrintSlip: true });
    expect(calls(kiosk, 'slip.print')).toBe(0);
    kiosk.emit('registration', { ...view, state: 'submitted', submittedAt: 1, lastError: null });
    await flushPromises();
    expect(calls(kiosk, 'slip.print')).toBe(1);
    kiosk.emit('registration', { ...view, state: 'passed', submittedAt: 1, lastError: null });
    await flushPromises();
    expect(calls(kiosk, 'slip.print')).toBe(1);
  });

  it('prints a pending slip before the next customer', async () => {
    const { counter, kiosk } = await submitAndOpenDone('sending-form', { autoPrintSlip: true });
    await expect.poll(() => isDisabled(counter.button('Next customer'))).toBe(false);
    counter.button('Next customer').click();
    await flushPromises();
    expect(calls(kiosk, 'slip.print')).toBe(1);
    expect(calls(kiosk, 'registration.close')).toBe(1);
  });

  it('shows a print failure before the next customer, and continues on a second press', async () => {
    const { counter, kiosk } = await submitAndOpenDone('sending-form', {
      autoPrintSlip: true,
      failing: { 'slip.print': { code: 'PRINT-NO-PRINTER' } },
    });
    for (const closed of [0, 1]) {
      await expect.poll(() => isDisabled(counter.button('Next customer'))).toBe(false);
      counter.button('Next customer').click();
      await flushPromises();
      expect(calls(kiosk, 'slip.print')).toBe(1);
      expect(calls(kiosk, 'registration.close')).toBe(closed);
    }
  });

  it('prints automatically only once when the printer fails, and does not block the next customer', async () => {
    const { counter, kiosk } = await submitAndOpenDone(undefined, {
      autoPrintSlip: true,
      failing: { 'slip.print': { code: 'PRINT-NO-PRINTER' } },
    });
    await flushPromises();
    expect(calls(kiosk, 'slip.print')).toBe(1);
    await expect.poll(() => isDisabled(counter.button('Next customer'))).toBe(false);
    counter.button('Next customer').click();
    await flushPromises();
    expect(calls(kiosk, 'slip.print')).toBe(1);
    expect(calls(kiosk, 'registration.close')).toBe(1);
  });
});

describe('DoneFacts', () => {
  it('shows the duration and the next step', async () => {
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

describe('outcome texts', () => {
  const base = { typed: { nid: '', dob: '' }, read: { nid: null, dob: null } };
  const details: OutcomeEvidence = {
    sentAt: 1,
    askedAt: 2,
    statusBefore: null,
    statusNow: 'passed',
    maskedNid: null,
    matchesBefore: null,
    matchesNow: 0,
  };
  const outcomeOfReview = (review: ReviewView) =>
    outcomeOf({ state: 'needs-review', lastError: null, review });

  it('never claim that a possibly delivered form is not submitted', () => {
    const sent = outcomeOfReview({ ...base, kind: 'outcome', details });
    expect(sent).toBe('unconfirmed');
    expect(slipOutcomeTexts[sent].heading.en).toBe('Sent, not confirmed');
    for (const outcome of [
      'unknown',
      'unwritten',
      'unconfirmed',
      'doubtful',
      outcomeOfReview({ ...base, kind: 'outcome', details: null }),
    ] as const) {
      const { heading, note } = slipOutcomeTexts[outcome];
      expect(`${heading.en} ${note.en}`).not.toMatch(/not (yet )?submitted|queued/i);
      expect(`${heading.bn} ${note.bn}`).not.toMatch(/জমা হয়নি|^অপেক্ষায়/);
    }
  });

  it('appear on the slip for every outcome', () => {
    for (const outcome of outcomes)
      expect(slipOutcomeTexts[outcome].heading.bn, outcome).not.toBe('');
    expect(outcomeOfReview({ ...base, kind: 'card-unread', details: null })).toBe('unread');
  });

  it('say "Sending" only while a request is in progress', () => {
    expect(outcomeOf({ state: 'ready', lastError: null, review: null })).toBe('taken');
    expect(outcomeOf({ state: 'sending-form', lastError: null, review: null })).toBe('sending');
    expect(outcomeOf({ state: 'sending-form', lastError: null, review: null }, true)).toBe(
      'unwritten',
    );
  });
});
