/** Measures a scan of a blank sheet to detect dust on the glass, streaks of the sensor and uneven light. */
import sharp from 'sharp';
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import { ok, type Result } from '#shared/result.ts';
import { connectedComponents, dilate } from './card/regions.ts';
import { decodePicture } from './decode/decode.ts';
import type { Pixels } from './encode.ts';
import { MAX_LISTED_SPECKS, type BlankSheet, type BlankSheetRequest } from './port.ts';

/** Working resolution. At this resolution a speck of 0.1 mm darkens a pixel by a third. */
const WORK_DPI = 200;
/** Margin that excludes the edge of the sheet and the frame of the glass. */
const MARGIN_MM = 3;
/** Half the side of the square with which a pixel is compared. Paper and light vary over larger distances only. */
const NEIGHBOURHOOD_MM = 2.5;
/** Minimum difference of a speck from the surrounding paper, in grey levels. The grain of cheap paper is within 8. */
const MIN_SPECK_DIFFERENCE = 14;
/** Minimum difference of a speck in standard deviations of the noise. */
const MIN_SPECK_SIGMAS = 6;
/** Minimum difference of a column, in grey levels. Low, because noise is averaged over thousands of rows. */
const MIN_STREAK_DIFFERENCE = 2.5;
/** Side of the square blocks whose brightness is compared. */
const BLOCK_MM = 15;
/** Distance over which neighbouring pixels are merged into one speck. */
const MERGE_PX = 2;
/** Largest share of the shorter side that is removed at each edge. */
const MAX_MARGIN_SHARE = 1 / 8;
/** Number of pixels from which the noise is estimated. */
const NOISE_SAMPLES = 20_000;
/** Distance between the sampled pixels of a block. */
const BLOCK_SAMPLE_STEP_PX = 3;

interface Grey {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Median grey level of each column. It shows streaks but not specks, which cover only a few rows of a column. */
const columnLevels = ({ data, width, height }: Grey): number[] =>
  Array.from({ length: width }, (_, x) => {
    const histogram = new Uint32Array(256);
    for (let y = 0; y < height; y++) {
      const value = data[y * width + x] ?? 0;
      histogram[value] = (histogram[value] ?? 0) + 1;
    }
    // Interpolated between the two grey levels around the median.
    let [below, level] = [0, 0];
    while (below + (histogram[level] ?? 0) < height / 2 && level < 255)
      below += histogram[level++] ?? 0;
    return level + (height / 2 - below) / Math.max(1, histogram[level] ?? 1) - 0.5;
  });

/** Finds columns whose median grey level differs from that of their neighbours. */
const findStreaks = (
  columns: readonly number[],
  pxPerMm: number,
  offsetMm: number,
): BlankSheet['streaks'] => {
  const radiusPx = Math.round(NEIGHBOURHOOD_MM * pxPerMm);
  const deviations = columns.map(
    (level, x) => level - median(columns.slice(Math.max(0, x - radiusPx), x + radiusPx + 1)),
  );
  const streaks: { xMm: number; widthMm: number; levels: number }[] = [];
  for (let x = 0; x < deviations.length; x++) {
    if (Math.abs(deviations[x] ?? 0) < MIN_STREAK_DIFFERENCE) continue;
    const start = x;
    while (x + 1 < deviations.length && Math.abs(deviations[x + 1] ?? 0) >= MIN_STREAK_DIFFERENCE)
      x += 1;
    const strongest = deviations
      .slice(start, x + 1)
      .reduce((max, value) => (Math.abs(value) > Math.abs(max) ? value : max), 0);
    streaks.push({
      xMm: offsetMm + (start + x + 1) / 2 / pxPerMm,
      widthMm: (x + 1 - start) / pxPerMm,
      levels: strongest,
    });
  }
  return streaks;
};

/** Summed-area table (Crow 1984), one row and column larger than the picture. */
const integralImage = (values: Float32Array, width: number, height: number): Float64Array => {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return sums;
};

/** Difference of each pixel from its neighbourhood after subtracting the column median. */
const localDifferences = (
  { data, width, height }: Grey,
  columns: readonly number[],
  pxPerMm: number,
): Float32Array => {
  const flattened = Float32Array.from(
    data,
    (value, index) => value - (columns[index % width] ?? 0),
  );
  const sums = integralImage(flattened, width, height);
  const radiusPx = Math.round(NEIGHBOURHOOD_MM * pxPerMm);
  const out = new Float32Array(flattened.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - radiusPx), Math.min(height, y + radiusPx + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - radiusPx), Math.min(width, x + radiusPx + 1)];
      const sumAt = (row: number, column: number): number => sums[row * (width + 1) + column] ?? 0;
      const sum = sumAt(bottom, right) - sumAt(top, right) - sumAt(bottom, left) + sumAt(top, left);
      out[y * width + x] =
        (flattened[y * width + x] ?? 0) - sum / ((bottom - top) * (right - left));
    }
  }
  return out;
};

const findSpecks = (
  grey: Grey,
  columns: readonly number[],
  pxPerMm: number,
  offsetMm: number,
): Pick<BlankSheet, 'specks' | 'largest'> => {
  const deviations = localDifferences(grey, columns, pxPerMm);
  const sampleStep = Math.max(1, Math.floor(deviations.length / NOISE_SAMPLES));
  const medianDeviation = median(
    Array.from({ length: Math.floor(deviations.length / sampleStep) }, (_, n) =>
      Math.abs(deviations[n * sampleStep] ?? 0),
    ),
  );
  // The median of absolute Gaussian noise is two thirds of its standard deviation.
  const threshold = Math.max(MIN_SPECK_DIFFERENCE, MIN_SPECK_SIGMAS * 1.5 * medianDeviation);
  const speckMask = Uint8Array.from(deviations, (value) => (Math.abs(value) > threshold ? 1 : 0));
  // The mask is dilated, so that isolated pixels at the rim of a speck are merged with it.
  const boxes = connectedComponents(
    dilate(speckMask, grey.width, grey.height, MERGE_PX),
    grey.width,
    grey.height,
  );
  const specks = boxes.map(({ left, top, right, bottom }) => ({
    xMm: offsetMm + (left + right) / 2 / pxPerMm,
    yMm: offsetMm + (top + bottom) / 2 / pxPerMm,
    sizeMm: (Math.max(right - left, bottom - top) - 2 * MERGE_PX) / pxPerMm,
  }));
  return {
    specks: specks.length,
    largest: specks.sort((a, b) => b.sizeMm - a.sizeMm).slice(0, MAX_LISTED_SPECKS),
  };
};

/** Measures the median grey level of the blocks, and the ratio of the darkest block to the lightest. */
const measureBrightness = (
  { data, width, height }: Grey,
  pxPerMm: number,
): { evenness: number; paper: number } => {
  const blockPx = Math.max(4, Math.round(BLOCK_MM * pxPerMm));
  const levels: number[] = [];
  for (let top = 0; top === 0 || top + blockPx <= height; top += blockPx) {
    for (let left = 0; left === 0 || left + blockPx <= width; left += blockPx) {
      const values: number[] = [];
      for (let y = top; y < Math.min(height, top + blockPx); y += BLOCK_SAMPLE_STEP_PX) {
        for (let x = left; x < Math.min(width, left + blockPx); x += BLOCK_SAMPLE_STEP_PX)
          values.push(data[y * width + x] ?? 0);
      }
      levels.push(median(values));
    }
  }
  return { evenness: Math.min(...levels) / Math.max(1, ...levels), paper: median(levels) };
};

/**
 * Measures a scan whose margin was removed.
 * @param grey scan without its margin.
 * @param pxPerMm pixels of `grey` per millimetre.
 * @param offsetMm width of the removed margin, which is added to every position.
 */
const measureSheet = (grey: Grey, pxPerMm: number, offsetMm: number): BlankSheet => {
  const columns = columnLevels(grey);
  return {
    ...findSpecks(grey, columns, pxPerMm, offsetMm),
    streaks: findStreaks(columns, pxPerMm, offsetMm),
    ...measureBrightness(grey, pxPerMm),
  };
};

const greyWithoutMargin = async (
  { data, width, height }: Pixels,
  dpi: number,
): Promise<{ grey: Grey; pxPerMm: number; marginMm: number }> => {
  const margin = Math.min(
    Math.round((MARGIN_MM / MM_PER_INCH) * dpi),
    Math.floor(Math.min(width, height) * MAX_MARGIN_SHARE),
  );
  const scale = Math.min(1, WORK_DPI / dpi);
  const [innerWidth, innerHeight] = [width - 2 * margin, height - 2 * margin];
  const { data: grey, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract({ left: margin, top: margin, width: innerWidth, height: innerHeight })
    .resize(Math.round(innerWidth * scale), Math.round(innerHeight * scale), { fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    grey: { data: grey, width: info.width, height: info.height },
    pxPerMm: (dpi * scale) / MM_PER_INCH,
    marginMm: (margin / dpi) * MM_PER_INCH,
  };
};

/** Decodes the scan of a blank sheet and measures it. Implements `SheetImaging.blankSheet`. */
export const measureBlankSheet = async ({
  bytes,
  dpi,
}: BlankSheetRequest): Promise<Result<BlankSheet>> => {
  const decoded = await decodePicture(bytes, null);
  if (!decoded.ok) return decoded;
  const { grey, pxPerMm, marginMm } = await greyWithoutMargin(decoded.data.pixels, dpi);
  return ok(measureSheet(grey, pxPerMm, marginMm));
};
