import { describe, expect, it } from 'vitest';
import { createFormats } from '#renderer/i18n/format.ts';

const en = createFormats('en');
const bn = createFormats('bn');
/** 12 May 2026 10:42:31 in Dhaka. */
const at = Date.UTC(2026, 4, 12, 4, 42, 31);

describe('createFormats', () => {
  it('writes counts in the digits of the interface', () => {
    expect(en.number(10_240)).toBe('10,240');
    expect(bn.number(10_240)).toBe('১০,২৪০');
  });

  it("shows times of Bangladesh independent of the machine's time zone", () => {
    expect(en.time(at)).toBe('10:42');
    expect(bn.time(at)).toBe('১০:৪২');
    expect(en.timeWithSeconds(at)).toBe('10:42:31');
    expect(en.time(Date.UTC(2026, 4, 11, 18, 5))).toBe('00:05');
  });

  it('writes days in the order of the language', () => {
    expect(en.day(at)).toBe('Tuesday 12 May 2026');
    expect(bn.day(at)).toBe('মঙ্গলবার ১২ মে ২০২৬');
  });

  it('formats countdowns from the full duration to 0:00', () => {
    expect(en.duration(180_000)).toBe('3:00');
    expect(en.duration(179_001)).toBe('3:00');
    expect(en.duration(160_900)).toBe('2:41');
    expect(bn.duration(11_000)).toBe('০:১১');
    expect(en.duration(1)).toBe('0:01');
    expect(en.duration(-5_000)).toBe('0:00');
  });

  it('formats ages in their largest whole unit', () => {
    expect(en.age(0)).toBe('1 min');
    expect(en.age(4 * 60_000 + 59_000)).toBe('4 min');
    expect(en.age(60 * 60_000)).toBe('1 h');
    expect(bn.age(25 * 3_600_000)).toBe('১ দিন');
  });

  it('formats sizes in kilobytes, rounded up', () => {
    expect(en.kilobytes(319_488)).toBe('312 KB');
    expect(en.kilobytes(1)).toBe('1 KB');
    expect(bn.kilobytes(1_024_000)).toBe('১,০০০ KB');
  });
});
