/**
 * Reads the machine-readable zone on the back of a card: locates its strip and repeats the OCR at several scales until two
 * results agree.
 */
import type { Sharp } from 'sharp';
import type { CardText } from '#shared/domain/card-text.ts';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import { parseMrz } from '#shared/domain/mrz.ts';
import type { Ocr } from './ocr.ts';
import { fromGrey, toGrey, type GreyPicture } from './picture.ts';

export interface ZoneResult {
  readonly text: CardText;
  readonly upsideDown: boolean;
}

/** Vertical extent of the zone as shares of the card's height, with a margin for inexact crops. */
const TOP = 0.63;
const BOTTOM = 0.99;
/** Heights of the strip in pixels. The best one varies from card to card; the first is the most frequent. */
const FIRST_HEIGHTS = [400];
const OTHER_HEIGHTS = [300, 500];

/** Height of the strip for detecting lines: about five rows per millimetre, so print is 13 rows high and gaps are 9. */
const LINES_HEIGHT_PX = 100;
const MIN_CONTRAST = 50;
/** Transitions between dark and light along a row of print: thirty characters with at least two each. */
const MIN_EDGES = 24;
/** The lines of a zone span the card's width; other print leaves more of it empty. */
const SECTIONS = { count: 10, min: 8 };
const LINE_ROWS = { min: 4, max: 24 };
/** The lines of a zone are equally far apart. */
const MAX_UNEVENNESS = 0.3;

/** Rotates by 180 degrees: reversing the pixels. */
const rotate180 = (card: GreyPicture): GreyPicture => ({ ...card, data: card.data.toReversed() });

const strip = (card: GreyPicture): Sharp => {
  const top = Math.round(card.height * TOP);
  return fromGrey(card).extract({
    left: 0,
    top,
    width: card.width,
    height: Math.round(card.height * BOTTOM) - top,
  });
};

const toPng = (card: GreyPicture, heightPx: number): Promise<Buffer> =>
  strip(card)
    .resize({ height: heightPx, kernel: 'cubic' })
    .normalise()
    .png({ compressionLevel: 1 })
    .toBuffer();

/** Whether a row of pixels shows print over the whole width. */
const isPrinted = (row: Uint8Array, threshold: number): boolean => {
  let edges = 0;
  const sections = new Set<number>();
  for (let x = 1; x < row.length; x++) {
    if ((row[x] ?? 0) < threshold === (row[x - 1] ?? 0) < threshold) continue;
    edges++;
    sections.add(Math.floor((x * SECTIONS.count) / row.length));
  }
  return edges >= MIN_EDGES && sections.size >= SECTIONS.min;
};

/** Vertical centres of the printed lines that have the height of a zone's lines. */
const linesOf = ({ data, width, height }: GreyPicture, threshold: number): number[] => {
  const middles: number[] = [];
  let rows = 0;
  for (let y = 0; y <= height; y++) {
    if (y < height && isPrinted(data.subarray(y * width, (y + 1) * width), threshold)) rows++;
    else {
      if (rows >= LINE_ROWS.min && rows <= LINE_ROWS.max) middles.push(y - rows / 2);
      rows = 0;
    }
  }
  return middles;
};

/**
 * Whether the strip shows three evenly spaced lines of print, as a zone does. The OCR takes a second on other print and minutes
 * on noise or patterns, and cannot be interrupted.
 */
const hasLines = async (card: GreyPicture): Promise<boolean> => {
  const picture = await toGrey(strip(card).resize({ height: LINES_HEIGHT_PX }));
  const sorted = picture.data.toSorted();
  const [dark, light] = [
    sorted[Math.floor(sorted.length * 0.03)] ?? 0,
    sorted[Math.floor(sorted.length * 0.9)] ?? 0,
  ];
  if (light - dark < MIN_CONTRAST) return false;
  const middles = linesOf(picture, (dark + light) / 2);
  return middles.some((middle, at) => {
    const [second, third] = [middles[at + 1], middles[at + 2]];
    if (second === undefined || third === undefined) return false;
    const [one, other] = [second - middle, third - second];
    return Math.abs(one - other) <= MAX_UNEVENNESS * Math.max(one, other);
  });
};

const key = ({ nid, dob }: CardText): string =>
  `${nid ?? ''} ${dob ? [dob.year, dob.month, dob.day].join('-') : ''}`;

/** Name and sex have no check digit and are accepted only when both readings agree. */
const confirmed = (found: ZoneResult, again: CardText): ZoneResult | null => {
  if (key(found.text) !== key(again)) return null;
  const both = <T>(one: T, other: T): T | null => (one === other ? one : null);
  return {
    ...found,
    text: {
      ...found.text,
      nameEng: both(found.text.nameEng, again.nameEng),
      sex: both(found.text.sex, again.sex) ?? null,
    },
  };
};

export interface ZoneSearch {
  readonly heights: 'first' | 'others';
  /** Values of `upsideDown` to try, the likelier first. */
  readonly orientations: readonly boolean[];
  /** What an earlier search of the same card found; this one confirms or refutes it. */
  readonly known: ZoneResult | null;
  readonly isOver: () => boolean;
  readonly nowMs: number;
}

/**
 * The search ends when the readings at two sizes agree. A single reading, which passes its check digits, is accepted when no
 * other contradicts it. Contradicting readings are discarded.
 */
export const readZone = async (
  ocr: Ocr,
  card: GreyPicture,
  search: ZoneSearch,
): Promise<ZoneResult | null> => {
  const today = todayInBangladesh(search.nowMs);
  let found = search.known;
  for (const height of search.heights === 'first' ? FIRST_HEIGHTS : OTHER_HEIGHTS) {
    const orientations: readonly boolean[] = found ? [found.upsideDown] : search.orientations;
    for (const upsideDown of orientations) {
      if (search.isOver()) return found;
      const upright = upsideDown ? rotate180(card) : card;
      const text = (await hasLines(upright))
        ? parseMrz(ocr.read(await toPng(upright, height)), today)
        : null;
      if (!text) continue;
      if (found) return confirmed(found, text);
      found = { text, upsideDown };
      break;
    }
  }
  return found;
};
