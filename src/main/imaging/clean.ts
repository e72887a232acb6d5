/** Re-encodes a picture from a scanner, a camera or a file as a JPEG without metadata. Runs in the imaging process only. */
import { limits } from '#shared/limits.ts';
import { ok, type Result } from '#shared/result.ts';
import { decodePicture, type MaxSize } from './decode/decode.ts';
import { differenceHashOf } from './dhash.ts';
import { encodeToFit } from './encode.ts';
import type { CleanPicture, CleanRequest } from './port.ts';

/** Maximum size per kind in pixels. Card pictures may be twice as high as wide, because a scan can be a complete page. */
const maxSizes: Readonly<Record<CleanRequest['kind'], MaxSize>> = {
  card: { width: limits.cardMaxWidthPx, height: 2 * limits.cardMaxWidthPx },
  photo: { width: 2 * limits.photoMaxHeightPx, height: limits.photoMaxHeightPx },
};

/** Implements `Imaging.clean`. */
export const cleanPicture = async ({
  kind,
  bytes,
  maxBytes,
}: CleanRequest): Promise<Result<CleanPicture>> => {
  const decoded = await decodePicture(bytes, maxSizes[kind]);
  if (!decoded.ok) return decoded;
  const { pixels } = decoded.data;
  const { jpeg, width, height } = await encodeToFit(pixels, kind, maxBytes);
  return ok({ jpeg, widthPx: width, heightPx: height, dhash: await differenceHashOf(pixels) });
};
