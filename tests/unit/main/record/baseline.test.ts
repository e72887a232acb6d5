import { describe, expect, it } from 'vitest';
import { decodeBaseline, encodeBaseline, type Baseline } from '#main/record/baseline.ts';

const NOW = Date.UTC(2026, 10, 23, 4);

describe('encodeBaseline and decodeBaseline', () => {
  it('restore a baseline whose log was not read', () => {
    const baseline: Baseline = {
      status: { match: 'not-found', statusText: 'not_found' },
      exactMatches: null,
      possibleMatches: null,
      complete: false,
      at: NOW,
    };
    expect(decodeBaseline(encodeBaseline(baseline))).toEqual(baseline);
  });

  it('return null for a later version', () => {
    expect(decodeBaseline(Buffer.from('{"version":3}'))).toBeNull();
  });

  it('convert a baseline of version 2 to the stored keys and back', () => {
    const stored = {
      version: 2,
      status: { about: 'someone', word: 'pending' },
      entries: 1,
      alike: 3,
      complete: true,
      at: NOW,
    };
    const baseline: Baseline = {
      status: { match: 'not-comparable', statusText: 'pending' },
      exactMatches: 1,
      possibleMatches: 3,
      complete: true,
      at: NOW,
    };
    expect(decodeBaseline(Buffer.from(JSON.stringify(stored)))).toEqual(baseline);
    expect(JSON.parse(encodeBaseline(baseline).toString())).toEqual(stored);
  });

  it.each([
    ['same', 'same'],
    ['other', 'other'],
    ['someone', 'not-comparable'],
    ['invalid', 'invalid'],
    ['nobody', 'not-found'],
  ] as const)('use the stored name %s for the match %s', (storedName, match) => {
    const baseline: Baseline = {
      status: { match, statusText: 'pending' },
      exactMatches: 0,
      possibleMatches: 0,
      complete: true,
      at: NOW,
    };
    const bytes = encodeBaseline(baseline);
    expect(JSON.parse(bytes.toString())).toMatchObject({ status: { about: storedName } });
    expect(decodeBaseline(bytes)).toEqual(baseline);
  });

  it('decode “nobody” of version 1 as the match invalid, and its log as not read to the end', () => {
    const stored = {
      version: 1,
      status: { about: 'nobody', word: 'invalid' },
      entries: 0,
      complete: true,
      at: NOW,
    };
    expect(decodeBaseline(Buffer.from(JSON.stringify(stored)))).toEqual({
      status: { match: 'invalid', statusText: 'invalid' },
      exactMatches: 0,
      possibleMatches: 0,
      complete: false,
      at: NOW,
    });
  });
});
