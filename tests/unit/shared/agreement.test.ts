import { describe, expect, it } from 'vitest';
import { agreementOf } from '#shared/domain/agreement.ts';
import { createReadField } from '#tests/unit/renderer/features/registration/registration-view.ts';

describe('agreementOf', () => {
  it('shows one source, two that agree, and two that differ', () => {
    expect(agreementOf('nid_no', createReadField('0123456789'), '0123456789', false)).toEqual({
      kind: 'one',
      source: 'service',
    });
    const both = {
      ...createReadField('3/3/1975'),
      readings: { service: '3/3/1975', mrz: '03 Mar 1975' },
    };
    expect(agreementOf('dob', both, '3/3/1975', false)).toEqual({
      kind: 'same',
      a: 'service',
      b: 'mrz',
    });
    const differing = { ...both, readings: { service: '3/3/1975', mrz: '08 Mar 1975' } };
    expect(agreementOf('dob', differing, '3/3/1975', false)).toEqual({
      kind: 'differ',
      a: 'service',
      b: 'mrz',
    });
    expect(agreementOf('dob', differing, '8/3/1975', true)).toEqual({ kind: 'one', source: 'mrz' });
  });

  it('treats NIDs with and without birth year, and names in any case, as equal', () => {
    const nid = {
      ...createReadField('0012345678901'),
      readings: { service: '0012345678901', barcode: '19750012345678901' },
    };
    expect(agreementOf('nid_no', nid, '0012345678901', false)).toEqual({
      kind: 'same',
      a: 'service',
      b: 'barcode',
    });
    const differentNumber = { ...nid, readings: { service: '012 345 6789', mrz: '0123456780' } };
    expect(agreementOf('nid_no', differentNumber, '0123456789', false)).toEqual({
      kind: 'differ',
      a: 'service',
      b: 'mrz',
    });
    const name = {
      ...createReadField('Md. Namuna  Ali'),
      readings: { service: 'Md. Namuna  Ali', barcode: 'MD NAMUNA ALI', mrz: 'MD NAMUNA ALI' },
    };
    expect(agreementOf('applicant_name_eng', name, 'Md. Namuna  Ali', false)).toEqual({
      kind: 'same',
      a: 'service',
      b: 'barcode',
    });
    const longName = 'UDAHORON ONUSHILON DRISHTANTO PRAMANIK';
    const truncated = {
      ...createReadField(longName),
      readings: { service: longName, mrz: 'UDAHORON ONUSHILON D PRAMANIK' },
    };
    expect(agreementOf('applicant_name_eng', truncated, longName, false)).toEqual({
      kind: 'same',
      a: 'service',
      b: 'mrz',
    });
    const wrongInitial = {
      ...truncated,
      readings: { service: longName, mrz: 'UDAHORON ONUSHILON E PRAMANIK' },
    };
    expect(agreementOf('applicant_name_eng', wrongInitial, longName, false)).toEqual({
      kind: 'differ',
      a: 'service',
      b: 'mrz',
    });
  });

  it('labels a value without a reading as typed, and an empty field not', () => {
    expect(agreementOf('father_name', createReadField('ক'), 'খ', true)).toEqual({ kind: 'typed' });
    expect(agreementOf('father_name', createReadField('ক'), '', true)).toEqual({ kind: 'none' });
  });
});
