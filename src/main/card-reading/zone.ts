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

export interface ZoneFound {
  readonly text: CardText;
  readonly upsideDown: boolean;
}

/** Share of the card's height in which the zone lies, with room for a card that was cut a little wrong. */
const TOP = 0.63;
const BOTTOM = 0.99;
/** Heights of the strip in pixels. Which one is read best varies from card to card; the first is so most often. */
const FIRST_HEIGHTS = [400];
const OTHER_HEIGHTS = [300, 500];

/** The strip in which lines are looked for is so high: some five rows a millimetre, so that print is 13 high, the gaps are 9. */
const LINES_HEIGHT_PX = 100;
const LEAST_CONTRAST = 50;
/** Changes from dark to light and back along a row of print: thirty characters, each with two at least, many with more. */
const LEAST_EDGES = 24;
/** The lines of a zone are filled up to the other edge of the card; other print leaves more of its width empty. */
const PIECES = { all: 10, least: 8 };
const LINE_ROWS = { least: 4, most: 24 };
/** The lines of a zone are equally far apart. */
const MOST_UNEVENNESS = 0.3;

/** The same picture standing on its head: its pixels from last to first. */
const turn = (card: GreyPicture): GreyPicture => ({ ...card, data: card.data.toReversed() });

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
  const pieces = new Set<number>();
  for (let x = 1; x < row.length; x++) {
    if ((row[x] ?? 0) < threshold === (row[x - 1] ?? 0) < threshold) continue;
    edges++;
    pieces.add(Math.floor((x * PIECES.all) / row.length));
  }
  return edges >= LEAST_EDGES && pieces.size >= PIECES.least;
};

/** The middles of the lines of print, as high as those of a zone, with paper between them. */
const linesOf = ({ data, width, height }: GreyPicture, threshold: number): number[] => {
  const middles: number[] = [];
  let rows = 0;
  for (let y = 0; y <= height; y++) {
    if (y < height && isPrinted(data.subarray(y * width, (y + 1) * width), threshold)) rows++;
    else {
      if (rows >= LINE_ROWS.least && rows <= LINE_ROWS.most) middles.push(y - rows / 2);
      rows = 0;
    }
  }
  return middles;
};

/**
 * Whether the strip shows three lines of print as a zone has them. The OCR takes a second to find letters in other print and
 * minutes in noise or in a pattern, and cannot be stopped while it does.
 */
const hasLines = async (card: GreyPicture): Promise<boolean> => {
  const picture = await toGrey(strip(card).resize({ height: LINES_HEIGHT_PX }));
  const sorted = picture.data.toSorted();
  const [dark, light] = [
    sorted[Math.floor(sorted.length * 0.03)] ?? 0,
    sorted[Math.floor(sorted.length * 0.9)] ?? 0,
  ];
  if (light - dark < LEAST_CONTRAST) return false;
  const middles = linesOf(picture, (dark + light) / 2);
  return middles.some((middle, at) => {
    const [second, third] = [middles[at + 1], middles[at + 2]];
    if (second === undefined || third === undefined) return false;
    const [one, other] = [second - middle, third - second];
    return Math.abs(one - other) <= MOST_UNEVENNESS * Math.max(one, other);
  });
};

const key = ({ nid, dob }: CardText): string =>
  `${nid ?? ''} ${dob ? [dob.year, dob.month, dob.day].join('-') : ''}`;

/** Name and sex have no check digit: they stand when both readings have them. */
const confirmed = (found: ZoneFound, again: CardText): ZoneFound | null => {
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
  /** Ways up to try, the likelier first. */
  readonly turns: readonly boolean[];
  /** What an earlier search of the same card found; this one confirms or refutes it. */
  readonly known: ZoneFound | null;
  readonly isOver: () => boolean;
  readonly nowMs: number;
}

/**
 * Two sizes that say the same end the search. One reading alone stands when no other contradicts it: it passes its check
 * digits. Readings that contradict each other say nothing.
 */
export const readZone = async (
  ocr: Ocr,
  card: GreyPicture,
  search: ZoneSearch,
): Promise<ZoneFound | null> => {
  const today = todayInBangladesh(search.nowMs);
  let found = search.known;
  for (const height of search.heights === 'first' ? FIRST_HEIGHTS : OTHER_HEIGHTS) {
    const turns: readonly boolean[] = found ? [found.upsideDown] : search.turns;
    for (const turned of turns) {
      if (search.isOver()) return found;
      const upright = turned ? turn(card) : card;
      const text = (await hasLines(upright))
        ? parseMrz(ocr.read(await toPng(upright, height)), today)
        : null;
      if (!text) continue;
      if (found) return confirmed(found, text);
      found = { text, upsideDown: turned };
      break;
    }
  }
  return found;
};
