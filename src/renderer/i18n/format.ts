/**
 * Formats numbers and times for display. Counts, times, ages and durations have the digits of the interface's language.
 * NID, mobile number, reference and OTP are not formatted here, because they have Latin digits in both languages. Times
 * are those of Bangladesh, regardless of the machine's time zone.
 */
import { BANGLADESH_TIME_ZONE } from '#shared/domain/time-zone.ts';
import { toBanglaDigits } from '#shared/text/digits.ts';

export interface Formats {
  /** 10240 → `10,240` / `১০,২৪০` */
  readonly number: (value: number) => string;
  /** Epoch milliseconds → `10:42` / `১০:৪২` */
  readonly time: (at: number) => string;
  /** Epoch milliseconds → `10:42:31` */
  readonly timeWithSeconds: (at: number) => string;
  /** Epoch milliseconds → `Tuesday 12 May 2026` / `মঙ্গলবার ১২ মে ২০২৬` */
  readonly day: (at: number) => string;
  /**
   * Milliseconds → `2:41`; at least 0:00. Started seconds are rounded up, so that a countdown starts at its full
   * length.
   */
  readonly duration: (ms: number) => string;
  /** Bytes → `312 KB`, rounded up. */
  readonly kb: (bytes: number) => string;
  /** Milliseconds → `4 min`, `2 h`, `3 d`: the age in its largest unit, rounded down, at least `1 min`. */
  readonly age: (ms: number) => string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const units = {
  en: { min: 'min', h: 'h', d: 'd' },
  bn: { min: 'মিনিট', h: 'ঘণ্টা', d: 'দিন' },
} as const;

export const createFormats = (locale: 'en' | 'bn'): Formats => {
  const tag = locale === 'bn' ? 'bn-BD' : 'en-GB';
  const digits = (text: string): string => (locale === 'bn' ? toBanglaDigits(text) : text);
  const plain = new Intl.NumberFormat(tag);
  const clock = (withSeconds: boolean): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: BANGLADESH_TIME_ZONE,
      ...(withSeconds && { second: '2-digit' }),
    });
  const minutes = clock(false);
  const seconds = clock(true);
  const dayParts = new Intl.DateTimeFormat(tag, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: BANGLADESH_TIME_ZONE,
  });

  const part = (parts: Intl.DateTimeFormatPart[], type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((found) => found.type === type)?.value ?? '';

  return {
    number: (value) => plain.format(value),
    time: (at) => digits(minutes.format(at)),
    timeWithSeconds: (at) => digits(seconds.format(at)),
    day: (at) => {
      const parts = dayParts.formatToParts(at);
      return ['weekday', 'day', 'month', 'year']
        .map((type) => part(parts, type as Intl.DateTimeFormatPartTypes))
        .join(' ');
    },
    duration: (ms) => {
      const wholeSeconds = Math.max(0, Math.ceil(ms / 1_000));
      return digits(
        `${Math.floor(wholeSeconds / 60)}:${String(wholeSeconds % 60).padStart(2, '0')}`,
      );
    },
    kb: (bytes) => `${plain.format(Math.ceil(bytes / 1_024))} KB`,
    age: (ms) => {
      const unit = units[locale];
      if (ms >= DAY) return `${plain.format(Math.floor(ms / DAY))} ${unit.d}`;
      if (ms >= HOUR) return `${plain.format(Math.floor(ms / HOUR))} ${unit.h}`;
      return `${plain.format(Math.max(1, Math.floor(ms / MINUTE)))} ${unit.min}`;
    },
  };
};
