import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Access } from '#main/ipc/access.ts';
import { consentHash } from '#main/record/consent.ts';
import {
  createCustomerDisplay,
  type CustomerDisplay,
} from '#main/registrations/customer-display.ts';
import { resolvedValues } from '#shared/domain/fields.ts';
import type { RegistrationView } from '#shared/domain/registration.ts';
import type { CustomerAnswer, CustomerView, ShowInput } from '#shared/ipc/customer-contract.ts';
import { err, ok } from '#shared/result.ts';
import { CONSENT, LISTS, LOCATION, FIELD_VALUES } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { createTestCounter, fillDraft, type TestCounter } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';

const folders = createTemporaryFolders();
let counter: TestCounter;
let display: CustomerDisplay;
let sent: CustomerView[];
let answers: CustomerAnswer[];
/** State of the counter, and the function that notifies the display of a change. */
let counterState: { open: boolean; clerk: boolean };
let notifyAccess: (isOpen: boolean) => void;

beforeEach(async () => {
  counter = await createTestCounter({ file: path.join(await folders.make(), 'store.sqlite') });
  counterState = { open: true, clerk: true };
  sent = [];
  answers = [];
  const access: Pick<Access, 'check' | 'onChange'> = {
    check: (need) => {
      if (!counterState.clerk) return err('SESSION-NEEDED');
      return need === 'unlocked' && !counterState.open ? err('LOCKED') : null;
    },
    onChange: (listen) => {
      notifyAccess = listen;
    },
  };
  display = createCustomerDisplay({
    registrations: counter.registrations,
    access,
    session: counter.fakeSession.session,
    lists: LISTS,
    consent: CONSENT,
    location: LOCATION,
    appearance: () => ({
      locale: 'bn',
      display: { textSize: 100, contrast: 'system' },
      training: false,
    }),
    send: (view) => sent.push(view),
    onAnswer: (answer) => answers.push(answer),
    now: () => counter.clock.now,
  });
});
afterEach(async () => {
  await counter.stop();
  await folders.remove();
});

const createShowInput = (id: string, overrides: Partial<ShowInput> = {}): ShowInput => ({
  id,
  locale: 'en',
  consentLocale: 'bn',
  given: false,
  portraits: { card: { state: 'looking' }, photo: { state: 'whole' } },
  ...overrides,
});
/** Creates a registration at Review and shows it on the display. */
const showReview = async (): Promise<string> => {
  const id = await fillDraft(counter.registrations);
  unwrap(await counter.registrations.setStep(id, 'review'));
  unwrap(await display.show(createShowInput(id)));
  return id;
};
const hash = consentHash({ consent: CONSENT, location: LOCATION }, 'en');
const agree = (overrides: object = {}) =>
  display.agree({
    number: display.view().number,
    locale: 'en',
    textHash: hash,
    shownMs: 9_000,
    ...overrides,
  });
const valuesOf = ({ fields, sameAddress }: RegistrationView) =>
  resolvedValues((name) => fields[name].value, sameAddress);
const readConsent = async (id: string) =>
  display.consentTo(id, valuesOf(unwrap(await counter.registrations.current())!));

describe('customer display', () => {
  it('shows the bank’s name and nothing of a customer before Review', async () => {
    const id = await fillDraft(counter.registrations);
    expect(display.view()).toMatchObject({ bank: LOCATION.bank, review: null });
    expect(await display.show(createShowInput(id))).toEqual(err('REG-STATE'));
    expect(display.view().review).toBeNull();
  });

  it('shows the values, the pictures’ addresses and the consent text during Review', async () => {
    await showReview();
    const { review, locale } = display.view();
    expect(locale).toBe('en');
    expect(review).toMatchObject({
      values: { nid_no: FIELD_VALUES.nid_no, mobile_number: FIELD_VALUES.mobile_number },
      consent: CONSENT,
      consentLocale: 'bn',
      given: false,
      photo: { portrait: { state: 'whole' } },
    });
    expect(display.isShown(review?.photo.url ?? '')).toBe(true);
    expect(display.isShown(review?.card.url ?? '')).toBe(true);
    const back = unwrap(await counter.registrations.current())?.pictures.back?.url ?? '';
    expect(display.isShown(back)).toBe(false);
  });

  it.each<[string, (id: string) => unknown]>([
    ['is hidden', () => display.hide()],
    [
      'opens another step',
      async (id) => unwrap(await counter.registrations.setStep(id, 'details')),
    ],
    [
      'is locked',
      () => {
        counterState.open = false;
        notifyAccess(false);
      },
    ],
    ['loses its session', () => counter.fakeSession.signOut()],
  ])('shows nothing when the counter %s', async (_, change) => {
    const id = await showReview();
    const { number } = display.view();
    const photo = display.view().review?.photo.url ?? '';
    await change(id);
    expect(sent.at(-1)?.review).toBeNull();
    expect(JSON.stringify(display.view())).not.toContain(FIELD_VALUES.nid_no);
    expect(display.isShown(photo)).toBe(false);
    expect(agree({ number })).toEqual(err('REG-STATE'));
    expect(display.reportMistake({ number })).toEqual(err('REG-STATE'));
  });

  it('shows nothing when the counter is locked or the display hidden while the store is read', async () => {
    const id = await fillDraft(counter.registrations);
    unwrap(await counter.registrations.setStep(id, 'review'));
    const pending = display.show(createShowInput(id));
    counterState.open = false;
    expect(await pending).toEqual(err('LOCKED'));
    counterState.open = true;
    const secondShow = display.show(createShowInput(id));
    display.hide();
    expect(await secondShow).toEqual(ok(undefined));
    expect(display.view().review).toBeNull();
  });

  it('records the customer’s consent, reports it to the clerk’s page and shows it as given', async () => {
    const id = await showReview();
    expect(agree()).toEqual(ok(undefined));
    const consent = {
      textVersion: CONSENT.version,
      textHash: hash,
      locale: 'en',
      at: counter.clock.now,
      by: 'customer-display',
      shownMs: 9_000,
    };
    expect(answers).toEqual([{ id, consent }]);
    expect(sent.at(-1)?.review).toMatchObject({ given: true, consentLocale: 'en' });
    expect(await readConsent(id)).toEqual(consent);
  });

  it('returns REG-NO-CONSENT for another text', async () => {
    const id = await showReview();
    expect(agree({ textHash: 'f'.repeat(64) })).toEqual(err('REG-NO-CONSENT'));
    expect(agree({ locale: 'bn' })).toEqual(err('REG-NO-CONSENT'));
    expect(answers).toEqual([]);
    expect(await readConsent(id)).toBeNull();
  });

  it('returns REG-STATE for an answer to an earlier view', async () => {
    const id = await showReview();
    const { number } = display.view();
    unwrap(await counter.registrations.saveFields(id, { nominee: 'Another' }, undefined));
    expect(display.view().review?.values.nominee).toBe('Another');
    expect(agree({ number })).toEqual(err('REG-STATE'));
    expect(agree()).toEqual(ok(undefined));
  });

  it('keeps the number of its view while values and consent text stay the same', async () => {
    const id = await showReview();
    const { number } = display.view();
    unwrap(
      await display.show(
        createShowInput(id, { portraits: { card: { state: 'none' }, photo: { state: 'whole' } } }),
      ),
    );
    expect(sent.at(-1)).toMatchObject({
      number,
      review: { card: { portrait: { state: 'none' } } },
    });
    const before = sent.length;
    unwrap(
      await display.show(
        createShowInput(id, { portraits: { card: { state: 'none' }, photo: { state: 'whole' } } }),
      ),
    );
    expect(sent).toHaveLength(before);
  });

  it('withdraws the consent when a value changes, when the customer reports a mistake, and at sign-out', async () => {
    const id = await showReview();
    agree();
    unwrap(await counter.registrations.saveFields(id, { nominee: 'Another' }, undefined));
    expect(await readConsent(id)).toBeNull();
    agree();
    expect(display.reportMistake({ number: display.view().number })).toEqual(ok(undefined));
    expect(answers.at(-1)).toEqual({ id, consent: null });
    expect(await readConsent(id)).toBeNull();
    agree();
    expect(await readConsent(id)).not.toBeNull();
    counterState = { open: false, clerk: false };
    notifyAccess(false);
    expect(await readConsent(id)).toBeNull();
  });
});
