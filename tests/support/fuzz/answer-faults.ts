/** Mutations of service answers: bytes, encoding, JSON values, keys and status. */
import type { SeededRandom } from '#tests/support/cards/random.ts';
import type { WireAnswer } from './answer-corpus.ts';

type Mutation = (answer: WireAnswer, random: SeededRandom) => WireAnswer;

const statusCodes = [
  200, 200, 200, 201, 204, 206, 301, 302, 307, 400, 401, 402, 403, 404, 405, 407, 408, 409, 413,
  418, 422, 429, 451, 500, 501, 502, 503, 504, 511, 520, 529, 599, 999,
];

const replaceBody = (answer: WireAnswer, text: string): WireAnswer => ({
  ...answer,
  body: Buffer.from(text),
});

const MAX_CHARS = 8_000;

const parseOrDefault = (answer: WireAnswer): unknown => {
  const text = answer.body.toString();
  const fallback = { status: 'success', detail: 'Fine.' };
  // An earlier change may have nested the text too deeply for the recursion below.
  if (text.length > MAX_CHARS) return fallback;
  try {
    return JSON.parse(text);
  } catch {
    return fallback;
  }
};

const repeat = (text: string, times: number): string => Array(times).fill(text).join('');
const nestedText = (levels: number, open: string, close: string): string =>
  repeat(open, levels) + '1' + repeat(close, levels);

/** Unexpected values as JSON text, because JSON.stringify cannot produce some of them. */
const unexpectedValues: readonly ((random: SeededRandom) => string)[] = [
  () => 'null',
  () => 'true',
  () => '[]',
  () => '{}',
  () => '-1',
  () => '1e400',
  () => 'NaN',
  () => '-Infinity',
  (random) => random.digits(400),
  (random) => `0.${random.digits(60)}`,
  () => '""',
  () => '"none"',
  () => '"<b>bold</b><script src=//x></script>"',
  () => '"<!-- page -->"',
  () => '"\\ud800"',
  () => '"\\u0000\\u202e\\u2066"',
  () => JSON.stringify(repeat('নমুনা ', 20_000)),
  () => nestedText(4, '[', ']'),
  () => nestedText(3_000, '[', ']'),
  () => nestedText(3_000, '{"a":', '}'),
  () => nestedText(200_000, '[', ']'),
  () => '{"__proto__":{"status":"success"},"constructor":{"prototype":1}}',
  () => '["<html>",{"message":"<p>x</p>"}]',
  () => '"data:image/png;base64,AAAA"',
];

/** Replaces one value at a random position by a JSON text. */
const replaceRandomValue = (root: unknown, text: string, random: SeededRandom): string => {
  const positions: { parent: Record<string, unknown>; key: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      const parent = value as Record<string, unknown>;
      positions.push({ parent, key });
      walk(parent[key]);
    }
  };
  const wrapper = { root };
  walk(wrapper);
  const { parent, key } = random.pick(positions);
  parent[key] = '\u0001place\u0001';
  return JSON.stringify(wrapper.root).replace(JSON.stringify('\u0001place\u0001'), () => text);
};

const renameKey = (text: string, random: SeededRandom): string => {
  const keys = [...text.matchAll(/"([a-zA-Z_]+)":/g)].map(([, key = '']) => key);
  if (keys.length === 0) return text;
  const key = random.pick(keys);
  const replacements = [
    key.toUpperCase(),
    '__proto__',
    'toString',
    `${key}_`,
    random.pick(keys),
    '',
  ];
  return text.replace(`"${key}":`, () => `"${random.pick(replacements)}":`);
};

const mutations: readonly Mutation[] = [
  // Changes of the bytes.
  (answer, random) => ({
    ...answer,
    body: answer.body.subarray(0, random.integer(0, answer.body.length)),
  }),
  (answer, random) => {
    const body = Buffer.from(answer.body);
    for (let flips = random.integer(1, 8); flips > 0 && body.length > 0; flips -= 1)
      body.writeUInt8(random.integer(0, 255), random.integer(0, body.length - 1));
    return { ...answer, body };
  },
  (answer) => ({ ...answer, body: Buffer.concat([Buffer.from('\ufeff'), answer.body]) }),
  (answer) => ({ ...answer, body: Buffer.from(answer.body.toString(), 'utf16le') }),
  (answer) => ({ ...answer, body: Buffer.from(answer.body.toString(), 'latin1') }),
  (answer) => ({ ...answer, type: 'application/json; charset=iso-8859-1' }),
  (answer) => ({ ...answer, body: Buffer.concat([answer.body, answer.body]) }),
  (answer) => ({
    ...answer,
    body: Buffer.concat([answer.body, Buffer.from('\n<!-- served by a proxy -->')]),
  }),
  (answer) => ({ ...answer, body: Buffer.alloc(0) }),
  (answer, random) =>
    replaceBody(answer, `<html><body>${random.pick(['Sign in', 'Blocked', '502'])}</body></html>`),
  // Changes of the values.
  (answer, random) =>
    replaceBody(
      answer,
      replaceRandomValue(parseOrDefault(answer), random.pick(unexpectedValues)(random), random),
    ),
  (answer, random) =>
    replaceBody(
      answer,
      replaceRandomValue(parseOrDefault(answer), random.pick(unexpectedValues)(random), random),
    ),
  (answer, random) => replaceBody(answer, random.pick(unexpectedValues)(random)),
  (answer, random) =>
    replaceBody(answer, renameKey(JSON.stringify(parseOrDefault(answer)), random)),
  (answer, random) =>
    replaceBody(
      answer,
      JSON.stringify(parseOrDefault(answer)).replace(
        '{',
        () => `{"status":${random.pick(['"failed"', '"success"', '1', '"<b>"'])},`,
      ),
    ),
  (answer, random) =>
    replaceBody(
      answer,
      JSON.stringify({
        status: random.pick(['success', 'failed', 'passed', 'SUCCESS', ' failed ']),
        [random.pick(['data', 'detail', 'message', 'error', 'errors'])]: parseOrDefault(answer),
      }),
    ),
  (answer) => replaceBody(answer, JSON.stringify([parseOrDefault(answer)])),
  (answer, random) =>
    replaceBody(
      answer,
      JSON.stringify({
        status: 'failed',
        status_code: random.pick([
          400,
          401,
          403,
          413,
          429,
          500,
          5002,
          6001,
          6003,
          6004,
          6005,
          '403',
        ]),
        [random.pick(['message', 'detail', 'error'])]: random.pick([
          '<h1>Not found</h1>',
          'No.',
          ['<b>', 'No.'],
          { deep: ['<i>No.</i>'] },
        ]),
      }),
    ),
];

/** Applies one or two changes, and in one of six cases another status. */
export const mutateAnswer = (answer: WireAnswer, random: SeededRandom): WireAnswer => {
  let mutated = answer;
  for (let remaining = random.integer(1, 2); remaining > 0; remaining -= 1)
    mutated = random.pick(mutations)(mutated, random);
  return random.integer(1, 6) === 1 ? { ...mutated, status: random.pick(statusCodes) } : mutated;
};

/** HTTP responses as they are on the wire, status line included, that are malformed or incomplete. */
export const malformedResponses: readonly ((answer: WireAnswer) => string | Buffer)[] = [
  () => '',
  () => '220 mail.example ESMTP\r\n',
  () => 'HTTP/1.1 200\r\n\r\n',
  () => 'HTTP/9.9 200 OK\r\n\r\n{}',
  () => `HTTP/1.1 200 OK\r\nX: ${repeat('a', 100_000)}\r\n\r\n`,
  () => 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{"a":1}',
  () => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n',
  () => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a"',
  ({ body }) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length + 50}\r\n\r\n${body.toString()}`,
  ({ body }) => Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n'), body]),
  () => Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]),
];
