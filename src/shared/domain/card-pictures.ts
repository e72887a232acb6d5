/** Decides whether the two pictures of a card may be sent in step 1. */
import type { CardSide, PictureView } from './registration.ts';

type CheckedPicture = Pick<PictureView, 'failedChecks' | 'override'>;

/** Both sides must exist, and the clerk must have given a reason for each picture with a failed check. */
export const mayReadCard = (pictures: Readonly<Record<CardSide, CheckedPicture | null>>): boolean =>
  [pictures.front, pictures.back].every(
    (picture) =>
      picture !== null && (picture.failedChecks.length === 0 || picture.override !== null),
  );
