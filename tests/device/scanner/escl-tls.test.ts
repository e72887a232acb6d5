/** Tests network scanners with self-signed certificates, which are the factory default. Needs openssl. */
import { createHash, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEsclDriver, type EsclDeps } from '#main/scanner/escl/driver.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { createCertificate, type TlsCredentials } from '#tests/support/certificates.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import { startEsclServer, type EsclServer } from '#tests/support/escl-server.ts';

const createKeyPair = (): TlsCredentials => {
  const pair = createCertificate();
  if (!pair) throw new Error('openssl is missing');
  return pair;
};
const [device, otherDevice] = [createKeyPair(), createKeyPair()];
/** The pin as documented: SHA-256 of the public key in DER, hexadecimal. */
const pinOf = ({ cert }: TlsCredentials): string =>
  createHash('sha256')
    .update(createPublicKey(cert).export({ type: 'spki', format: 'der' }))
    .digest('hex');

let server: EsclServer;
beforeAll(async () => {
  server = await startEsclServer({ card: createTestPicture(), tls: device });
});
afterAll(() => server.close());

const scan = async (
  pin?: string,
  options: Partial<EsclDeps> = {},
): Promise<{ code: ErrorCode | 'ok'; cause: unknown; requestCount: number }> => {
  const requestsBefore = server.requests.length;
  const driver = createEsclDriver({
    devices: [{ url: server.url, name: 'Mock', ...(pin === undefined ? {} : { pin }) }],
    ...options,
  });
  const result = await driver.scan(server.url, { dpi: 300, signal: new AbortController().signal });
  const requestCount = server.requests.length - requestsBefore;
  return result.ok
    ? { code: 'ok', cause: undefined, requestCount }
    : { code: result.error.code, cause: result.error.params?.['cause'], requestCount };
};

describe('a scanner with a self-signed certificate', () => {
  it('is accepted when its key matches the pin in any notation', async () => {
    const pin = pinOf(device);
    for (const notation of [pin, pin.toUpperCase(), pin.match(/../g)!.join(':'), `sha256:${pin}`]) {
      expect((await scan(notation)).code).toBe('ok');
    }
  });

  it.each([
    ['another key is pinned', () => pinOf(otherDevice)],
    ['the pin is truncated', () => pinOf(device).slice(0, -2)],
    ['the pin is not a hash', () => 'the-certificate-of-the-front-desk'],
    ['the pin is empty', () => ''],
  ])('is rejected when %s and receives no request', async (_name, pin) => {
    expect(await scan(pin())).toEqual({
      code: 'SCAN-CERTIFICATE',
      cause: 'other-key',
      requestCount: 0,
    });
  });

  it('is rejected without a pin and receives no request', async () => {
    expect(await scan()).toEqual({
      code: 'SCAN-CERTIFICATE',
      cause: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      requestCount: 0,
    });
  });

  it('is accepted without a pin when the machine trusts the certificate', async () => {
    expect((await scan(undefined, { caCertificates: [device.cert] })).code).toBe('ok');
    expect((await scan(undefined, { caCertificates: [otherDevice.cert] })).code).toBe(
      'SCAN-CERTIFICATE',
    );
  });

  it('is rejected with another pin although the machine trusts the certificate', async () => {
    expect((await scan(pinOf(otherDevice), { caCertificates: [device.cert] })).code).toBe(
      'SCAN-CERTIFICATE',
    );
  });

  it('is rejected under a name that is not in the certificate', async () => {
    const url = server.url.replace('127.0.0.1', 'localhost');
    const driver = createEsclDriver({
      devices: [{ url, name: 'Mock' }],
      caCertificates: [device.cert],
    });
    const result = await driver.scan(url, { dpi: 300, signal: new AbortController().signal });
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'SCAN-CERTIFICATE', params: { cause: 'ERR_TLS_CERT_ALTNAME_INVALID' } },
    });
  });
});
