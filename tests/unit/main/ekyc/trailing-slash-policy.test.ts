import { describe, expect, it } from 'vitest';
import { createTrailingSlashPolicy, isSlashRedirect } from '#main/ekyc/trailing-slash-policy.ts';
import type { Answer } from '#main/ekyc/send-request.ts';

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

  const createAnswer = (status: number, location: string | null = null): Answer => ({
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
    expect(policy.alternative('/f', requested, createAnswer(404))).toBe('/f/');
    expect(policy.alternative('/c/', requested, createAnswer(404))).toBe(null);
    policy.learn('/f', '/f/', createAnswer(200));
    expect([policy.current('/f'), policy.current('/g'), policy.current('/c/')]).toEqual([
      '/f/',
      '/g/',
      '/c/',
    ]);
    expect(createTrailingSlashPolicy().current('/f')).toBe('/f');
  });

  it('tries the other form after a 500 only while the form is unknown', () => {
    const policy = createTrailingSlashPolicy();
    expect(policy.alternative('/f', requested, createAnswer(500))).toBe('/f/');
    policy.learn('/f', '/f', createAnswer(401));
    expect(policy.alternative('/f', requested, createAnswer(500))).toBe(null);
    expect(policy.alternative('/f', requested, createAnswer(301, '/f/'))).toBe('/f/');
  });

  it.each([301, 404, 500, 503])(
    'does not learn the form from an answer with status %i',
    (status) => {
      const policy = createTrailingSlashPolicy();
      policy.learn('/f', '/f/', createAnswer(status));
      expect(policy.current('/f')).toBe('/f');
    },
  );

  it('returns to the plain form when the slashed path answers 404', () => {
    const policy = createTrailingSlashPolicy();
    policy.learn('/f', '/f/', createAnswer(200));
    expect(policy.alternative('/f', requested, createAnswer(404))).toBe('/f');
    policy.learn('/f', '/f', createAnswer(200));
    expect(policy.current('/g')).toBe('/g');
  });
});
