/** Whether the two pictures of a card may be sent to be read. */
import type { CardSide, PictureView } from './registration.ts';

type Checked = Pick<PictureView, 'failedChecks' | 'override'>;

/** Both sides are there, and the clerk has settled every check that failed. */
export const mayReadCard = (pictures: Readonly<Record<CardSide, Checked | null>>): boolean =>
  [pictures.front, pictures.back].every(
    (picture) =>
      picture !== null && (picture.failedChecks.length === 0 || picture.override !== null),
  );
