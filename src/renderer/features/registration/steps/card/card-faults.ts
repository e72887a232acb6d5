/** What is wrong with a picture of the card, in the words of the fault: which text says it, and where it shows. */
import { placeUnder, type CardKind, type CardPlace } from '#shared/domain/card-zones.ts';
import {
  pictureChecks,
  type CardSide,
  type PictureCheck,
  type PictureView,
} from '#shared/domain/registration.ts';

export type FaultText =
  | 'noCardOnGlass'
  | 'noCardInPicture'
  | 'cutOff'
  | 'sameSideTwice'
  | 'backInsteadOfFront'
  | 'frontInsteadOfBack'
  | 'blurred'
  | 'tooDark'
  | 'tooBright'
  | 'glare'
  | 'glareOn'
  | 'narrow';

export interface CardFault {
  readonly check: PictureCheck;
  readonly text: FaultText;
  /** Of glare: what it covers. */
  readonly place: CardPlace | null;
}

const textOf = (
  check: PictureCheck,
  side: CardSide,
  { origin }: Pick<PictureView, 'origin'>,
  place: CardPlace | null,
): FaultText => {
  switch (check) {
    case 'card-present':
      return origin === 'scanner' ? 'noCardOnGlass' : 'noCardInPicture';
    case 'whole-card':
      return 'cutOff';
    case 'two-different-sides':
      return 'sameSideTwice';
    case 'right-side':
      return side === 'front' ? 'backInsteadOfFront' : 'frontInsteadOfBack';
    case 'sharp':
      return 'blurred';
    case 'not-dark':
      return 'tooDark';
    case 'not-washed-out':
      return 'tooBright';
    case 'no-glare':
      return place ? 'glareOn' : 'glare';
    case 'wide-enough':
      return 'narrow';
  }
};

/**
 * Every fault of a picture, the worst first.
 * @param kind which kind of card it is, null when nobody knows: then glare is said without a place.
 */
export const cardFaults = (
  picture: Pick<PictureView, 'failedChecks' | 'origin' | 'glareArea'>,
  side: CardSide,
  kind: CardKind | null,
): CardFault[] =>
  pictureChecks
    .filter((check) => picture.failedChecks.includes(check))
    .map((check) => {
      // The zones of the side that was asked for say nothing about the other one, or about a card that is not whole.
      const located =
        check === 'no-glare' &&
        !picture.failedChecks.includes('right-side') &&
        !picture.failedChecks.includes('whole-card');
      const place =
        located && kind && picture.glareArea ? placeUnder(kind, side, picture.glareArea) : null;
      return { check, text: textOf(check, side, picture, place), place };
    });
