import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLog, logEntryOf } from '#main/ekyc/decode/log.ts';
import { parseJson, type Json } from '#main/ekyc/json.ts';
import { createRowSplitter, type RowSplitter } from '#main/ekyc/json-rows.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const pushInChunks = <T>(
  splitter: RowSplitter<T>,
  text: string,
  chunkBytes: number,
): RowSplitter<T> => {
  const bytes = bytesOf(text);
  for (let offset = 0; offset < bytes.length; offset += chunkBytes)
    splitter.push(bytes.subarray(offset, offset + chunkBytes));
  return splitter;
};
const splitRows = (
  text: string,
  chunkBytes: number,
): { rows: readonly (Json | null)[]; rest: string } => {
  const splitter = pushInChunks(
    createRowSplitter((row) => row),
    text,
    chunkBytes,
  );
  return { rows: splitter.rows, rest: new TextDecoder().decode(splitter.remainder()) };
};
const splitAndDecode = (text: string, chunkBytes: number): ReturnType<typeof decodeLog> => {
  const splitter = pushInChunks(createRowSplitter(logEntryOf), text, chunkBytes);
  return decodeLog(parseJson(splitter.remainder()) ?? null, splitter);
};

describe('createRowSplitter', () => {
  it.each([
    ['[{"a":1},{"b":[{"c":"]}"}]}]', [{ a: 1 }, { b: [{ c: ']}' }] }], '[{"":2}]'],
    [
      '{"status":"success","data":[{"a":"\\"}"}],"more":[{"x":1}]}',
      [{ a: '"}' }],
      '{"status":"success","data":[{"":1}],"more":[{"x":1}]}',
    ],
    [
      '{"data":{"results":[ {"নাম":"নমুনা"} ]}}',
      [{ নাম: 'নমুনা' }],
      '{"data":{"results":[ {"":1} ]}}',
    ],
    ['{"status":["Missing."]}', [], '{"status":["Missing."]}'],
    ['{"status":"not_found"}', [], '{"status":"not_found"}'],
    ['<html>[{', [], '<html>[{'],
    ['[{"a":1 x}]', [null], '[{"":1}]'],
    ['[{"a":NaN}]', [{ a: null }], '[{"":1}]'],
    ['[{"a":1}\n,\n{"a":2},3,{"a":4}]', [{ a: 1 }, { a: 2 }, { a: 4 }], '[{"":2},3,{"":1}]'],
    ['[{"a":1},,{"a":2} {"a":3}]', [{ a: 1 }, { a: 2 }, { a: 3 }], '[{"":1},,{"":1} {"":1}]'],
    ['', [], ''],
  ])('splits %s', (text, rows, rest) => {
    for (const chunkBytes of [1, 2, 3, 7, 1000])
      expect(splitRows(text, chunkBytes)).toEqual({ rows, rest });
  });

  it('yields the same entries as the undivided answer for any chunk boundaries', () => {
    const line = fc.record({
      nid_no: fc.string(),
      mobile_number: fc.string(),
      customer_name_eng: fc.string(),
      status: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 50 }), (lines, chunkBytes) => {
        const text = JSON.stringify(lines);
        expect(splitAndDecode(text, chunkBytes)).toEqual(
          decodeLog(parseJson(bytesOf(text)) ?? null),
        );
      }),
    );
  });

  it('replaces a list of 10,000 objects by one value in the rest', () => {
    const line = { customer_mobile_number: '01300000042', customer_nid_number: '3000000001' };
    const text = JSON.stringify({
      status: 'success',
      data: Array.from({ length: 10_000 }, () => line),
    });
    expect(splitRows(text, 65_536).rest).toBe('{"status":"success","data":[{"":10000}]}');
    expect(splitAndDecode(text, 65_536)).toMatchObject({ data: { received: 10_000 } });
  });

  it('keeps each line separate when the list has other values between its lines', () => {
    const text = '[1,{"nid_no":"3000000001"},{"nid_no":"3000000002"},{"":3}]';
    expect(splitAndDecode(text, 5)).toEqual(decodeLog(parseJson(bytesOf(text)) ?? null));
  });

  it('reports a log as broken when one of its lines is not valid JSON', () => {
    const { rows, rest } = splitRows('[{"nid_no":"1"},{"nid_no":"2}]', 4);
    expect(rows).toEqual([{ nid_no: '1' }]);
    expect(parseJson(bytesOf(rest))).toBe(undefined);
    expect(splitAndDecode('[{"nid_no":"1"},{"nid_no":2 x}]', 4)).toMatchObject({
      error: { code: 'SVC-NOT-JSON' },
    });
  });
});
