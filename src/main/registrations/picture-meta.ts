/** Metadata of a registration's pictures, and the check that front and back show different sides of the card. */
import { createHash } from 'node:crypto';
import type { PictureOrigin, PicturePart } from '#shared/domain/registration.ts';
import type { CleanPicture, PreparedCard } from '#main/imaging/port.ts';
import type { Body, PictureMeta } from '#main/record/body.ts';
import type { NewPicture } from './port.ts';

/**
 * Largest Hamming distance of the 64-bit dHashes of two pictures of one side; those of front and back differ in many more
 * bits.
 */
const MAX_SAME_SIDE_DISTANCE = 15;

const hammingDistance = (a: string, b: string): number => {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits &= bits - 1n) count += 1;
  return count;
};

const areSameSide = (a: PictureMeta, b: PictureMeta): boolean =>
  a.sha256 === b.sha256 || hammingDistance(a.dhash, b.dhash) <= MAX_SAME_SIDE_DISTANCE;

/** A reason for keeping the picture is dropped with the last failed check. */
const withSidesCheckResult = (meta: PictureMeta, isFailed: boolean): PictureMeta => {
  const otherChecks = meta.failedChecks.filter((check) => check !== 'two-different-sides');
  const failedChecks = isFailed ? [...otherChecks, 'two-different-sides' as const] : otherChecks;
  return { ...meta, failedChecks, override: failedChecks.length === 0 ? null : meta.override };
};

/** Sets the check `two-different-sides`: of two pictures of the same side, the later one fails. */
const withSidesCheck = (pictures: Body['pictures']): Body['pictures'] => {
  const { front, back } = pictures;
  if (!front || !back)
    return {
      ...pictures,
      front: front && withSidesCheckResult(front, false),
      back: back && withSidesCheckResult(back, false),
    };
  const isSameSide = areSameSide(front, back);
  const isFrontLater = front.at > back.at;
  return {
    ...pictures,
    front: withSidesCheckResult(front, isSameSide && isFrontLater),
    back: withSidesCheckResult(back, isSameSide && !isFrontLater),
  };
};

const describePicture = (
  picture: CleanPicture,
  origin: PictureOrigin,
  at: number,
): Omit<
  PictureMeta,
  'dpi' | 'failedChecks' | 'photoProblems' | 'cardKind' | 'glareArea' | 'crop'
> => ({
  at,
  widthPx: picture.widthPx,
  heightPx: picture.heightPx,
  bytes: picture.jpeg.byteLength,
  origin,
  sha256: createHash('sha256').update(picture.jpeg).digest('hex'),
  dhash: picture.dhash,
  override: null,
});

/** Metadata of the applicant's photo. */
export const describePhoto = (
  photo: CleanPicture,
  { origin, photoProblems }: NewPicture,
  at: number,
): PictureMeta => ({
  ...describePicture(photo, origin, at),
  dpi: null,
  failedChecks: [],
  photoProblems: photoProblems ? [...photoProblems] : null,
  cardKind: null,
  glareArea: null,
  crop: null,
});

/**
 * Metadata of a picture of the card.
 * @param scanDpi density of the picture it was cropped from, when its device stated one.
 */
export const describeCard = (
  card: PreparedCard,
  origin: PictureOrigin,
  scanDpi: number | null,
  at: number,
): PictureMeta => ({
  ...describePicture(card, origin, at),
  dpi: card.dpi,
  failedChecks: [...card.failedChecks],
  photoProblems: null,
  cardKind: card.cardKind,
  glareArea: card.glareArea,
  crop: {
    widthPx: card.source.widthPx,
    heightPx: card.source.heightPx,
    dpi: scanDpi,
    corners: [...card.corners],
    foundBy: card.foundBy,
  },
});

/** Replaces a picture's metadata and repeats the check of both sides. @param meta null removes the picture. */
export const withPictureMeta = (body: Body, part: PicturePart, meta: PictureMeta | null): Body => {
  // Two pictures added within one millisecond get different times, because the check of both sides compares them.
  const newest = Math.max(0, ...Object.values(body.pictures).map((picture) => picture?.at ?? 0));
  const datedMeta = meta && { ...meta, at: Math.max(meta.at, newest + 1) };
  return { ...body, pictures: withSidesCheck({ ...body.pictures, [part]: datedMeta }) };
};

/** Removes the crops of both sides after their scans were deleted: without its scan a card cannot be cropped again. */
export const withoutCrops = (body: Body): Body => {
  const { front, back } = body.pictures;
  return {
    ...body,
    pictures: {
      ...body.pictures,
      front: front && { ...front, crop: null },
      back: back && { ...back, crop: null },
    },
  };
};
