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
const FIRST_HEIGHTS = [400];
const OTHER_HEIGHTS = [300, 500];

/** The same picture standing on its head: its pixels from last to first. */
const turn = (card: GreyPicture): GreyPicture => ({ ...card, data: card.data.toReversed() });

const strip = (card: GreyPicture, heightPx: number, turned: boolean): Promise<Buffer> => {
  const top = Math.round(card.height * TOP);
  return fromGrey(turned ? turn(card) : card)
    .extract({ left: 0, top, width: card.width, height: Math.round(card.height * BOTTOM) - top })
    .resize({ height: heightPx, kernel: 'cubic' })
    .normalise()
    .png({ compressionLevel: 1 })
    .toBuffer();
};

const key = ({ nid, dob }: CardText): string => `${nid ?? ''} ${dob ? [dob.year, dob.month, dob.day].join('-') : ''}`;

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
export const readZone = async (ocr: Ocr, card: GreyPicture, search: ZoneSearch): Promise<ZoneFound | null> => {
  const today = todayInBangladesh(search.nowMs);
  let found = search.known;
  for (const height of search.heights === 'first' ? FIRST_HEIGHTS : OTHER_HEIGHTS) {
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
