/**
 * Reads the machine-readable zone (MRZ) on the back of a card: extracts the strip of the card that contains it and repeats the
 * OCR at several scales until two results agree.
 */
import type { Sharp } from 'sharp';
import type { CardText } from '#shared/domain/card-text.ts';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import { parseMrz } from '#shared/domain/mrz.ts';
import type { Ocr } from './ocr.ts';
import { fromGrey, toGrey, type GreyPicture } from './picture.ts';

export interface MrzResult {
  readonly text: CardText;
  readonly upsideDown: boolean;
}

/** Vertical extent of the MRZ as shares of the card's height, with a margin for inexact crops. */
const MRZ_TOP = 0.63;
const MRZ_BOTTOM = 0.99;
/** Heights to which the strip is scaled, in pixels. The best height varies between cards; the first is the most frequent one. */
const FIRST_HEIGHTS = [400];
const OTHER_HEIGHTS = [300, 500];

/** Height of the strip for detecting lines: about five pixels per millimetre, so print is 13 pixels high and gaps are 9. */
const DETECTION_HEIGHT_PX = 100;
/** Quantiles of the strip's grey levels that stand for its print and its background. */
const DARK_QUANTILE = 0.03;
const LIGHT_QUANTILE = 0.9;
/** Minimum difference of these two grey levels. */
const MIN_CONTRAST_LEVELS = 50;
/** Minimum dark-light transitions in a row of pixels. A line of the MRZ has thirty characters with at least two each. */
const MIN_EDGES = 24;
/**
 * Number of sections into which a row is divided, and how many of them must have transitions. The lines of an MRZ span the
 * width of the card, unlike other print.
 */
const SECTIONS = { count: 10, min: 8 };
/** Permitted height of a printed line. */
const LINE_HEIGHT_PX = { min: 4, max: 24 };
/** Maximum relative difference of the two line distances of an MRZ. */
const MAX_UNEVENNESS = 0.3;

/** Reversing the order of the pixels rotates by 180 degrees. */
const rotate180 = (card: GreyPicture): GreyPicture => ({ ...card, data: card.data.toReversed() });

const extractStrip = (card: GreyPicture): Sharp => {
  const top = Math.round(card.height * MRZ_TOP);
  return fromGrey(card).extract({
    left: 0,
    top,
    width: card.width,
    height: Math.round(card.height * MRZ_BOTTOM) - top,
  });
};

const toPng = (card: GreyPicture, heightPx: number): Promise<Buffer> =>
  extractStrip(card)
    .resize({ height: heightPx, kernel: 'cubic' })
    .normalise()
    .png({ compressionLevel: 1 })
    .toBuffer();

/** Checks whether a row of pixels has print over the width of the card. */
const isPrintedRow = (row: Uint8Array, threshold: number): boolean => {
  let edges = 0;
  const sections = new Set<number>();
  for (let x = 1; x < row.length; x++) {
    if ((row[x] ?? 0) < threshold === (row[x - 1] ?? 0) < threshold) continue;
    edges++;
    sections.add(Math.floor((x * SECTIONS.count) / row.length));
  }
  return edges >= MIN_EDGES && sections.size >= SECTIONS.min;
};

/** @returns the vertical centres of printed lines with the height of a line of an MRZ. */
const findLineCentres = ({ data, width, height }: GreyPicture, threshold: number): number[] => {
  const centres: number[] = [];
  let rows = 0;
  for (let y = 0; y <= height; y++) {
    if (y < height && isPrintedRow(data.subarray(y * width, (y + 1) * width), threshold)) rows++;
    else {
      if (rows >= LINE_HEIGHT_PX.min && rows <= LINE_HEIGHT_PX.max) centres.push(y - rows / 2);
      rows = 0;
    }
  }
  return centres;
};

/**
 * Checks whether the strip has three evenly spaced lines of print, as an MRZ has. The OCR cannot be interrupted and takes a
 * second for other print and minutes for noise or patterns, so it is run only after this check.
 */
const hasMrzLines = async (card: GreyPicture): Promise<boolean> => {
  const picture = await toGrey(extractStrip(card).resize({ height: DETECTION_HEIGHT_PX }));
  const sorted = picture.data.toSorted();
  const [dark, light] = [
    sorted[Math.floor(sorted.length * DARK_QUANTILE)] ?? 0,
    sorted[Math.floor(sorted.length * LIGHT_QUANTILE)] ?? 0,
  ];
  if (light - dark < MIN_CONTRAST_LEVELS) return false;
  const centres = findLineCentres(picture, (dark + light) / 2);
  return centres.some((centre, index) => {
    const [second, third] = [centres[index + 1], centres[index + 2]];
    if (second === undefined || third === undefined) return false;
    const [upper, lower] = [second - centre, third - second];
    return Math.abs(upper - lower) <= MAX_UNEVENNESS * Math.max(upper, lower);
  });
};

const identityOf = ({ nid, dob }: CardText): string =>
  `${nid ?? ''} ${dob ? [dob.year, dob.month, dob.day].join('-') : ''}`;

/**
 * Combines two readings of the same card. Name and sex have no check digit and are accepted only when the readings agree.
 * @returns null when the NID numbers or the dates of birth differ.
 */
const confirmReading = (found: MrzResult, second: CardText): MrzResult | null => {
  if (identityOf(found.text) !== identityOf(second)) return null;
  const ifEqual = <T>(one: T, other: T): T | null => (one === other ? one : null);
  return {
    ...found,
    text: {
      ...found.text,
      nameEng: ifEqual(found.text.nameEng, second.nameEng),
      sex: ifEqual(found.text.sex, second.sex) ?? null,
    },
  };
};

export interface MrzSearch {
  readonly heights: 'first' | 'others';
  /** Values of `upsideDown` to try, the more probable one first. */
  readonly orientations: readonly boolean[];
  /** Result of an earlier search of the same card, which this search confirms or contradicts. */
  readonly previous: MrzResult | null;
  readonly isTimeUp: () => boolean;
  readonly nowMs: number;
}

/**
 * The search ends when the readings at two heights agree. A single reading with correct check digits is accepted if no other
 * reading contradicts it. Contradicting readings are discarded.
 */
export const readMrz = async (
  ocr: Ocr,
  card: GreyPicture,
  search: MrzSearch,
): Promise<MrzResult | null> => {
  const today = todayInBangladesh(search.nowMs);
  let found = search.previous;
  for (const height of search.heights === 'first' ? FIRST_HEIGHTS : OTHER_HEIGHTS) {
    const orientations: readonly boolean[] = found ? [found.upsideDown] : search.orientations;
    for (const upsideDown of orientations) {
      if (search.isTimeUp()) return found;
      const upright = upsideDown ? rotate180(card) : card;
      const text = (await hasMrzLines(upright))
        ? parseMrz(ocr.read(await toPng(upright, height)), today)
        : null;
      if (!text) continue;
      if (found) return confirmReading(found, text);
      found = { text, upsideDown };
      break;
    }
  }
  return found;
};
