/** Quality checks of a cut-out card. Everything is measured on the card alone, so the glass or desk around it has no effect. */
import type { PictureCheck } from '#shared/domain/registration.ts';
import type { Pixels } from '#main/imaging/encode.ts';
import { CLIPPED_LEVEL, glareOf, type Glare } from './glare.ts';
import { quantile } from './gradient.ts';
import { thresholds } from './thresholds.ts';

export interface Measures {
  /** Detail at the finest scale against detail at twice that scale: falls with blur, whatever is printed. */
  readonly sharpness: number;
  /** Detail at half size along rows and along columns, over the squared contrast, × 1,000: motion takes one of them away. */
  readonly across: number;
  readonly down: number;
  /** Grey level of the card's paper, as far as it shows. */
  readonly paper: number;
  /** Grey levels between the darkest and the lightest twentieth. */
  readonly contrast: number;
  /** Share of the card that is white beyond what a sensor can tell apart. */
  readonly white: number;
  /** Tiles of 1.4 mm that are so on the whole. */
  readonly glare: Glare;
}

/** The widest picture that is measured: sharpness is compared at the same size. */
export const MEASURED_WIDTH_PX = 1_011;

interface Grey {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

const greyOf = ({ data, width, height }: Pixels): Grey => {
  const grey = new Float32Array(width * height);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    grey[pixel] =
      0.299 * (data[pixel * 3] ?? 0) +
      0.587 * (data[pixel * 3 + 1] ?? 0) +
      0.114 * (data[pixel * 3 + 2] ?? 0);
  }
  return { data: grey, width, height };
};

const halved = ({ data, width, height }: Grey): Grey => {
  const [w, h] = [width >> 1, height >> 1];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      out[y * w + x] =
        ((data[at] ?? 0) +
          (data[at + 1] ?? 0) +
          (data[at + width] ?? 0) +
          (data[at + width + 1] ?? 0)) /
        4;
    }
  }
  return { data: out, width: w, height: h };
};

/** How sharply it changes, by direction: mean squares of the second differences along rows and along columns. */
interface Bend {
  readonly across: number;
  readonly down: number;
}

const TILE_BEND_PX = 16;

/** Less what the sensor's noise adds, by the quietest eighth of the card. */
const bendOf = ({ data, width, height }: Grey): Bend => {
  const across: number[] = [];
  const down: number[] = [];
  for (let ty = 1; ty + TILE_BEND_PX < height; ty += TILE_BEND_PX) {
    for (let tx = 1; tx + TILE_BEND_PX < width; tx += TILE_BEND_PX) {
      let x2 = 0;
      let y2 = 0;
      for (let y = ty; y < ty + TILE_BEND_PX; y++) {
        for (let x = tx; x < tx + TILE_BEND_PX; x++) {
          const at = y * width + x;
          const here = 2 * (data[at] ?? 0);
          const dx = here - (data[at - 1] ?? 0) - (data[at + 1] ?? 0);
          const dy = here - (data[at - width] ?? 0) - (data[at + width] ?? 0);
          x2 += dx * dx;
          y2 += dy * dy;
        }
      }
      across.push(x2 / TILE_BEND_PX ** 2);
      down.push(y2 / TILE_BEND_PX ** 2);
    }
  }
  const withoutNoise = (energies: number[]): number => {
    const quiet = [...energies].sort((a, b) => a - b)[energies.length >> 3] ?? 0;
    return (
      energies.reduce((sum, energy) => sum + Math.max(0, energy - quiet), 0) /
      Math.max(1, energies.length)
    );
  };
  return { across: withoutNoise(across), down: withoutNoise(down) };
};

/** @param card cut out, at most `MEASURED_WIDTH_PX` wide. */
export const measure = (card: Pixels): Measures => {
  const grey = greyOf(card);
  const half = halved(grey);
  const histogram = new Uint32Array(256);
  let white = 0;
  for (const value of grey.data) {
    const level = Math.round(value);
    histogram[level] = (histogram[level] ?? 0) + 1;
    if (value >= CLIPPED_LEVEL) white += 1;
  }
  const contrast = Math.max(1, quantile(histogram, 0.95) - quantile(histogram, 0.05));
  const fine = bendOf(grey);
  const coarse = bendOf(half);
  return {
    sharpness: (fine.across + fine.down) / Math.max(1e-6, coarse.across + coarse.down),
    across: (1_000 * coarse.across) / contrast ** 2,
    down: (1_000 * coarse.down) / contrast ** 2,
    paper: quantile(histogram, 0.6),
    contrast,
    white: white / grey.data.length,
    glare: glareOf(grey),
  };
};

/** Grey levels between the darkest and the lightest 200th of a picture. */
export const spreadOf = (picture: Pixels): number => {
  const histogram = new Uint32Array(256);
  for (const value of greyOf(picture).data) {
    const level = Math.round(value);
    histogram[level] = (histogram[level] ?? 0) + 1;
  }
  return quantile(histogram, 0.995) - quantile(histogram, 0.005);
};

export const failedOn = (measures: Measures): PictureCheck[] => {
  const blurred =
    measures.sharpness < thresholds.sharpness ||
    Math.min(measures.across, measures.down) < thresholds.detail;
  const white = measures.white > thresholds.white;
  return [
    ...(blurred ? (['sharp'] as const) : []),
    ...(measures.paper < thresholds.darkPaper ? (['not-dark'] as const) : []),
    ...(white ? (['not-washed-out'] as const) : []),
    // Where everything is white, white places are no mirror image of a lamp.
    ...(!white && measures.glare.share > thresholds.clippedHighlights
      ? (['no-glare'] as const)
      : []),
  ];
};
