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
  readonly kilobytes: (bytes: number) => string;
  /** Milliseconds → `4 min`, `2 h`, `3 d`: the age in its largest unit, rounded down, at least `1 min`. */
  readonly age: (ms: number) => string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const units = {
  en: { min: 'min', h: 'h', d: 'd' },
  bn: { min: 'মিনিট', h: 'ঘণ্টা', d: 'দিন' },
} as const;

export const createFormats = (locale: 'en' | 'bn'): Formats => {
  const tag = locale === 'bn' ? 'bn-BD' : 'en-GB';
  const toInterfaceDigits = (text: string): string =>
    locale === 'bn' ? toBanglaDigits(text) : text;
  const numberFormat = new Intl.NumberFormat(tag);
  const createTimeFormat = (hasSeconds: boolean): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: BANGLADESH_TIME_ZONE,
      ...(hasSeconds && { second: '2-digit' }),
    });
  const timeFormat = createTimeFormat(false);
  const timeWithSecondsFormat = createTimeFormat(true);
  const dayFormat = new Intl.DateTimeFormat(tag, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: BANGLADESH_TIME_ZONE,
  });

  const partOf = (parts: Intl.DateTimeFormatPart[], type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((part) => part.type === type)?.value ?? '';

  return {
    number: (value) => numberFormat.format(value),
    time: (at) => toInterfaceDigits(timeFormat.format(at)),
    timeWithSeconds: (at) => toInterfaceDigits(timeWithSecondsFormat.format(at)),
    day: (at) => {
      const parts = dayFormat.formatToParts(at);
      return ['weekday', 'day', 'month', 'year']
        .map((type) => partOf(parts, type as Intl.DateTimeFormatPartTypes))
        .join(' ');
    },
    duration: (ms) => {
      const wholeSeconds = Math.max(0, Math.ceil(ms / 1_000));
      return toInterfaceDigits(
        `${Math.floor(wholeSeconds / 60)}:${String(wholeSeconds % 60).padStart(2, '0')}`,
      );
    },
    kilobytes: (bytes) => `${numberFormat.format(Math.ceil(bytes / 1_024))} KB`,
    age: (ms) => {
      const unit = units[locale];
      if (ms >= DAY_MS) return `${numberFormat.format(Math.floor(ms / DAY_MS))} ${unit.d}`;
      if (ms >= HOUR_MS) return `${numberFormat.format(Math.floor(ms / HOUR_MS))} ${unit.h}`;
      return `${numberFormat.format(Math.max(1, Math.floor(ms / MINUTE_MS)))} ${unit.min}`;
    },
  };
};
