/** Determines the faults of a card's picture, with the text for each and the zone that glare covers. */
import { zoneCoveredBy, type CardKind, type CardZoneName } from '#shared/domain/card-zones.ts';
import {
  pictureChecks,
  type CardSide,
  type PictureCheck,
  type PictureView,
} from '#shared/domain/registration.ts';

export type FaultTextKey =
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
  readonly textKey: FaultTextKey;
  /** What the glare covers; null for other faults. */
  readonly coveredZone: CardZoneName | null;
}

const faultTextOf = (
  check: PictureCheck,
  side: CardSide,
  { origin }: Pick<PictureView, 'origin'>,
  coveredZone: CardZoneName | null,
): FaultTextKey => {
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
      return coveredZone ? 'glareOn' : 'glare';
    case 'wide-enough':
      return 'narrow';
  }
};

/**
 * All faults of a picture, most serious first.
 * @param kind kind of card; null when unknown, so that the location of glare is not determined.
 */
export const cardFaults = (
  picture: Pick<PictureView, 'failedChecks' | 'origin' | 'glareArea'>,
  side: CardSide,
  kind: CardKind | null,
): CardFault[] =>
  pictureChecks
    .filter((check) => picture.failedChecks.includes(check))
    .map((check) => {
      // Zones are valid only for the requested side and a complete card.
      const isLocatable =
        check === 'no-glare' &&
        !picture.failedChecks.includes('right-side') &&
        !picture.failedChecks.includes('whole-card');
      const coveredZone =
        isLocatable && kind && picture.glareArea
          ? zoneCoveredBy(kind, side, picture.glareArea)
          : null;
      return { check, textKey: faultTextOf(check, side, picture, coveredZone), coveredZone };
    });
