import { describe, expect, it } from 'vitest';
import { parseJson } from '#main/ekyc/json.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('parseJson', () => {
  it('keeps every digit of a number that a double cannot hold', () => {
    expect(
      parseJson(
        bytesOf('{"a":19900123456789013,"b":85,"c":[9007199254740993],"d":1.50,"e":1e400,"f":-1}'),
      ),
    ).toEqual({
      a: '19900123456789013',
      b: 85,
      c: ['9007199254740993'],
      d: '1.50',
      e: '1e400',
      f: -1,
    });
  });

  const nested = '['.repeat(200_000) + ']'.repeat(200_000);
  it.each(['', '<html></html>', '{"status":"succ', 'OK', "{'a':1}", nested])(
    'returns undefined for invalid text %#',
    (text) => {
      expect(parseJson(bytesOf(text))).toBe(undefined);
    },
  );

  it('accepts a byte order mark and requires UTF-8', () => {
    expect(parseJson(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))).toEqual({});
    expect(parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toBe(undefined);
  });
});
