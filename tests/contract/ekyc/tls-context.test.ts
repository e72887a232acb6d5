/** Tests that the client creates one TLS context for all connections. */
import * as tls from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import { createEkycClient } from '#main/ekyc/client.ts';
import { createTestService } from '#tests/support/service/service.ts';
import { createCertificate } from '#tests/support/certificates.ts';

vi.mock('node:tls', async (importOriginal) => {
  const original = await importOriginal<typeof tls>();
  return {
    ...original,
    connect: vi.fn(original.connect),
    createSecureContext: vi.fn(original.createSecureContext),
  };
});

const certificate = createCertificate();

describe.skipIf(!certificate)('connections over TLS (needs openssl)', () => {
  it('share one secure context, because parsing the certificates blocks the process', async () => {
    const { key, cert } = certificate ?? { key: '', cert: '' };
    const service = await createTestService({ tls: { key, cert } });
    const client = createEkycClient({ baseUrl: service.url, caCertificates: [cert] });
    for (let request = 0; request < 3; request += 1) expect((await client.probe()).ok).toBe(true);
    const contexts = vi
      .mocked(tls.connect)
      .mock.calls.map(([options]) => (options as tls.ConnectionOptions).secureContext);
    expect(contexts).toHaveLength(3);
    expect(contexts[0]).toBeDefined();
    expect(new Set(contexts).size).toBe(1);
    expect(vi.mocked(tls.createSecureContext)).toHaveBeenCalledTimes(1);
    await service.close();
  });
});
