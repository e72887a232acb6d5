/**
 * Evaluates the text of a burst: its payload without prefix and suffix of the reader, and whether it starts like a card's
 * code, continues after a line break, or is complete.
 */
import { beginsAsCardCode } from '#shared/domain/card-code.ts';

export interface WedgeSettings {
  /** Configured prefix of the reader's data. If set, keys without it are never attributed to a reader. */
  readonly prefix?: string;
  /** Configured suffix of the reader's data, besides Enter or Tab. */
  readonly suffix?: string;
}

/** Minimum length of a burst when no prefix is configured. */
export const MIN_BURST_CHARACTERS = 8;

/** Lines of the machine-readable zone of a card, and characters per line (ICAO 9303, TD1). */
const MRZ_LINES = 3;
const MRZ_LINE_CHARACTERS = 30;

/** The lines of a machine-readable zone if all of them are complete; null for other text. */
const mrzLines = (text: string): string[] | null => {
  const lines = text.split('\n');
  return /^[ACI][A-Z<]/i.test(text) && lines.every((line) => line.length === MRZ_LINE_CHARACTERS)
    ? lines
    : null;
};

/** A line break and subsequent control characters. */
const LINE_END = /\s*\n[\u0000-\u0020]*$/;

export const removeLineEnd = (text: string): string => text.replace(LINE_END, '');

/**
 * Whether Enter may be part of the payload: after one or two lines of a machine-readable zone, and between the fields of
 * a smart card's barcode.
 */
export const continuesAfterLineBreak = (payload: string): boolean =>
  (mrzLines(payload)?.length ?? MRZ_LINES) < MRZ_LINES || /^(?:NM|NW|OL|BR)/.test(payload);

/** Whether the payload is complete without a following Enter. */
export const isComplete = (payload: string): boolean =>
  LINE_END.test(payload) || mrzLines(payload)?.length === MRZ_LINES || /<\/ds>$/i.test(payload);

/** Length of `<pin>`, the first tag of an old card's code, and of the letters with which other codes start. */
const TAG_CHARACTERS = 5;
const START_CHARACTERS = 2;

/** The first tag, or the first two characters of a code without tags. */
export const startOfPayload = (payload: string): string =>
  payload.slice(0, payload.startsWith('<') ? TAG_CHARACTERS : START_CHARACTERS);

export interface BurstTextFormat {
  readonly isPrefixed: (text: string) => boolean;
  readonly hasSuffix: (text: string) => boolean;
  /** Whether the text has the configured prefix, or without one the minimum length of a burst. */
  readonly isLongEnough: (text: string) => boolean;
  /** The text without prefix and suffix. */
  readonly payloadOf: (text: string) => string;
  readonly startsLikeCode: (text: string) => boolean;
}

export const createBurstTextFormat = ({
  prefix = '',
  suffix = '',
}: WedgeSettings): BurstTextFormat => {
  const isPrefixed = (text: string): boolean => prefix !== '' && text.startsWith(prefix);
  const hasSuffix = (text: string): boolean => suffix !== '' && text.endsWith(suffix);
  const payloadOf = (text: string): string => {
    const withoutPrefix = isPrefixed(text) ? text.slice(prefix.length) : text;
    return hasSuffix(withoutPrefix) ? withoutPrefix.slice(0, -suffix.length) : withoutPrefix;
  };
  return {
    isPrefixed,
    hasSuffix,
    isLongEnough: (text) =>
      prefix === '' ? text.length >= MIN_BURST_CHARACTERS : isPrefixed(text),
    payloadOf,
    startsLikeCode: (text) =>
      (prefix === '' || isPrefixed(text)) && beginsAsCardCode(payloadOf(text)),
  };
};
