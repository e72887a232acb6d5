/** Card imaging in the process of the test, without the app's helper process, and pictures for it. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { CardImaging, Imaging } from '#main/imaging/port.ts';
import { err, ok } from '#shared/result.ts';
import { createPassThroughImaging } from '#tests/support/pass-through-imaging.ts';

/** A difference hash (dHash) compares each of 8 × 8 cells with its right neighbour, so that a picture has 9 × 8 cells. */
const COLUMNS = 9;
const ROWS = 8;
const CARD_HEIGHT_TO_WIDTH = 0.63;
const JPEG_QUALITY = 90;
/** Quality when the number of bytes is limited. */
const REDUCED_JPEG_QUALITY = 40;

/** A picture of 9 × 8 coloured cells that differ by seed, `widthPx` pixels wide. */
export const createCellPicture = async (seed: number, widthPx = 1_011): Promise<Uint8Array> => {
  const cells = Buffer.alloc(COLUMNS * ROWS * 3);
  for (let index = 0; index < cells.length; index += 1) {
    cells[index] =
      createHash('sha256')
        .update(`${String(seed)}-${String(Math.floor(index / 3))}`)
        .digest()[0] ?? 0;
  }
  const heightPx = Math.round(widthPx * CARD_HEIGHT_TO_WIDTH);
  return sharp(cells, { raw: { width: COLUMNS, height: ROWS, channels: 3 } })
    .resize(widthPx, heightPx, { fit: 'fill', kernel: 'nearest' })
    .png()
    .toBuffer();
};

/** Real image processing without the helper process that the app uses for it. */
export const imaging: Imaging &
  CardImaging & { requests: { kind: string; maxBytes: number | undefined }[] } = {
  requests: [],
  clean: async ({ kind, bytes, maxBytes }) => {
    imaging.requests.push({ kind, maxBytes });
    try {
      const quality = maxBytes === undefined ? JPEG_QUALITY : REDUCED_JPEG_QUALITY;
      const { data, info } = await sharp(bytes)
        .jpeg({ quality })
        .toBuffer({ resolveWithObject: true });
      const grey = await sharp(data)
        .greyscale()
        .resize(COLUMNS, ROWS, { fit: 'fill' })
        .raw()
        .toBuffer();
      let hash = 0n;
      for (let row = 0; row < ROWS; row += 1) {
        for (let column = 0; column < COLUMNS - 1; column += 1) {
          const index = row * COLUMNS + column;
          hash = (hash << 1n) | ((grey[index] ?? 0) > (grey[index + 1] ?? 0) ? 1n : 0n);
        }
      }
      return ok({
        jpeg: data,
        widthPx: info.width,
        heightPx: info.height,
        dhash: hash.toString(16).padStart(16, '0'),
      });
    } catch {
      return err('IMG-NOT-IMAGE');
    }
  },
  card: (request) => createPassThroughImaging(imaging.clean).card(request),
  stop: async () => undefined,
};
