/** The machine-readable zone of a card's back: the strip it lies in, at several sizes, until two readings agree. */
import type { CardText } from '#shared/domain/card-text.ts';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import { parseMrz } from '#shared/domain/mrz.ts';
import type { Ocr } from './ocr.ts';
import { fromGrey, type GreyPicture } from './picture.ts';

export interface ZoneFound {
  readonly text: CardText;
  readonly upsideDown: boolean;
}

/** Share of the card's height in which the zone lies, with room for a card that was cut a little wrong. */
const TOP = 0.63;
const BOTTOM = 0.99;
/** Heights of the strip in pixels. Which one is read best varies from card to card; the first is so most often. */
const HEIGHTS = [400, 300, 500] as const;

const strip = (card: GreyPicture, heightPx: number, turned: boolean): Promise<Buffer> => {
  const height = Math.round(card.height * (BOTTOM - TOP));
  const top = Math.round(card.height * (turned ? 1 - BOTTOM : TOP));
  return fromGrey(card)
    .extract({ left: 0, top, width: card.width, height: Math.min(height, card.height - top) })
    .rotate(turned ? 180 : 0)
    .resize({ height: heightPx, kernel: 'cubic' })
    .normalise()
    .png({ compressionLevel: 1 })
    .toBuffer();
};

const key = ({ nid, dob }: CardText): string => `${nid ?? ''} ${dob ? [dob.year, dob.month, dob.day].join('-') : ''}`;

export interface ZoneSearch {
  /** Ways up to try, the likelier first. */
  readonly turns: readonly boolean[];
  /** Whether every size is tried, or the best one alone. */
  readonly thorough: boolean;
  readonly isOver: () => boolean;
  readonly nowMs: number;
}

/**
 * Two sizes that say the same end the search. One reading alone stands when no other contradicts it: it passes its check
 * digits. Readings that contradict each other say nothing.
 */
export const readZone = async (ocr: Ocr, card: GreyPicture, search: ZoneSearch): Promise<ZoneFound | null> => {
  const today = todayInBangladesh(search.nowMs);
  let found: ZoneFound | null = null;
  for (const height of search.thorough ? HEIGHTS : HEIGHTS.slice(0, 1)) {
    const turns: readonly boolean[] = found ? [found.upsideDown] : search.turns;
    for (const turned of turns) {
      if (search.isOver()) return found;
      const text = parseMrz(ocr.read(await strip(card, height, turned)), today);
      if (!text) continue;
      if (found) return key(found.text) === key(text) ? found : null;
      found = { text, upsideDown: turned };
      break;
    }
  }
  return found;
};
