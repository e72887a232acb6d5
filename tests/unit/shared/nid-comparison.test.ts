import { describe, expect, it } from 'vitest';
import { agreementOf, needsChoice } from '#shared/domain/agreement.ts';
import {
  compareNids,
  compareNidWith,
  isNidNumber,
  type NidComparison,
} from '#shared/domain/nid.ts';
import type { FieldView } from '#shared/domain/fields.ts';

const SMART = '0123456789';
const OLD = '0123456789012';
const OLDEST = `1980${OLD}`;
const OTHER_PERSON: Record<string, string> = {
  [SMART]: '0999999999',
  [OLD]: '0999999999012',
  [OLDEST]: '19800999999999012',
};

const createField = (
  readings: FieldView['readings'],
  value = '',
  source: FieldView['source'] = 'typed',
): FieldView => ({
  value,
  source,
  touched: false,
  readings,
});

describe('compareNids', () => {
  it.each<[string, string, NidComparison]>([
    [SMART, SMART, 'same'],
    [SMART, '০১২ ৩৪৫ ৬৭৮৯', 'same'],
    [SMART, OLD, 'not-comparable'],
    [SMART, OLDEST, 'not-comparable'],
    [OLD, SMART, 'not-comparable'],
    [OLD, OLD, 'same'],
    [OLD, OLDEST, 'same'],
    [OLDEST, SMART, 'not-comparable'],
    [OLDEST, OLD, 'same'],
    [OLDEST, OLDEST, 'same'],
    [SMART, OTHER_PERSON[SMART]!, 'other'],
    [OLD, OTHER_PERSON[OLD]!, 'other'],
    [OLD, OTHER_PERSON[OLDEST]!, 'other'],
    [OLDEST, OTHER_PERSON[OLDEST]!, 'other'],
    [SMART, '', 'not-comparable'],
    ['', '', 'not-comparable'],
    [SMART, '012•••••89', 'not-comparable'],
    ['01234567890123', '01234567890123', 'same'],
    ['01234567890123', OLD, 'other'],
  ])('%s and %s are %s', (a, b, expected) => {
    expect([compareNids(a, b), compareNids(b, a)]).toEqual([expected, expected]);
  });

  it('compares a number with the number of the same scheme', () => {
    expect(compareNidWith(OLDEST, [SMART, OLD])).toBe('same');
    expect(compareNidWith(OTHER_PERSON[OLD]!, [SMART, OLD])).toBe('other');
    expect(compareNidWith(OLD, [SMART])).toBe('not-comparable');
    expect(compareNidWith(OLD, [])).toBe('not-comparable');
  });

  it('assigns numbers of 10, 13 and 17 digits to a scheme', () => {
    expect([SMART, OLD, OLDEST, '01234567890123', ''].map(isNidNumber)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('needsChoice for readings of an NID number', () => {
  const LENGTHS = [SMART, OLD, OLDEST];
  const pairings = LENGTHS.flatMap((service) =>
    LENGTHS.flatMap((barcode) => LENGTHS.map((mrz) => ({ service, barcode, mrz }))),
  );

  it.each(pairings)('is false for $service, $barcode and $mrz of one person', (readings) => {
    expect(
      needsChoice(
        'nid_no',
        createField(readings, readings.service, 'service'),
        readings.service,
        false,
      ),
    ).toBe(false);
  });

  it.each(
    pairings.flatMap((readings) =>
      (['service', 'barcode', 'mrz'] as const).map((deviating) => ({ ...readings, deviating })),
    ),
  )(
    'for $service, $barcode and $mrz is true with another number from $deviating if and only if another reading has its scheme',
    ({ deviating, ...readings }) => {
      const isTenDigits = (nid: string): boolean => nid.length === 10;
      const otherSources = (['service', 'barcode', 'mrz'] as const).filter(
        (source) => source !== deviating,
      );
      const isComparable = otherSources.some(
        (source) => isTenDigits(readings[source]) === isTenDigits(readings[deviating]),
      );
      const changed = { ...readings, [deviating]: OTHER_PERSON[readings[deviating]]! };
      expect(
        needsChoice(
          'nid_no',
          createField(changed, changed.service, 'service'),
          changed.service,
          false,
        ),
      ).toBe(isComparable);
    },
  );

  it('is true for a later contradiction until the clerk chooses again', () => {
    const view = createField({ service: OTHER_PERSON[SMART]! }, SMART);
    expect(agreementOf('nid_no', view, SMART, false)).toEqual({
      kind: 'differ',
      a: 'typed',
      b: 'service',
    });
    expect(agreementOf('nid_no', view, SMART, true)).toEqual({ kind: 'typed' });
    expect(agreementOf('nid_no', createField({ service: OLD }, SMART), SMART, false)).toEqual({
      kind: 'typed',
    });
  });
});
