import { toMobileNumber, toNidNumber } from '#tests/support/numbers.ts';
import { describe, expect, it } from 'vitest';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { FIELD_VALUES } from '#tests/support/registration-values.ts';
import type { CardReading } from '#main/ekyc/port.ts';
import { err, ok } from '#shared/result.ts';
import { decodeBody, encodeBody, newBody, type Body } from '#main/record/body.ts';
import {
  applyCode,
  applyEdits,
  applyReading,
  contradictedFields,
  resolvedField,
  removeCodeReadings,
  removeServiceReading,
  knownNids,
  uneditedOf,
  wireValues,
} from '#main/record/fields.ts';

const createBody = (): Body => newBody(toMobileNumber('01300000042'), 1);
const createTypedBody = (values: Partial<typeof FIELD_VALUES>, body = createBody()): Body =>
  applyEdits(body, values, undefined);
const createReading = (fields: CardReading['fields']): CardReading => ({ ...CARD_READING, fields });

describe('applyReading', () => {
  it('fills untouched fields and both addresses, and keeps values that the clerk typed', () => {
    const body = applyReading(
      createTypedBody({ applicant_name_eng: 'NOWSHEEN ARA BEGUM', mother_name: '' }),
      CARD_READING,
      5,
      true,
    );
    expect(body.fields.nid_no).toEqual({
      value: '0123456789',
      source: 'service',
      touched: false,
      readings: { service: '0123456789' },
    });
    expect(body.fields.applicant_name_eng).toMatchObject({
      value: 'NOWSHEEN ARA BEGUM',
      source: 'typed',
      readings: { service: 'NOWSHEEN ARA' },
    });
    expect([body.fields.pres_address.value, body.fields.perm_address.value]).toEqual([
      'ধানমন্ডি, ঢাকা',
      'ধানমন্ডি, ঢাকা',
    ]);
    expect(body.fields.mother_name).toMatchObject({ value: '', touched: true });
    expect(body.reading).toMatchObject({
      state: 'read',
      since: 5,
      fieldsRead: 4,
      handles: { front: CARD_READING.front, back: CARD_READING.back, at: 5 },
    });
  });

  it('keeps the reading without changing values after the consent', () => {
    const body = applyReading(createBody(), CARD_READING, 5, false);
    expect(body.fields.nid_no).toMatchObject({ value: '', readings: { service: '0123456789' } });
  });

  it('records an empty reading as unread with its handles', () => {
    expect(applyReading(createBody(), createReading({}), 5, true).reading).toMatchObject({
      state: 'unread',
      fieldsRead: 0,
      handles: { at: 5 },
    });
  });

  it('replaces an earlier reading in untouched fields', () => {
    const first = applyReading(createTypedBody({ dob: '2/10/1980' }), CARD_READING, 5, true);
    const second = applyReading(first, createReading({ nid_no: '0999999999' }), 6, true);
    expect(second.fields.nid_no.value).toBe('0999999999');
    expect(second.fields.applicant_name_eng).toEqual({
      value: '',
      source: null,
      touched: false,
      readings: {},
    });
    expect(second.fields.dob.value).toBe('2/10/1980');
  });

  it('is undone by removeServiceReading, with every untouched value', () => {
    const read = applyReading(createBody(), CARD_READING, 5, true);
    const body = removeServiceReading(createTypedBody({ nid_no: '0123456789' }, read), 6);
    expect(body.reading).toMatchObject({ state: 'none', handles: null });
    expect(body.fields.nid_no).toEqual({
      value: '0123456789',
      source: 'typed',
      touched: true,
      readings: {},
    });
    expect(body.fields.dob).toEqual({ value: '', source: null, touched: false, readings: {} });
  });
});

describe('applyEdits', () => {
  it('sets the source of a value to service when it equals the reading, and to typed otherwise', () => {
    const read = applyReading(createBody(), CARD_READING, 5, true);
    expect(createTypedBody({ nid_no: '0123456789' }, read).fields.nid_no).toMatchObject({
      source: 'service',
      touched: true,
    });
    expect(createTypedBody({ nid_no: '0123456780' }, read).fields.nid_no).toMatchObject({
      source: 'typed',
      touched: true,
    });
    expect(createTypedBody({ nid_no: '' }, read).fields.nid_no).toMatchObject({
      value: '',
      source: null,
      touched: true,
    });
  });

  it('keeps text exactly as typed', () => {
    expect(
      createTypedBody({ applicant_name_ben: ' নওশীন  আরা ' }).fields.applicant_name_ben.value,
    ).toBe(' নওশীন  আরা ');
  });
});

describe('wireValues', () => {
  it('returns values in NFC, with single spaces, ASCII digits and dates in the pattern of the service', () => {
    const values = wireValues(
      createTypedBody({
        ...FIELD_VALUES,
        applicant_name_ben: ' ন\u09dfন  আরা\n',
        nid_no: '০১২ ৩৪৫ ৬৭৮৯',
        gender: 'Female',
      }),
    );
    expect(values).toMatchObject({
      applicant_name_ben: 'ন\u09af\u09bcন আরা',
      nid_no: '0123456789',
      dob: '1/10/1980',
      mobile_number: '01300000777',
    });
    const bodyWithIsoDate = applyReading(
      createBody(),
      createReading({ dob: '1980-10-01' }),
      5,
      true,
    );
    expect(wireValues(createTypedBody({ dob: '2 Oct 1980' }, bodyWithIsoDate)).dob).toBe(
      '1980-10-02',
    );
  });

  it('returns the unchanged reading of the service for fields that nobody edited', () => {
    const body = applyReading(
      createBody(),
      createReading({ nid_no: '0123 456789 01234', dob: '01-Oct-1980' }),
      5,
      true,
    );
    expect(wireValues(body)).toMatchObject({ nid_no: '0123 456789 01234', dob: '01-Oct-1980' });
    expect([...uneditedOf(body)]).toEqual(['nid_no', 'dob']);
  });

  it('returns the present address for both addresses when they are the same', () => {
    const body = applyEdits(
      createTypedBody({ pres_address: 'ঢাকা', perm_address: 'যশোর' }),
      {},
      true,
    );
    expect(wireValues(body)).toMatchObject({ pres_address: 'ঢাকা', perm_address: 'ঢাকা' });
    expect(resolvedField(body, 'perm_address').value).toBe('ঢাকা');
    expect(resolvedField(applyEdits(body, {}, false), 'perm_address').value).toBe('যশোর');
  });
});

describe('contradictedFields', () => {
  const body = createTypedBody({ nid_no: '1980 0123456789012', dob: '01 Oct 1980' });

  it('returns NID and date of birth that differ', () => {
    expect(contradictedFields(body, createReading({ nid_no: '0123456789099' }))).toEqual([
      'nid_no',
    ]);
    expect(contradictedFields(body, createReading({ dob: '2/10/1980' }))).toEqual(['dob']);
  });

  it('returns nothing for equivalent, missing or already known readings', () => {
    expect(
      contradictedFields(body, createReading({ nid_no: '0123456789012', dob: '1980-10-01' })),
    ).toEqual([]);
    expect(contradictedFields(body, createReading({}))).toEqual([]);
    const knownReading = applyReading(body, createReading({ nid_no: '0123456789099' }), 5, true);
    expect(contradictedFields(knownReading, createReading({ nid_no: '0123456789099' }))).toEqual(
      [],
    );
  });
});

describe('knownNids for a smart card with two numbers', () => {
  const SMART = '0123456789';
  const OLD = '19800123456789012';
  const createBodyWithCode = (value: string) =>
    applyCode(createTypedBody({ nid_no: value }), 'barcode', {
      nid: toNidNumber(SMART),
      oldNid: toNidNumber(OLD),
      dob: null,
      nameEng: null,
    });

  it('returns both numbers when the form has one of them, and neither when it has another number', () => {
    expect(knownNids(createBodyWithCode(SMART))).toEqual([SMART, SMART, OLD]);
    expect(knownNids(createBodyWithCode('0123456789012'))).toEqual(['0123456789012', SMART, OLD]);
    expect(knownNids(createBodyWithCode('0999999999'))).toEqual(['0999999999']);
    expect(knownNids(createTypedBody({ nid_no: SMART }))).toEqual([SMART]);
  });

  it('permits comparison with a reading in either numbering scheme', () => {
    expect(
      contradictedFields(createBodyWithCode(SMART), createReading({ nid_no: '0123456789012' })),
    ).toEqual([]);
    expect(
      contradictedFields(createBodyWithCode(SMART), createReading({ nid_no: '0123456789099' })),
    ).toEqual(['nid_no']);
    expect(
      contradictedFields(
        createTypedBody({ nid_no: SMART }),
        createReading({ nid_no: '0123456789099' }),
      ),
    ).toEqual([]);
  });

  it('returns both numbers until the picture from which they were read is replaced', () => {
    expect(decodeBody(encodeBody(createBodyWithCode(SMART)))).toMatchObject({
      data: { oldNid: OLD },
    });
    expect(removeCodeReadings(createBodyWithCode(SMART)).oldNid).toBeNull();
  });
});

describe('decodeBody', () => {
  it('returns the encoded body and refuses anything else', () => {
    const body = applyReading(createTypedBody(FIELD_VALUES), CARD_READING, 5, true);
    expect(decodeBody(encodeBody(body))).toEqual(ok(body));
    expect(decodeBody(Buffer.from('{"version":1}'))).toEqual(err('STORE-DAMAGED'));
    expect(decodeBody(encodeBody(body).subarray(0, 100))).toEqual(err('STORE-DAMAGED'));
  });
});

describe('value that contradicts a code of the card', () => {
  const barcode = {
    nid: toNidNumber('5558274157487'),
    dob: { year: 1980, month: 10, day: 1 },
    nameEng: null,
  };
  const touchedFlags = ({ fields }: Body): boolean[] => [fields.nid_no.touched, fields.dob.touched];

  it('is touched only after the clerk chose it while the code was known', () => {
    const codeFirst = createTypedBody(
      { nid_no: '3000000131000', dob: '2/10/1980' },
      applyCode(createBody(), 'barcode', barcode),
    );
    const typingFirst = applyCode(
      createTypedBody({ nid_no: '3000000131000', dob: '2/10/1980' }),
      'barcode',
      barcode,
    );
    for (const body of [codeFirst, typingFirst]) {
      expect(touchedFlags(body)).toEqual([false, false]);
      expect(body.fields.nid_no).toMatchObject({ value: '3000000131000', source: 'typed' });
      expect(
        touchedFlags(
          applyEdits(body, { nid_no: '3000000131000', dob: '2/10/1980' }, undefined, [
            'nid_no',
            'dob',
          ]),
        ),
      ).toEqual([true, true]);
    }
  });

  it('must be chosen only once when another source repeats the contradiction', () => {
    const bodyWithCode = applyCode(createBody(), 'barcode', barcode);
    const chosen = applyEdits(
      bodyWithCode,
      { nid_no: '3000000131000', dob: '1/10/1980' },
      undefined,
      ['nid_no'],
    );
    const sameReading = createReading({ nid_no: '19805558274157487', dob: '1/10/1980' });
    expect(touchedFlags(applyCode(chosen, 'mrz', barcode))).toEqual([true, true]);
    expect(touchedFlags(applyReading(chosen, sameReading, 5, true))).toEqual([true, true]);
    expect(contradictedFields(chosen, sameReading)).toEqual([]);
    expect(contradictedFields(chosen, createReading({ nid_no: '7778274157487' }))).toEqual([
      'nid_no',
    ]);
  });

  it('is touched at once in the other numbering scheme, in another notation or when incomplete', () => {
    const bodyWithCode = applyCode(createBody(), 'barcode', barcode);
    for (const nid_no of ['3000000131', '19805558274157487', '555827'])
      expect(touchedFlags(createTypedBody({ nid_no }, bodyWithCode))[0], nid_no).toBe(true);
  });

  it('is touched at once when typed over the reading of the service', () => {
    expect(
      touchedFlags(
        createTypedBody(
          { nid_no: '0999999999' },
          applyReading(createBody(), CARD_READING, 5, true),
        ),
      )[0],
    ).toBe(true);
  });
});
