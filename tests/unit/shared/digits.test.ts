import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAsciiDigits, toBanglaDigits } from '#shared/text/digits.ts';

describe('digits', () => {
  it('are converted between Bangla and ASCII', () => {
    expect(toAsciiDigits('০১২৩৪৫৬৭৮৯ ক 12')).toBe('0123456789 ক 12');
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9]*$/),
        (text) => toAsciiDigits(toBanglaDigits(text)) === text,
      ),
    );
  });
});
