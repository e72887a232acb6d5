// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import type { Component } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import SlipPaper from '#renderer/features/registration/slip/SlipPaper.vue';
import SlipSheet from '#renderer/features/registration/slip/SlipSheet.vue';
import { createFakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';
import {
  createView,
  createTypedField,
} from '#tests/unit/renderer/features/registration/registration-view.ts';

let mounted: Mounted | null = null;
afterEach(() => mounted?.wrapper.unmount());

const view = createView({ state: 'waiting', submittedAt: 2_000 });
const showSlip = async (
  component: Component,
  props: object = {},
  scenario: Scenario = {},
): Promise<string> => {
  const kiosk = createFakeKiosk({ signedIn: true, ...scenario });
  mounted = await mountInApp(component, kiosk, 'en', { view, ...props });
  await flushPromises();
  return document.body.textContent.replaceAll(/\s+/g, ' ');
};
const readFacts = async (fields: NonNullable<Parameters<typeof createView>[0]>['fields']) => {
  await showSlip(SlipPaper, {
    view: createView({ state: 'waiting', submittedAt: 2_000, ...(fields && { fields }) }),
  });
  return [...document.querySelectorAll('.slip-facts > div')].map((row) =>
    [
      row.querySelector('dt')?.textContent,
      [...row.querySelectorAll('dd span')].map((value) => value.textContent).join(' | '),
    ].join(': '),
  );
};

describe('SlipPaper', () => {
  it('prints the name in both scripts with initials, NID and mobile number masked, and no other field', async () => {
    const printed = await readFacts({
      nid_no: createTypedField('0123456789'),
      applicant_name_ben: createTypedField('নমুনা উদাহরণ বেগম'),
      applicant_name_eng: createTypedField('Nomuna Udahoron Begum'),
      mobile_number: createTypedField('01300000042'),
      father_name: createTypedField('পিতা'),
    });
    expect(printed.slice(0, 3)).toEqual([
      'নাম Name: নমুনা উ. বেগম | Nomuna U. Begum',
      'NID : 012•••••89',
      'মোবাইল Mobile: 0130•••0042',
    ]);
    expect(printed).toHaveLength(4);
  });

  it('prints the name in Latin letters when there is no Bangla name', async () => {
    const printed = await readFacts({ applicant_name_eng: createTypedField('Nomuna Begum') });
    expect(printed[0]).toBe('নাম Name: Nomuna Begum');
  });

  it('names bank, branch and counter in both languages', async () => {
    const text = await showSlip(SlipPaper);
    for (const expectedText of [
      'উদাহরণ ব্যাংক',
      'Example Bank',
      'উদাহরণ শাখা 0142, কাউন্টার 3',
      'Example Branch 0142, Counter 3',
    ])
      expect(text).toContain(expectedText);
  });

  it('has a barcode and a QR code', async () => {
    await showSlip(SlipPaper);
    expect(document.querySelectorAll('.slip-barcode rect').length).toBeGreaterThan(20);
    expect(document.querySelector('.slip-qr path')?.getAttribute('d')).toMatch(/^M0 0h1v1h-1z/);
  });

  it('names the helpline, and omits the line when none is set', async () => {
    expect(await showSlip(SlipPaper)).toContain('01300009999');
    mounted?.wrapper.unmount();
    await showSlip(SlipPaper, {}, { helpline: '' });
    expect(document.querySelector('.slip footer')).toBeNull();
  });

  it('is marked as a copy only when it is one', async () => {
    expect(await showSlip(SlipPaper)).not.toContain('COPY');
    mounted?.wrapper.unmount();
    expect(await showSlip(SlipPaper, { isCopy: true })).toContain('অনুলিপি / COPY');
  });

  it('is marked at the top and at the bottom in training mode', async () => {
    expect(await showSlip(SlipPaper)).not.toContain('TRAINING');
    mounted?.wrapper.unmount();
    expect((await showSlip(SlipPaper, {}, { training: true })).split('TRAINING')).toHaveLength(3);
  });
});

describe('SlipSheet', () => {
  it('has one complete slip for the customer and one for the branch', async () => {
    const text = await showSlip(SlipSheet, { isCopy: true });
    expect(text.indexOf('Customer’s part')).toBeLessThan(text.indexOf('Branch’s part'));
    expect(document.querySelectorAll('.slip .slip-qr')).toHaveLength(2);
    expect(document.querySelectorAll('.slip .slip-facts')).toHaveLength(2);
    expect(text.split('COPY')).toHaveLength(3);
  });
});
