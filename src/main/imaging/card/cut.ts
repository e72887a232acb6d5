/** Cuts a quad out of a picture and lays it flat, upright. */
import type { Pixels } from '../encode.ts';
import { fromUnitSquare, sidesOf, type Quad } from './geometry.ts';

/** Beyond this many samples a side per pixel nothing is gained. */
const MOST_SAMPLES = 4;

/**
 * The quad as an upright picture: bilinear, averaged over the pixel's area when it shrinks. What lies outside of the
 * picture repeats its border.
 */
export const cut = ({ data, width, height }: Pixels, quad: Quad, toWidth: number, toHeight: number): Pixels => {
  const out = new Uint8Array(toWidth * toHeight * 3);
  const m = fromUnitSquare(quad);
  const { across, down } = sidesOf(quad);
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.round(Math.max(across / toWidth, down / toHeight))));
  const all = samples * samples;
  const [lastX, lastY, row] = [width - 1, height - 1, width * 3];
  let to = 0;
  for (let py = 0; py < toHeight; py++) {
    for (let px = 0; px < toWidth; px++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let n = 0; n < all; n++) {
        const u = (px + ((n % samples) + 0.5) / samples) / toWidth;
        const v = (py + (Math.floor(n / samples) + 0.5) / samples) / toHeight;
        const w = m[6] * u + m[7] * v + m[8];
        const x = Math.min(lastX, Math.max(0, (m[0] * u + m[1] * v + m[2]) / w - 0.5));
        const y = Math.min(lastY, Math.max(0, (m[3] * u + m[4] * v + m[5]) / w - 0.5));
        const left = Math.floor(x);
        const top = Math.floor(y);
        const fx = x - left;
        const fy = y - top;
        const a = top * row + left * 3;
        const b = left < lastX ? a + 3 : a;
        const c = top < lastY ? a + row : a;
        const d = c + b - a;
        const wa = (1 - fx) * (1 - fy);
        const wb = fx * (1 - fy);
        const wc = (1 - fx) * fy;
        const wd = fx * fy;
        red += wa * (data[a] ?? 0) + wb * (data[b] ?? 0) + wc * (data[c] ?? 0) + wd * (data[d] ?? 0);
        green += wa * (data[a + 1] ?? 0) + wb * (data[b + 1] ?? 0) + wc * (data[c + 1] ?? 0) + wd * (data[d + 1] ?? 0);
        blue += wa * (data[a + 2] ?? 0) + wb * (data[b + 2] ?? 0) + wc * (data[c + 2] ?? 0) + wd * (data[d + 2] ?? 0);
      }
      out[to++] = red / all + 0.5;
      out[to++] = green / all + 0.5;
      out[to++] = blue / all + 0.5;
    }
  }
  return { data: out, width: toWidth, height: toHeight };
};
