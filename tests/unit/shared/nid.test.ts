import { describe, expect, it } from 'vitest';
import { compareNids, groupNid, maskNid, nidCore, parseNid } from '#shared/domain/nid.ts';

describe('NID number', () => {
  it.each([
    '0123456789',
    '012 345 6789',
    '০১২৩৪৫৬৭৮৯',
    '0123456789012',
    '0123-4567-89012',
    '19800123456789012',
  ])('%s is valid', (typed) => {
    expect(parseNid(typed, 1980)).toHaveProperty('nid');
  });
  it.each([
    ['', 'empty'],
    ['012345678', 'length'],
    ['01234567890123', 'length'],
    ['01234 S6789', 'letters'],
    ['19840123456789012', 'birth-year'],
  ])('"%s" is invalid: %s', (typed, problem) => {
    expect(parseNid(typed, 1980)).toMatchObject({ problem });
  });
  it('is not compared with the birth year when that is unknown', () => {
    expect(parseNid('19840123456789012')).toHaveProperty('nid');
  });
  it('belongs to one person when the 13-digit cores agree', () => {
    expect(compareNids('19800123456789012', '0123456789012')).toBe('same');
    expect(compareNids('0123456789012', '0123456789013')).toBe('other');
    expect(compareNids('', '')).toBe('not-comparable');
    expect(nidCore('19800123456789012')).toBe('0123456789012');
  });
  it('is grouped and masked', () => {
    expect(groupNid('0123456789')).toBe('012 345 6789');
    expect(groupNid('0123456789012')).toBe('0123456789012');
    expect(maskNid('0123456789')).toBe('012•••••89');
    expect(maskNid('0123456789012')).toBe('0123••••••012');
  });
});
