import { describe, expect, it } from 'vitest';
import { endpointUrl, isLoopback, parseBaseUrl } from '#main/ekyc/base-url.ts';
import { parseJson } from '#main/ekyc/json.ts';
import { createLogEndDetector, LOG_PAGE_SIZE } from '#main/ekyc/log-end-detector.ts';
import { buildMultipart } from '#main/ekyc/multipart.ts';
import { createTrailingSlashPolicy, isSlashRedirect } from '#main/ekyc/trailing-slash-policy.ts';
import { parseProxyList } from '#main/ekyc/proxy.ts';
import type { Answer } from '#main/ekyc/transport.ts';
import type { LogEntry } from '#shared/domain/verification.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('parseBaseUrl', () => {
  it.each([
    ['https://ekyc.example.com', 'https://ekyc.example.com/'],
    [' https://ekyc.example.com:8443/kyc// ', 'https://ekyc.example.com:8443/kyc'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['http://127.0.0.1', 'http://127.0.0.1/'],
    ['http://127.1:99/', 'http://127.0.0.1:99/'],
    ['http://[::1]:5000', 'http://[::1]:5000/'],
  ])('accepts %s', (text, href) => {
    const parsed = parseBaseUrl(text);
    expect(parsed.ok && parsed.data.href).toBe(href);
  });

  it.each([
    '',
    'ekyc.example.com',
    'http://ekyc.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
    'ftp://ekyc.example.com',
    'file:///tmp',
    'https://user:secret@ekyc.example.com',
    'https://ekyc.example.com/?a=1',
    'https://ekyc.example.com/#x',
  ])('refuses %j', (text) => {
    expect(parseBaseUrl(text)).toEqual({ ok: false, error: { code: 'CFG-URL' } });
  });

  it('returns a path that is the prefix of every call', () => {
    const base = new URL('https://ekyc.example.com/kyc');
    expect(endpointUrl(base, '/agent/customer-registration/', { step: '1', crop: '1' }).href).toBe(
      'https://ekyc.example.com/kyc/agent/customer-registration/?step=1&crop=1',
    );
    expect(isLoopback('127.0.0.1')).toBe(true);
    expect(isLoopback('example.com')).toBe(false);
  });
});

describe('createTrailingSlashPolicy', () => {
  it('recognises only a redirect to the same path at the same origin as a slash redirect', () => {
    const requested = new URL('https://a.example/agent/get-verification-log?status=all');
    const isRecognised = (location: string | null, status = 301): boolean =>
      isSlashRedirect(status, location, requested);
    expect(isRecognised('/agent/get-verification-log/')).toBe(true);
    expect(isRecognised('https://a.example/agent/get-verification-log/?status=all', 308)).toBe(
      true,
    );
    expect(isRecognised('https://a.example:443/agent/get-verification-log/')).toBe(true);
    expect(isRecognised('https://b.example/agent/get-verification-log/')).toBe(false);
    expect(isRecognised('http://a.example/agent/get-verification-log/')).toBe(false);
    expect(isRecognised('https://x@a.example/agent/get-verification-log/')).toBe(false);
    expect(isRecognised('/agent/get-verification-log')).toBe(false);
    expect(isRecognised('/agent/get-verification-log//')).toBe(false);
    expect(isRecognised('/agent/get-verification-log/', 303)).toBe(false);
    expect(isRecognised('/agent/get-verification-log/', 200)).toBe(false);
    expect(isRecognised(null)).toBe(false);
    expect(isRecognised('http://[')).toBe(false);
  });

  const answer = (status: number, location: string | null = null): Answer => ({
    status,
    location,
    retryAfter: null,
    date: null,
    body: new Uint8Array(),
  });
  const requested = new URL('https://s.example/f');

  it('uses the form learned for one path for other paths of the same client', () => {
    const policy = createTrailingSlashPolicy();
    expect(policy.current('/f')).toBe('/f');
    expect(policy.alternative('/f', requested, answer(404))).toBe('/f/');
    expect(policy.alternative('/c/', requested, answer(404))).toBe(null);
    policy.learn('/f', '/f/', answer(200));
    expect([policy.current('/f'), policy.current('/g'), policy.current('/c/')]).toEqual([
      '/f/',
      '/g/',
      '/c/',
    ]);
    expect(createTrailingSlashPolicy().current('/f')).toBe('/f');
  });

  it('tries the other form after a 500 only while the form is unknown', () => {
    const policy = createTrailingSlashPolicy();
    expect(policy.alternative('/f', requested, answer(500))).toBe('/f/');
    policy.learn('/f', '/f', answer(401));
    expect(policy.alternative('/f', requested, answer(500))).toBe(null);
    expect(policy.alternative('/f', requested, answer(301, '/f/'))).toBe('/f/');
  });

  it.each([301, 404, 500, 503])(
    'does not learn the form from an answer with status %i',
    (status) => {
      const policy = createTrailingSlashPolicy();
      policy.learn('/f', '/f/', answer(status));
      expect(policy.current('/f')).toBe('/f');
    },
  );

  it('returns to the plain form when the slashed path answers 404', () => {
    const policy = createTrailingSlashPolicy();
    policy.learn('/f', '/f/', answer(200));
    expect(policy.alternative('/f', requested, answer(404))).toBe('/f');
    policy.learn('/f', '/f', answer(200));
    expect(policy.current('/g')).toBe('/g');
  });
});

describe('buildMultipart', () => {
  it('encodes raw UTF-8 values and pictures and states the length', async () => {
    const picture = new Uint8Array([0xff, 0xd8, 0, 13, 10, 0xff, 0xd9]);
    const body = buildMultipart([
      { name: 'nid_no', value: '0123456789' },
      { name: 'father_name', value: 'মো. নমুনা\r\nমিয়া' },
      { name: 'id_front', fileName: 'id_front.jpg', jpeg: picture },
    ]);
    const whole = Buffer.concat(body.pieces);
    expect(body.length).toBe(whole.length);
    // Verified with undici's independent multipart parser (formData).
    const form = await new Response(whole, {
      headers: { 'content-type': body.contentType },
    }).formData();
    expect([...form.keys()]).toEqual(['nid_no', 'father_name', 'id_front']);
    expect(form.get('nid_no')).toBe('0123456789');
    expect(form.get('father_name')).toBe('মো. নমুনা মিয়া');
    const file = form.get('id_front') as File;
    expect([file.name, file.type]).toEqual(['id_front.jpg', 'image/jpeg']);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(picture);
    expect(whole.toString()).not.toMatch(/charset/i);
  });
});

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

describe('parseProxyList', () => {
  it.each([
    ['', [{ kind: 'direct' }]],
    ['DIRECT', [{ kind: 'direct' }]],
    [
      'PROXY proxy.bank.example:3128; DIRECT',
      [{ kind: 'http', host: 'proxy.bank.example', port: 3128 }, { kind: 'direct' }],
    ],
    [' https secure.example ;', [{ kind: 'https', host: 'secure.example', port: 443 }]],
    ['proxy [::1]:8080', [{ kind: 'http', host: '::1', port: 8080 }]],
    ['SOCKS5 127.0.0.1:1080; PROXY a:1', [{ kind: 'http', host: 'a', port: 1 }]],
    ['SOCKS5 127.0.0.1:1080', []],
    ['PROXY', []],
    ['PROXY a:99999', []],
  ])('parses %j', (pac, hops) => {
    expect(parseProxyList(pac)).toEqual(hops);
  });
});

describe('createLogEndDetector', () => {
  const line = (n: number): LogEntry => ({
    mobile: `0130000${n}`,
    name: 'N',
    nid: `0${n}`,
    submittedOn: '1/1/2026',
    verdict: 'passed',
  });
  const lines = (from: number, count: number): LogEntry[] =>
    Array.from({ length: count }, (_, n) => line(from + n));

  it('detects the end at an empty page, a repeated page, or more lines than requested', () => {
    const detector = createLogEndDetector();
    expect(detector.add('t', 'all', 1, [], 0)).toEqual({ entries: [], complete: true });
    expect(detector.add('t', 'all', 1, lines(0, LOG_PAGE_SIZE), LOG_PAGE_SIZE)).toMatchObject({
      complete: false,
    });
    expect(detector.add('t', 'all', 2, lines(0, LOG_PAGE_SIZE), LOG_PAGE_SIZE)).toEqual({
      entries: [],
      complete: true,
    });
    const tooManyLines = lines(0, LOG_PAGE_SIZE + 1);
    expect(detector.add('t', 'all', 1, tooManyLines, tooManyLines.length)).toEqual({
      entries: tooManyLines,
      complete: true,
    });
  });

  it.each([1, 3, 10, LOG_PAGE_SIZE - 1])(
    'does not treat a page of %i lines as the end',
    (count) => {
      expect(createLogEndDetector().add('t', 'all', 1, lines(0, count), count)).toEqual({
        entries: lines(0, count),
        complete: false,
      });
    },
  );

  it('requires two repetitions of a page with one line, because a new line shifts it unchanged', () => {
    const detector = createLogEndDetector();
    detector.add('t', 'all', 1, lines(0, 1), 1);
    expect(detector.add('t', 'all', 2, lines(0, 1), 1)).toEqual({
      entries: [],
      complete: false,
    });
    expect(detector.add('t', 'all', 3, lines(0, 1), 1)).toEqual({
      entries: [],
      complete: true,
    });
  });

  it('tracks each filter separately and starts again for another clerk', () => {
    const detector = createLogEndDetector();
    const full = lines(0, LOG_PAGE_SIZE);
    detector.add('t', 'all', 1, full, LOG_PAGE_SIZE);
    expect(detector.add('t', 'passed', 2, full, LOG_PAGE_SIZE)).toMatchObject({ complete: false });
    expect(detector.add('other', 'all', 2, full, LOG_PAGE_SIZE)).toMatchObject({
      complete: false,
      entries: full,
    });
  });

  it('returns a shifted line only once, and a page requested again in full', () => {
    const detector = createLogEndDetector();
    detector.add('t', 'all', 1, lines(0, LOG_PAGE_SIZE), LOG_PAGE_SIZE);
    const second = lines(LOG_PAGE_SIZE - 1, LOG_PAGE_SIZE);
    const shown = detector.add('t', 'all', 2, second, LOG_PAGE_SIZE);
    expect(shown.entries).toEqual(second.slice(1));
    expect(shown.complete).toBe(false);
    expect(detector.add('t', 'all', 2, second, LOG_PAGE_SIZE)).toEqual(shown);
    expect(detector.add('t', 'all', 1, [line(1), line(1)], 2).entries).toEqual([line(1)]);
  });
});
