import { describe, expect, it } from 'vitest';
import { isServiceHostAllowed } from '#main/settings/policy/service-host.ts';

describe('isServiceHostAllowed', () => {
  const hosts = ['kyc.bank.example', '*.giga.example', 'test.bank.example:8443'];
  it.each([
    ['https://kyc.bank.example', true],
    ['https://kyc.bank.example/api', true],
    ['https://a.giga.example', true],
    ['https://a.b.giga.example', true],
    ['https://test.bank.example:8443', true],
    ['https://KYC.bank.example', true],
    ['https://giga.example', false],
    ['https://evilgiga.example', false],
    ['https://kyc.bank.example:8443', false],
    ['https://test.bank.example', false],
    ['https://kyc.bank.example.evil.example', false],
    ['https://kyc.bank.example@evil.example', false],
    ['no address', false],
    ['', false],
  ])('returns for %s: %s', (address, allowed) => {
    expect(isServiceHostAllowed(address, hosts)).toBe(allowed);
  });

  it('allows every address when the policy names no host', () => {
    expect(isServiceHostAllowed('https://anywhere.example', [])).toBe(true);
  });
});
