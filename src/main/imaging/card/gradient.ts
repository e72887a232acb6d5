/** Gradients of a picture, and the statistics of its background (the lid or the desk). */
import type { Pixels } from '#main/imaging/encode.ts';

/** Gradient per pixel, of the colour channel with the largest one. */
export interface Gradient {
  readonly gx: Float32Array;
  readonly gy: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Halves width and height with a 2 × 2 box filter. */
export const halve = ({ data, width, height }: Pixels): Pixels => {
  const [w, h] = [width >> 1, height >> 1];
  const out = new Uint8Array(w * h * 3);
  let to = 0;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const a = (2 * y * width + 2 * x) * 3;
      const b = a + width * 3;
      for (let c = 0; c < 3; c++) {
        out[to++] =
          ((data[a + c] ?? 0) +
            (data[a + 3 + c] ?? 0) +
            (data[b + c] ?? 0) +
            (data[b + 3 + c] ?? 0) +
            2) >>
          2;
      }
    }
  }
  return { data: out, width: w, height: h };
};

/** Central differences of the channel with the largest gradient; 0 at the border of the picture. */
export const gradientOf = ({ data, width, height }: Pixels): Gradient => {
  const gx = new Float32Array(width * height);
  const gy = new Float32Array(width * height);
  const row = width * 3;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = (y * width + x) * 3;
      let largest = -1;
      for (let c = at; c < at + 3; c++) {
        const dx = ((data[c + 3] ?? 0) - (data[c - 3] ?? 0)) / 2;
        const dy = ((data[c + row] ?? 0) - (data[c - row] ?? 0)) / 2;
        const squaredSize = dx * dx + dy * dy;
        if (squaredSize <= largest) continue;
        largest = squaredSize;
        gx[y * width + x] = dx;
        gy[y * width + x] = dy;
      }
    }
  }
  return { gx, gy, width, height };
};

/** The value below which the given share of a histogram's entries lies. */
export const quantile = (histogram: Uint32Array, share: number): number => {
  let remaining = share * histogram.reduce((sum, count) => sum + count, 0);
  for (let value = 0; value < histogram.length; value++) {
    remaining -= histogram[value] ?? 0;
    if (remaining <= 0) return value;
  }
  return histogram.length - 1;
};

export interface Background {
  readonly colour: readonly [number, number, number];
  /** Median gradient, usually the sensor noise. */
  readonly roughness: number;
}

/** Increments the histogram's entry of a value. */
export const incrementBin = (histogram: Uint32Array, value: number): void => {
  histogram[value] = (histogram[value] ?? 0) + 1;
};

/** Background statistics from a ring along the border, of which a card in a corner covers less than half. */
export const backgroundOf = ({ data, width, height }: Pixels, ringPx: number): Background => {
  const [red, green, blue, gradients] = [
    new Uint32Array(256),
    new Uint32Array(256),
    new Uint32Array(256),
    new Uint32Array(256),
  ];
  const row = width * 3;
  const countPixel = (at: number): void => {
    incrementBin(red, data[at] ?? 0);
    incrementBin(green, data[at + 1] ?? 0);
    incrementBin(blue, data[at + 2] ?? 0);
    let largest = 0;
    for (let c = at; c < at + 3; c++) {
      const dx = (data[c + 3] ?? 0) - (data[c - 3] ?? 0);
      const dy = (data[c + row] ?? 0) - (data[c - row] ?? 0);
      largest = Math.max(largest, dx * dx + dy * dy);
    }
    // The gradient is half of the difference. The histogram counts it in eighths of a grey level.
    incrementBin(gradients, Math.min(255, Math.round(Math.sqrt(largest) * 4)));
  };
  for (let y = 1; y < height - 1; y++) {
    const isFullRow = y < ringPx || y >= height - ringPx;
    for (let x = 1; x < width - 1; x++) {
      // Skips the inside of the ring.
      if (!isFullRow && x === ringPx) x = Math.max(x, width - ringPx - 1);
      countPixel(y * row + x * 3);
    }
  }
  return {
    colour: [quantile(red, 0.5), quantile(green, 0.5), quantile(blue, 0.5)],
    roughness: quantile(gradients, 0.5) / 8,
  };
};
