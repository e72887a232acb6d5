/** Writes scans of the glass's corner with a skewed sample card on it. */
import path from 'node:path';
import sharp from 'sharp';

const MM_PER_INCH = 25.4;
/** The corner of the glass that is scanned for a card. */
const AREA_MM = { width: 110, height: 80 };
/** Margin around the area while the card is composed, so that the card may extend beyond the edge of the glass. */
const MARGIN_MM = 60;
const CARD_MM = { width: 85.6, height: 53.98 };
/** Grey of a closed lid. */
const LID_GREY = 238;
/** Radius of the card's corners (ISO/IEC 7810), millimetres. */
const CORNER_RADIUS_MM = 3.18;

export interface CardPose {
  readonly turnDeg?: number;
  /** Offset of the card's centre from the centre of the area, in millimetres. */
  readonly offsetMm?: { readonly x: number; readonly y: number };
  readonly dpi?: number;
}

/** Writes the scan as a JPEG with its density into a folder. @returns its path. */
export const writeSkewedScan = async (
  card: string,
  folder: string,
  { turnDeg = 6, offsetMm: offMm = { x: 0, y: 0 }, dpi = 300 }: CardPose = {},
): Promise<string> => {
  const toPx = (mm: number): number => Math.round((mm / MM_PER_INCH) * dpi);
  const [width, height] = [toPx(CARD_MM.width), toPx(CARD_MM.height)];
  const roundedMask = Buffer.from(
    `<svg width="${width}" height="${height}"><rect width="${width}" height="${height}" rx="${toPx(CORNER_RADIUS_MM)}"/></svg>`,
  );
  const roundedCard = await sharp(card)
    .resize(width, height, { fit: 'fill' })
    .ensureAlpha()
    .composite([{ input: roundedMask, blend: 'dest-in' }])
    .png()
    .toBuffer();
  const rotatedCard = await sharp(roundedCard)
    .rotate(turnDeg, { background: '#00000000' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const marginPx = toPx(MARGIN_MM);
  const [glassWidth, glassHeight] = [toPx(AREA_MM.width), toPx(AREA_MM.height)];
  const largerArea = await sharp({
    create: {
      width: glassWidth + 2 * marginPx,
      height: glassHeight + 2 * marginPx,
      channels: 3,
      background: { r: LID_GREY, g: LID_GREY, b: LID_GREY },
    },
  })
    .composite([
      {
        input: rotatedCard.data,
        left: marginPx + Math.round(glassWidth / 2 + toPx(offMm.x) - rotatedCard.info.width / 2),
        top: marginPx + Math.round(glassHeight / 2 + toPx(offMm.y) - rotatedCard.info.height / 2),
      },
    ])
    .png()
    .toBuffer();
  const target = path.join(
    folder,
    `glass-${path.basename(card, path.extname(card))}-${String(turnDeg)}-${String(offMm.x)}.jpg`,
  );
  await sharp(largerArea)
    .extract({ left: marginPx, top: marginPx, width: glassWidth, height: glassHeight })
    .jpeg({ quality: 90 })
    .withMetadata({ density: dpi })
    .toFile(target);
  return target;
};
