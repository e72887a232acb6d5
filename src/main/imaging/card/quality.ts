/** Quality checks of a cropped card. Only the card is measured, so that its surroundings have no effect. */
import type { PictureCheck } from '#shared/domain/registration.ts';
import type { Pixels } from '#main/imaging/encode.ts';
import { CLIPPED_LEVEL, measureGlare, type Glare } from './glare.ts';
import { quantile } from './gradient.ts';
import { thresholds } from './thresholds.ts';

/** Quality measurements of a card. */
export interface QualityMeasurements {
  /**
   * Ratio of detail at full resolution to detail at half the resolution. It decreases with blur and does not depend on the print.
   */
  readonly sharpness: number;
  /**
   * Detail at half the resolution along rows and along columns, divided by the squared contrast, × 1,000. Motion blur reduces
   * one of the two.
   */
  readonly detailAlongRows: number;
  readonly detailAlongColumns: number;
  /** Grey level of the card's paper (60 % quantile). */
  readonly paperLevel: number;
  /** Grey levels between the 5 % and 95 % quantile. */
  readonly contrast: number;
  /** Share of clipped pixels. */
  readonly clippedShare: number;
  /** Share and position of the clipped tiles. */
  readonly glare: Glare;
}

/** Width to which larger pictures are reduced, so that sharpness is comparable. */
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

const halve = ({ data, width, height }: Grey): Grey => {
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

/** Mean squares of the second differences along rows and along columns (Laplacian energy by direction). */
interface SecondDifferences {
  readonly alongRows: number;
  readonly alongColumns: number;
}

const DETAIL_TILE_PX = 16;

/** Mean over tiles after subtracting the noise, which is estimated as the lowest eighth (12.5 % quantile) of the tiles. */
const secondDifferencesOf = ({ data, width, height }: Grey): SecondDifferences => {
  const rowEnergies: number[] = [];
  const columnEnergies: number[] = [];
  for (let ty = 1; ty + DETAIL_TILE_PX < height; ty += DETAIL_TILE_PX) {
    for (let tx = 1; tx + DETAIL_TILE_PX < width; tx += DETAIL_TILE_PX) {
      let rowSum = 0;
      let columnSum = 0;
      for (let y = ty; y < ty + DETAIL_TILE_PX; y++) {
        for (let x = tx; x < tx + DETAIL_TILE_PX; x++) {
          const at = y * width + x;
          const twiceCentre = 2 * (data[at] ?? 0);
          const dx = twiceCentre - (data[at - 1] ?? 0) - (data[at + 1] ?? 0);
          const dy = twiceCentre - (data[at - width] ?? 0) - (data[at + width] ?? 0);
          rowSum += dx * dx;
          columnSum += dy * dy;
        }
      }
      rowEnergies.push(rowSum / DETAIL_TILE_PX ** 2);
      columnEnergies.push(columnSum / DETAIL_TILE_PX ** 2);
    }
  }
  const meanWithoutNoise = (energies: number[]): number => {
    const noise = [...energies].sort((a, b) => a - b)[energies.length >> 3] ?? 0;
    return (
      energies.reduce((sum, energy) => sum + Math.max(0, energy - noise), 0) /
      Math.max(1, energies.length)
    );
  };
  return {
    alongRows: meanWithoutNoise(rowEnergies),
    alongColumns: meanWithoutNoise(columnEnergies),
  };
};

/** Measures the quality of a card. @param card the cropped card, at most `MEASURED_WIDTH_PX` wide. */
export const measureQuality = (card: Pixels): QualityMeasurements => {
  const grey = greyOf(card);
  const halfSize = halve(grey);
  const histogram = new Uint32Array(256);
  let white = 0;
  for (const value of grey.data) {
    const level = Math.round(value);
    histogram[level] = (histogram[level] ?? 0) + 1;
    if (value >= CLIPPED_LEVEL) white += 1;
  }
  const contrast = Math.max(1, quantile(histogram, 0.95) - quantile(histogram, 0.05));
  const fine = secondDifferencesOf(grey);
  const coarse = secondDifferencesOf(halfSize);
  return {
    sharpness:
      (fine.alongRows + fine.alongColumns) / Math.max(1e-6, coarse.alongRows + coarse.alongColumns),
    detailAlongRows: (1_000 * coarse.alongRows) / contrast ** 2,
    detailAlongColumns: (1_000 * coarse.alongColumns) / contrast ** 2,
    paperLevel: quantile(histogram, 0.6),
    contrast,
    clippedShare: white / grey.data.length,
    glare: measureGlare(grey),
  };
};

/** Contrast of a picture: grey levels between the 0.5 % and 99.5 % quantile. */
export const contrastOf = (picture: Pixels): number => {
  const histogram = new Uint32Array(256);
  for (const value of greyOf(picture).data) {
    const level = Math.round(value);
    histogram[level] = (histogram[level] ?? 0) + 1;
  }
  return quantile(histogram, 0.995) - quantile(histogram, 0.005);
};

/** The checks that fail, from a comparison of the measurements with the thresholds. */
export const findFailedChecks = (measures: QualityMeasurements): PictureCheck[] => {
  const isBlurred =
    measures.sharpness < thresholds.sharpness ||
    Math.min(measures.detailAlongRows, measures.detailAlongColumns) < thresholds.detail;
  const isWashedOut = measures.clippedShare > thresholds.white;
  return [
    ...(isBlurred ? (['sharp'] as const) : []),
    ...(measures.paperLevel < thresholds.darkPaper ? (['not-dark'] as const) : []),
    ...(isWashedOut ? (['not-washed-out'] as const) : []),
    // On an overexposed picture white areas are not glare.
    ...(!isWashedOut && measures.glare.share > thresholds.clippedHighlights
      ? (['no-glare'] as const)
      : []),
  ];
};
