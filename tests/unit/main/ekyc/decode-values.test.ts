import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCard } from '#main/ekyc/decode/card.ts';
import { decodeLog } from '#main/ekyc/decode/log.ts';
import { decodeDetail, decodeToken } from '#main/ekyc/decode/sign-in.ts';
import { decodeStatus, isFailedCall } from '#main/ekyc/decode/status.ts';
import { booleanOf, scoreOf, textOf } from '#main/ekyc/decode/values.ts';
import { classifyAnswer, type CallId } from '#main/ekyc/errors.ts';
import { parseJson, type Json } from '#main/ekyc/json.ts';
import { outcomeOfSubmit } from '#main/ekyc/submit.ts';
import type { Result } from '#shared/result.ts';

const decodeJson = (text: string): Json => parseJson(new TextEncoder().encode(text)) ?? null;
const ANSWER_ERROR = { ok: false, error: { code: 'SVC-ANSWER' } };
const dataOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

describe('decodeDetail and decodeToken', () => {
  it('returns the text of message, otherwise detail, otherwise error, and never HTML', () => {
    expect(dataOf(decodeDetail(decodeJson('{"detail":"D","message":"M"}'))).detail).toBe('M');
    expect(dataOf(decodeDetail(decodeJson('{"error":"E","detail":"D\\n d"}'))).detail).toBe('D d');
    expect(dataOf(decodeDetail(decodeJson('{"status":"success"}'))).detail).toBe('');
    expect(
      dataOf(decodeDetail(decodeJson('{"status":"success","detail":"<b>x</b>"}'))).detail,
    ).toBe('');
    expect(decodeDetail(decodeJson('{"hello":1}'))).toMatchObject(ANSWER_ERROR);
  });

  it('accepts only a token that is a valid header value', () => {
    expect(
      dataOf(decodeToken(decodeJson('{"status":"success","token":"abcdef0123456789"}'))).token,
    ).toBe('abcdef0123456789');
    expect(
      dataOf(decodeToken(decodeJson('{"status":"success","data":{"Token":"abcdef0123456789"}}')))
        .token,
    ).toBe('abcdef0123456789');
    for (const token of [
      '""',
      '"none"',
      'null',
      '"a b c d e f g h"',
      '"abcdefgh\\r\\nX: y"',
      '"টোকেনটোকেন"',
      '{}',
    ]) {
      expect(decodeToken(decodeJson(`{"status":"success","token":${token}}`))).toMatchObject(
        ANSWER_ERROR,
      );
    }
  });
});

describe('parseJson and the decoders of single values', () => {
  it('decode NaN and Infinity as null, but not inside strings', () => {
    expect(decodeJson('{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN, \\"Infinity\\""}')).toEqual({
      a: null,
      b: [null, null],
      c: 'NaN, "Infinity"',
    });
    expect(decodeJson('{"a":NaNa}')).toBe(null);
    expect(decodeJson('<p>NaN</p>')).toBe(null);
  });

  it('reject an unclosed string behind NaN in linear time', () => {
    // A parser in quadratic time needs minutes for these 400 KB and exceeds the time limit of the test.
    expect(decodeJson(`{"a":NaN,"b":"${'\\"'.repeat(200_000)}`)).toBe(null);
  });

  it('parse an answer of up to 2,000 values of any kind and reject a larger one', () => {
    const createZeros = (count: number): string =>
      `{"status":"success","data":[${'0,'.repeat(count)}0]}`;
    expect(decodeJson(createZeros(1_900))).toMatchObject({ status: 'success' });
    for (const text of [createZeros(2_000), ` [${'{},'.repeat(2_000)}0]`, '['.repeat(2_001)])
      expect(decodeJson(text)).toBe(null);
    expect(
      classifyAnswer(
        'readCard',
        {
          status: 200,
          location: null,
          retryAfter: null,
          date: null,
          body: Buffer.from(createZeros(2_000)),
        },
        0,
      ),
    ).toMatchObject({ error: { code: 'SVC-NOT-JSON' } });
  });

  it('keep a picture of any length and limit the length of every other text', () => {
    const picture = `data:image/jpeg;base64,${'A'.repeat(1_000_000)}`;
    expect(textOf(picture)).toBe(picture);
    expect(textOf(`data:\u202e${'A'.repeat(100_000)}`)).toHaveLength(65_535);
    expect(textOf(`${' '.repeat(100_000)}A`)).toBe(null);
  });

  it('decode every spelling of scores, booleans and texts', () => {
    expect([85, '85', '84.6', 0, 100].map((value) => scoreOf(value))).toEqual([85, 85, 85, 0, 100]);
    for (const value of ['-1', -1, 101, 'n/a', null, true, {}]) expect(scoreOf(value)).toBe(null);
    expect([true, 'True', 1].map((value) => booleanOf(value))).toEqual([true, true, true]);
    expect(['false', 'FALSE', '0', false].map((value) => booleanOf(value))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    for (const value of ['none', null, 'maybe', []]) expect(booleanOf(value)).toBe(null);
    expect(['a ', 'none', 0, false, null, []].map((value) => textOf(value))).toEqual([
      'a ',
      null,
      '0',
      'false',
      null,
      null,
    ]);
  });
});

describe('arbitrary answers', () => {
  const calls: readonly CallId[] = [
    'requestOtp',
    'verifyOtp',
    'logout',
    'readCard',
    'submit',
    'verificationStatus',
    'verificationLog',
    'photo',
  ];
  const keys = (
    'status data detail message error errors token nid_no id_front_url id_back_name nid_score ' +
    '__proto__ constructor status_code results non_field_errors'
  ).split(' ');
  const commonTexts = fc.constantFrom(
    'success',
    'failed',
    'passed',
    'not_found',
    'none',
    'true',
    '-1',
    '<html>',
    '',
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      commonTexts,
      fc.jsonValue(),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 6 }),
    ),
  }));
  const bodies = fc.oneof(
    tree.map((value) => Buffer.from(JSON.stringify(value))),
    fc.uint8Array({ maxLength: 300 }),
    fc.string().map((text) => Buffer.from(text)),
  );
  const statuses = fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 599 }));

  it('are decoded or rejected by every decoder without exceptions, and errors contain no markup', () => {
    fc.assert(
      fc.property(
        bodies,
        statuses,
        fc.option(fc.string()),
        fc.constantFrom(...calls),
        (body, status, retryAfter, call) => {
          const answer = { status, location: null, retryAfter, date: null, body };
          const classified = classifyAnswer(call, answer, 0);
          const results: Result<unknown>[] = [classified];
          if (classified.ok) {
            isFailedCall(classified.data);
            const decoders: ((body: Json) => Result<unknown>)[] = [
              decodeCard,
              decodeStatus,
              decodeLog,
              decodeDetail,
              decodeToken,
            ];
            results.push(...decoders.map((decode) => decode(classified.data)));
          }
          for (const result of results)
            if (!result.ok) expect(JSON.stringify(result.error)).not.toMatch(/<[a-z!/]/i);
          const outcome = outcomeOfSubmit({ kind: 'answer', answer }, 0);
          expect(outcome.kind).not.toBe('not-sent');
          if (outcome.kind === 'accepted') expect(status).toBeGreaterThanOrEqual(200);
          if (outcome.kind === 'accepted') expect(status).toBeLessThan(300);
          if (outcome.kind === 'refused')
            expect([200, 400, 403, 413]).toContain(status >= 200 && status < 300 ? 200 : status);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
