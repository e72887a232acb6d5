/** Difference hash: 64 bits that stay nearly the same when a picture is scanned again, and differ between sides of a card. */

export const DHASH_WIDTH = 9;
export const DHASH_HEIGHT = 8;

/**
 * @param grey the picture shrunk to 9 × 8 grey pixels, row by row.
 * @returns 16 hex digits; each bit says whether a pixel is darker than its right neighbour.
 */
export const dhash = (grey: Uint8Array): string => {
  let bits = 0n;
  for (let y = 0; y < DHASH_HEIGHT; y++) {
    for (let x = 0; x < DHASH_WIDTH - 1; x++) {
      const at = y * DHASH_WIDTH + x;
      bits = (bits << 1n) | ((grey[at] ?? 0) < (grey[at + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
};
