/** Image faults (blur, motion, exposure, glare), each as a function over the pixels of a scan. */
import sharp from 'sharp';
import type { SeededRandom } from '#tests/support/cards/random.ts';
import { createBlank, type Rgb } from './canvas.ts';
import type { Fault, CardGroundTruth } from './scan.ts';

const MM_PER_INCH = 25.4;
const CARD_WIDTH_MM = 85.6;
/** Resolution that is assumed for a picture without a card. */
const DEFAULT_DPI = 300;

const pxPerMm = ({ cornersPx: [a, b] }: CardGroundTruth): number =>
  Math.hypot(b.x - a.x, b.y - a.y) / CARD_WIDTH_MM;

const pxPerMmOf = (cards: readonly CardGroundTruth[]): number =>
  cards[0] ? pxPerMm(cards[0]) : DEFAULT_DPI / MM_PER_INCH;

/** Out of focus: a Gaussian blur with a sigma of `sigmaMm` millimetres. */
export const blurred =
  (sigmaMm: number): Fault =>
  async (picture, cards) => {
    const { data, info } = await sharp(picture.data, {
      raw: { width: picture.width, height: picture.height, channels: 3 },
    })
      .blur({ sigma: Math.max(0.3, sigmaMm * pxPerMmOf(cards)) })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  };

/** Motion during the scan: every pixel is the mean over `lengthMm` downwards, or to the right with `across`. */
export const moved =
  (lengthMm: number, across = false): Fault =>
  ({ data, width, height }, cards) => {
    const length = Math.max(2, Math.round(lengthMm * pxPerMmOf(cards)));
    const output = createBlank(width, height);
    const step = across ? 3 : width * 3;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const available = Math.min(length, across ? width - x : height - y);
        const offset = (y * width + x) * 3;
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0;
          for (let pixel = 0; pixel < available; pixel++)
            sum += data[offset + channel + pixel * step]!;
          output.data[offset + channel] = sum / available;
        }
      }
    }
    return output;
  };

const mapLevels = ({ data, width, height }: Rgb, change: (value: number) => number): Rgb => {
  const table = Uint8Array.from({ length: 256 }, (_, value) =>
    Math.min(255, Math.max(0, Math.round(change(value)))),
  );
  return { data: data.map((value) => table[value]!), width, height };
};

/** Too little light: `gain` below 1. */
export const darkened =
  (gain: number): Fault =>
  (picture) =>
    mapLevels(picture, (value) => value * gain);

/** Too much light: the paper and pale print become white. */
export const washedOut =
  (gain: number, lift: number): Fault =>
  (picture) =>
    mapLevels(picture, (value) => value * gain + lift);

/** The reflection of a lamp on the film. */
export const glaring =
  (radiusMm: number): Fault =>
  ({ data, width, height }, cards, random: SeededRandom) => {
    const output = Uint8Array.from(data);
    const [a, b, , d] = cards[0]?.cornersPx ?? [];
    if (!a || !b || !d) return { data: output, width, height };
    const radius = radiusMm * pxPerMmOf(cards);
    const [u, v] = [0.2 + 0.6 * random.next(), 0.25 + 0.5 * random.next()];
    const middle = {
      x: a.x + u * (b.x - a.x) + v * (d.x - a.x),
      y: a.y + u * (b.y - a.y) + v * (d.y - a.y),
    };
    const maxDistance = radius * 2.2;
    for (
      let y = Math.max(0, Math.floor(middle.y - maxDistance));
      y < Math.min(height, middle.y + maxDistance);
      y++
    ) {
      for (
        let x = Math.max(0, Math.floor(middle.x - maxDistance));
        x < Math.min(width, middle.x + maxDistance);
        x++
      ) {
        const distance = Math.hypot(x - middle.x, (y - middle.y) * 1.3) / radius;
        const light = 420 * Math.exp(-1.1 * distance ** 4) * Math.max(0, 1 - distance / 2.2);
        for (let channel = 0; channel < 3; channel++)
          output[(y * width + x) * 3 + channel] = Math.min(
            255,
            output[(y * width + x) * 3 + channel]! + light,
          );
      }
    }
    return { data: output, width, height };
  };
