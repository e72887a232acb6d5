/** Pictures of a registration: their checks, and the addresses under which the page loads them. */
import { createHash, randomUUID } from 'node:crypto';
import type { PictureOrigin, PicturePart } from '#shared/domain/registration.ts';
import type { CleanPicture, PreparedCard } from '#main/imaging/port.ts';
import type { Body, PictureMeta } from '#main/record/body.ts';
import type { PutPicture } from './port.ts';
import type { StoredPart } from '#main/record/stored-registration.ts';

/** Of 64 bits; two pictures of one side differ in fewer, front and back in many more. */
const ALIKE_BITS = 15;

const differentBits = (a: string, b: string): number => {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits &= bits - 1n) count += 1;
  return count;
};

const alike = (a: PictureMeta, b: PictureMeta): boolean =>
  a.sha256 === b.sha256 || differentBits(a.dhash, b.dhash) <= ALIKE_BITS;

const withCheck = (meta: PictureMeta, failed: boolean): PictureMeta => {
  const others = meta.failedChecks.filter((check) => check !== 'two-different-sides');
  return { ...meta, failedChecks: failed ? [...others, 'two-different-sides'] : others };
};

/** Of two pictures of the same side, the later one fails the check. */
const checkSides = (pictures: Body['pictures']): Body['pictures'] => {
  const { front, back } = pictures;
  if (!front || !back)
    return {
      ...pictures,
      front: front && withCheck(front, false),
      back: back && withCheck(back, false),
    };
  const same = alike(front, back);
  const frontIsLater = front.at > back.at;
  return {
    ...pictures,
    front: withCheck(front, same && frontIsLater),
    back: withCheck(back, same && !frontIsLater),
  };
};

const describe = (
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

/** What is kept about the applicant's photo besides its bytes. */
export const describePhoto = (
  photo: CleanPicture,
  { origin, photoProblems }: PutPicture,
  at: number,
): PictureMeta => ({
  ...describe(photo, origin, at),
  dpi: null,
  failedChecks: [],
  photoProblems: photoProblems ? [...photoProblems] : null,
  cardKind: null,
  glareArea: null,
  crop: null,
});

/**
 * What is kept about a picture of the card besides its bytes.
 * @param scanDpi density of the picture it was cropped from, when its device stated one.
 */
export const describeCard = (
  card: PreparedCard,
  origin: PictureOrigin,
  scanDpi: number | null,
  at: number,
): PictureMeta => ({
  ...describe(card, origin, at),
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

/** @param meta null removes the picture. */
export const placePicture = (body: Body, part: PicturePart, meta: PictureMeta | null): Body => {
  // Times are unique, also for two pictures within one millisecond.
  const newest = Math.max(0, ...Object.values(body.pictures).map((picture) => picture?.at ?? 0));
  const placed = meta && { ...meta, at: Math.max(meta.at, newest + 1) };
  return { ...body, pictures: checkSides({ ...body.pictures, [part]: placed }) };
};

/** The scans that the card was cropped from are deleted: it cannot be cropped again. */
export const withoutSources = (body: Body): Body => {
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

export interface PictureAddresses {
  /** The address of a picture of the open registration; the same as long as the picture is. */
  of(id: string, part: StoredPart): string;
  find(address: string): { readonly id: string; readonly part: StoredPart } | null;
  /** The picture was replaced, or without `part`: the registration was closed. Its addresses become invalid. */
  forget(id: string, part?: StoredPart): void;
  forgetAll(): void;
}

/** @param toUrl makes what the page puts into an `img` of the opaque part. Either form is found again. */
export const createPictureAddresses = (toUrl: (address: string) => string): PictureAddresses => {
  const byAddress = new Map<string, { id: string; part: StoredPart }>();
  return {
    of: (id, part) => {
      const known = [...byAddress].find(
        ([, picture]) => picture.id === id && picture.part === part,
      )?.[0];
      if (known !== undefined) return toUrl(known);
      const address = randomUUID();
      byAddress.set(address, { id, part });
      return toUrl(address);
    },
    find: (address) =>
      byAddress.get(address) ??
      [...byAddress].find(([known]) => toUrl(known) === address)?.[1] ??
      null,
    forget: (id, part) => {
      for (const [address, picture] of byAddress) {
        if (picture.id === id && (part === undefined || picture.part === part))
          byAddress.delete(address);
      }
    },
    forgetAll: () => byAddress.clear(),
  };
};
