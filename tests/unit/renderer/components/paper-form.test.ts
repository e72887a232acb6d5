// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import PaperForm from '#renderer/components/paper-form/PaperForm.vue';
import { fieldNames } from '#shared/domain/fields.ts';
import { textPair } from '#tests/support/text-pairs.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted | null = null;
afterEach(() => mounted?.wrapper.unmount());

const showPaperForm = async (training = false): Promise<string> => {
  mounted = await mountInApp(PaperForm, createFakeKiosk({ signedIn: true, training }), 'bn');
  await flushPromises();
  return document.body.textContent.replaceAll(/\s+/g, ' ');
};
const getField = (name: string): Element => {
  const found = document.querySelector(`[data-form-field="${name}"]`);
  if (!found) throw new Error(`no field ${name} on the form`);
  return found;
};

describe('PaperForm', () => {
  it('has every field of the registration in both languages', async () => {
    await showPaperForm();
    for (const name of fieldNames) {
      const { bn, en } = textPair(`registration.fields.${name}`);
      expect(getField(name).textContent).toContain(bn);
      expect(getField(name).textContent).toContain(en);
    }
  });

  it('has a box for each digit of the longest NID number, the date and the mobile number', async () => {
    await showPaperForm();
    const countBoxes = (name: string) => getField(name).querySelectorAll('.paper-boxes i').length;
    expect([countBoxes('nid_no'), countBoxes('dob'), countBoxes('mobile_number')]).toEqual([
      17, 8, 11,
    ]);
  });

  it('has the choices of the gender to tick, and lines for everything else', async () => {
    await showPaperForm();
    expect(getField('gender').textContent).toContain('তৃতীয় লিঙ্গ / Third gender');
    expect(getField('gender').querySelectorAll('.paper-form-tick')).toHaveLength(3);
    expect(getField('profession').querySelectorAll('.paper-form-rule')).toHaveLength(1);
    expect(getField('perm_address').querySelectorAll('.paper-form-rule')).toHaveLength(2);
    expect(getField('perm_address').textContent).toContain('Same as present address');
  });

  it('has the text of the consent with its version, and lines for signatures', async () => {
    const text = await showPaperForm();
    for (const expectedText of [
      'I agree to the check of my details.',
      'আমার তথ্য মেলানোতে আমি সম্মত।',
      'Text 1',
      'Customer’s signature or thumbprint',
    ])
      expect(text).toContain(expectedText);
  });

  it('is marked as training in training mode only', async () => {
    expect(await showPaperForm()).not.toContain('TRAINING');
    mounted?.wrapper.unmount();
    expect(await showPaperForm(true)).toContain('TRAINING');
  });
});
