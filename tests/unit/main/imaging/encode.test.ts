import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeToFit, type Pixels } from '#main/imaging/encode.ts';

const DHT = 0xc4;
/** The tables of annex K.3 of ITU T.81: two of 12 codes, two of 162, each with its class and 16 lengths. */
const STANDARD_TABLES_BYTES = 2 * (1 + 16 + 12) + 2 * (1 + 16 + 162);

/** Bytes of the Huffman tables in a JPEG's header. */
const tableBytes = (jpeg: Uint8Array): number => {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let bytes = 0;
  for (let at = 2; view.getUint8(at + 1) !== 0xda; at += 2 + view.getUint16(at + 2))
    if (view.getUint8(at + 1) === DHT) bytes += view.getUint16(at + 2) - 2;
  return bytes;
};

const pixels: Pixels = { data: randomBytes(600 * 400 * 3), width: 600, height: 400 };

describe('a JPEG made of pixels', () => {
  it('has the standard tables as a source, so that the encoder holds no coefficients of a large picture', async () => {
    expect(tableBytes((await encodeToFit(pixels, 'source', undefined)).jpeg)).toBe(
      STANDARD_TABLES_BYTES,
    );
  });

  it.each(['card', 'photo'] as const)('has tables of its own as a %s', async (kind) => {
    expect(tableBytes((await encodeToFit(pixels, kind, undefined)).jpeg)).not.toBe(
      STANDARD_TABLES_BYTES,
    );
  });
});
