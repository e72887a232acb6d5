/** Rectifies a quad of a picture to a rectangle (inverse perspective warp with bilinear interpolation). */
import type { Pixels } from '#main/imaging/encode.ts';
import { homographyFromUnitSquare, sideLengthsOf, type Quad } from './geometry.ts';

/** Maximum number of samples per output pixel and direction. More samples do not improve the result. */
const MAX_SAMPLES = 4;

/**
 * Maps a quad to a rectangle of the given size in pixels. When the quad is larger than the result, it is supersampled to prevent
 * aliasing. Outside the picture the border pixels are repeated.
 */
export const rectify = (
  { data, width, height }: Pixels,
  quad: Quad,
  toWidth: number,
  toHeight: number,
): Pixels => {
  const out = new Uint8Array(toWidth * toHeight * 3);
  const [xu, xv, x1, yu, yv, y1, wu, wv] = homographyFromUnitSquare(quad);
  const { across, down } = sideLengthsOf(quad);
  const samples = Math.min(
    MAX_SAMPLES,
    Math.max(1, Math.round(Math.max(across / toWidth, down / toHeight))),
  );
  const samplesPerPixel = samples * samples;
  const stepU = 1 / (toWidth * samples);
  const stepV = 1 / (toHeight * samples);
  const lastX = width - 1;
  const lastY = height - 1;
  const row = width * 3;
  let to = 0;
  for (let py = 0; py < toHeight; py++) {
    for (let px = 0; px < toWidth; px++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sy = 0; sy < samples; sy++) {
        const v = (py * samples + sy + 0.5) * stepV;
        for (let sx = 0; sx < samples; sx++) {
          const u = (px * samples + sx + 0.5) * stepU;
          const w = wu * u + wv * v + 1;
          const x = Math.min(lastX, Math.max(0, (xu * u + xv * v + x1) / w - 0.5));
          const y = Math.min(lastY, Math.max(0, (yu * u + yv * v + y1) / w - 0.5));
          // Equals Math.floor for 0 to 65,535 and is several times faster in this loop.
          const left = x | 0;
          const top = y | 0;
          const fx = x - left;
          const fy = y - top;
          const a = top * row + left * 3;
          const b = left < lastX ? a + 3 : a;
          const below = top < lastY ? row : 0;
          const wa = (1 - fx) * (1 - fy);
          const wb = fx * (1 - fy);
          const wc = (1 - fx) * fy;
          const wd = fx * fy;
          red +=
            wa * (data[a] ?? 0) +
            wb * (data[b] ?? 0) +
            wc * (data[a + below] ?? 0) +
            wd * (data[b + below] ?? 0);
          green +=
            wa * (data[a + 1] ?? 0) +
            wb * (data[b + 1] ?? 0) +
            wc * (data[a + below + 1] ?? 0) +
            wd * (data[b + below + 1] ?? 0);
          blue +=
            wa * (data[a + 2] ?? 0) +
            wb * (data[b + 2] ?? 0) +
            wc * (data[a + below + 2] ?? 0) +
            wd * (data[b + below + 2] ?? 0);
        }
      }
      out[to] = red / samplesPerPixel + 0.5;
      out[to + 1] = green / samplesPerPixel + 0.5;
      out[to + 2] = blue / samplesPerPixel + 0.5;
      to += 3;
    }
  }
  return { data: out, width: toWidth, height: toHeight };
};
