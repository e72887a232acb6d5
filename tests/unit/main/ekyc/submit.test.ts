import { toMobileNumber } from '#tests/support/numbers.ts';
import { describe, expect, it } from 'vitest';
import { submissionParts } from '#main/ekyc/submit.ts';
import { perField } from '#shared/domain/fields.ts';

describe('submissionParts', () => {
  it('returns the parts in the order of the service’s document, without fields unknown to it', () => {
    const parts = submissionParts({
      ...perField((name) => `value of ${name}`),
      mobile_number: toMobileNumber('01300001234'),
      front: { name: 'id_front_name', value: 'f' },
      back: { name: 'id_back_name', value: 'b' },
      photo: new Uint8Array([0xff, 0xd8]),
    });
    expect(parts.map(({ name }) => name)).toEqual(
      (
        'nid_no dob applicant_name_ben applicant_name_eng father_name mother_name pres_address perm_address ' +
        'id_front_name id_back_name gender profession nominee nominee_relation mobile_number applicant_photo'
      ).split(' '),
    );
  });
});
