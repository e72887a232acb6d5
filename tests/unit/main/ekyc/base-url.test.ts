import { describe, expect, it } from 'vitest';
import { endpointUrl, isLoopback, parseBaseUrl } from '#main/ekyc/base-url.ts';

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
});

describe('endpointUrl and isLoopback', () => {
  it('append the path of a call to the path of the base address, and recognise a loopback host', () => {
    const base = new URL('https://ekyc.example.com/kyc');
    expect(endpointUrl(base, '/agent/customer-registration/', { step: '1', crop: '1' }).href).toBe(
      'https://ekyc.example.com/kyc/agent/customer-registration/?step=1&crop=1',
    );
    expect(isLoopback('127.0.0.1')).toBe(true);
    expect(isLoopback('example.com')).toBe(false);
  });
});
