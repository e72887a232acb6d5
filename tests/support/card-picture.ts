/** A test picture with known pixels, for the glass of a simulated scanner. */

/** An ID-1 card at 300 dpi. */
const CARD_PX = { width: 1_011, height: 638 };

export interface CardPicture {
  readonly ppm: Buffer;
  /** Red, green, blue, row by row. */
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
}

/** A colour picture of the size of a card at 300 dpi, as PPM and as pixels. Every pixel differs from its neighbours. */
export const createTestPicture = (): CardPicture => {
  const { width, height } = CARD_PX;
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < pixels.length; index++)
    pixels[index] = (index * 7 + (index >> 5) * 13) & 0xff;
  return {
    ppm: Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), pixels]),
    pixels,
    width,
    height,
  };
};
