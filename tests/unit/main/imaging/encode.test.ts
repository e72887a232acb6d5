import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeToFit, type Pixels } from '#main/imaging/encode.ts';

/** Markers of JPEG segments: Huffman tables and the start of the scan, which follows the last header segment. */
const DHT = 0xc4;
const SOS = 0xda;
/** Size of the tables in annex K.3 of ITU T.81: two of 12 codes and two of 162, each with a class byte and 16 code counts. */
const STANDARD_TABLES_BYTES = 2 * (1 + 16 + 12) + 2 * (1 + 16 + 162);

/** Returns the number of bytes of the Huffman tables in the header of a JPEG. */
const countTableBytes = (jpeg: Uint8Array): number => {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let bytes = 0;
  for (let offset = 2; view.getUint8(offset + 1) !== SOS; offset += 2 + view.getUint16(offset + 2))
    if (view.getUint8(offset + 1) === DHT) bytes += view.getUint16(offset + 2) - 2;
  return bytes;
};

const pixels: Pixels = { data: randomBytes(600 * 400 * 3), width: 600, height: 400 };

describe('encodeToFit', () => {
  it('uses the standard Huffman tables for a source, so that the encoder does not keep the coefficients of a large picture', async () => {
    expect(countTableBytes((await encodeToFit(pixels, 'source', undefined)).jpeg)).toBe(
      STANDARD_TABLES_BYTES,
    );
  });

  it.each(['card', 'photo'] as const)('uses optimised Huffman tables for a %s', async (kind) => {
    expect(countTableBytes((await encodeToFit(pixels, kind, undefined)).jpeg)).not.toBe(
      STANDARD_TABLES_BYTES,
    );
  });
});
