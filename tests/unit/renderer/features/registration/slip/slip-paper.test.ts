// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import SlipPaper from '#renderer/features/registration/slip/SlipPaper.vue';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, type Mounted } from '#tests/unit/renderer/mount.ts';
import { aView, typedField } from '#tests/unit/renderer/features/registration/a-view.ts';

let mounted: Mounted | null = null;
afterEach(() => mounted?.wrapper.unmount());

const facts = async (fields: NonNullable<Parameters<typeof aView>[0]>['fields']) => {
  const view = aView({ state: 'waiting', submittedAt: 2_000, ...(fields && { fields }) });
  mounted = await mountWith(SlipPaper, createFakeKiosk({ signedIn: true }), 'en', { view });
  await flushPromises();
  return [...document.querySelectorAll('.slip-facts > div')].map((row) =>
    [row.querySelector('dt')?.textContent, row.querySelector('dd')?.textContent].join(': '),
  );
};

describe('SlipPaper', () => {
  it('prints name, NID and mobile number masked, and no other field', async () => {
    const printed = await facts({
      nid_no: typedField('0123456789'),
      applicant_name_ben: typedField('নমুনা বেগম'),
      applicant_name_eng: typedField('Nomuna Begum'),
      mobile_number: typedField('01300000042'),
      father_name: typedField('পিতা'),
    });
    expect(printed.slice(0, 3)).toEqual([
      'নাম Name: ন•• বে••',
      'NID : 012•••••89',
      'মোবাইল Mobile: 0130•••0042',
    ]);
    expect(printed).toHaveLength(4);
  });

  it('prints the name in Latin letters where there is no other', async () => {
    const printed = await facts({ applicant_name_eng: typedField('Nomuna Begum') });
    expect(printed[0]).toBe('নাম Name: N••••• B••••');
  });
});
