/** Contract tests of the client with real network faults: unreachable hosts, broken connections, redirects, TLS and proxies. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { createEkycClient, type EkycClientOptions } from '#main/ekyc/client.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';
import { createTestService } from '#tests/support/service/service.ts';
import { createCertificate } from '#tests/support/certificates.ts';
import {
  findClosedPort,
  startResettingRelay,
  startFixedResponseServer,
  startSilentServer,
  startTunnelProxy,
} from '#tests/support/network-fakes.ts';
import { AGENT, CARD_PICTURES, dataOf, createForm, createJpeg, startRig } from './support/rig.ts';

const cleanups: (() => Promise<void>)[] = [];
/** Closes a resource after the test. */
const closeAfterTest = <T extends { close(): Promise<void> }>(resource: T): T => {
  cleanups.push(() => resource.close());
  return resource;
};
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).toReversed()) await cleanUp();
});

/** The largest photo that the client accepts. */
const MAX_PHOTO_BYTES = 5 * 1024 * 1024;
const token = 'token-without-session' as Token;
const handles = {
  front: { name: 'id_front_url', value: 'front' },
  back: { name: 'id_back_url', value: 'back' },
} as const;
const form = createForm(handles);
const createClient = (baseUrl: string, options: Partial<EkycClientOptions> = {}): EkycClient =>
  createEkycClient({ baseUrl, ...options });
const codeOf = (result: { ok: boolean; error?: { code: string } }): string | undefined =>
  result.error?.code;

describe('an unreachable service', () => {
  it('is reported as NET-DNS when its name cannot be resolved', async () => {
    const client = createClient('https://ekyc.branch-kiosk.invalid');
    expect(codeOf(await client.probe())).toBe('NET-DNS');
    expect(codeOf(await client.requestOtp(AGENT))).toBe('NET-DNS');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-DNS' },
    });
  }, 30_000);

  it('is reported as NET-REFUSED when no process listens', async () => {
    const client = createClient(`http://127.0.0.1:${await findClosedPort()}`);
    expect(codeOf(await client.probe())).toBe('NET-REFUSED');
    expect(codeOf(await client.verificationLog(token, 'all', 1))).toBe('NET-REFUSED');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-REFUSED' },
    });
  });

  it('is reported as NET-CONNECT-TIMEOUT when it accepts the connection but never starts TLS', async () => {
    const silentServer = closeAfterTest(await startSilentServer());
    const client = createClient(`https://127.0.0.1:${silentServer.port}`, {
      timeouts: { connectMs: 300 },
    });
    expect(codeOf(await client.probe())).toBe('NET-CONNECT-TIMEOUT');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-CONNECT-TIMEOUT' },
    });
  });

  it('is reported as NET-TLS when it answers with another protocol', async () => {
    const httpService = closeAfterTest(await createTestService({}));
    const client = createClient(httpService.url.replace('http:', 'https:'));
    expect(codeOf(await client.probe())).toBe('NET-TLS');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-TLS' },
    });
  });

  it('is reported as CFG-URL, and receives nothing, when its address is not acceptable', async () => {
    const client = createClient('http://ekyc.example.com');
    expect(codeOf(await client.probe())).toBe('CFG-URL');
    expect(codeOf(await client.requestOtp(AGENT))).toBe('CFG-URL');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'CFG-URL' },
    });
  });
});

describe('a connection that breaks', () => {
  it('during step 2 leaves the outcome unknown, and step 2 is not sent again', async () => {
    const rig = closeAfterTest(await startRig());
    const { token: sessionToken, form: validForm } = await rig.prepareSubmission();
    const relay = closeAfterTest(
      await startResettingRelay(Number(new URL(rig.service.url).port), 60_000),
    );
    const client = createClient(`http://127.0.0.1:${relay.port}`);
    const outcome = await client.submit(sessionToken, { ...validForm, photo: createJpeg(600_000) });
    expect(outcome).toMatchObject({
      kind: 'unknown',
      error: { code: 'SEND-UNKNOWN', params: { cause: 'NET-CUT' } },
    });
    expect(relay.receivedBytes()).toBeLessThan(400_000);
    // The reset may arrive before the request's header, so connections are counted.
    expect(relay.connections()).toBe(1);
    expect(rig.requestsOf('submit').length).toBeLessThanOrEqual(1);
    expect(rig.service.ledger()).toEqual([]);
  });

  it('while kept alive does not make the client send a POST twice', async () => {
    const rig = closeAfterTest(await startRig());
    const { token: sessionToken, form: validForm } = await rig.prepareSubmission();
    for (const call of ['readCard', 'submit'] as const) {
      const requestsBefore = rig.requestsOf(call).length;
      rig.service.faults.failNext(call, 'accept-then-drop');
      if (call === 'readCard')
        expect(codeOf(await rig.client.readCard(sessionToken, CARD_PICTURES))).toBe('NET-CUT');
      else
        expect(await rig.client.submit(sessionToken, validForm)).toMatchObject({ kind: 'unknown' });
      expect(rig.requestsOf(call).length - requestsBefore).toBe(1);
    }
    expect(rig.service.ledger()).toHaveLength(1);
  });
});

describe('a redirect', () => {
  it('to another address is reported as SVC-REDIRECT, is not followed and does not receive the token', async () => {
    const rig = closeAfterTest(await startRig());
    const otherServer = closeAfterTest(await startFixedResponseServer('{"status":"passed"}'));
    const sessionToken = await rig.signIn();
    const targets = [
      `http://127.0.0.1:${otherServer.port}/agent/get-verification-status/`,
      `//127.0.0.1:${otherServer.port}/agent/get-verification-status/`,
      '/agent/somewhere-else/',
      '/app/login/?next=/agent/get-verification-status',
    ];
    for (const to of targets) {
      const requestsBefore = rig.requestsOf('verificationStatus').length;
      rig.service.faults.failNext('verificationStatus', { kind: 'redirect', status: 307, to });
      expect(
        codeOf(await rig.client.verificationStatus(sessionToken, toMobileNumber('01300001234'))),
      ).toBe('SVC-REDIRECT');
      expect(rig.requestsOf('verificationStatus').length - requestsBefore).toBe(1);
    }
    expect(otherServer.requestHeaders).toEqual([]);
  });

  it('in a loop ends after one retry', async () => {
    const rig = closeAfterTest(await startRig({ dialect: '1.07' }));
    const sessionToken = await rig.signIn();
    rig.service.faults.failAlways('verificationStatus', {
      kind: 'redirect',
      status: 301,
      to: '/agent/get-verification-status/',
    });
    expect(
      codeOf(await rig.client.verificationStatus(sessionToken, toMobileNumber('01300001234'))),
    ).toBe('SVC-REDIRECT');
    expect(rig.requestsOf('verificationStatus')).toHaveLength(2);
  });

  it('to another protocol or host is not treated as a slash redirect', async () => {
    const rig = closeAfterTest(await startRig());
    const sessionToken = await rig.signIn();
    const port = new URL(rig.service.url).port;
    rig.service.faults.failNext('verificationStatus', {
      kind: 'redirect',
      status: 308,
      to: `http://localhost:${port}/agent/get-verification-status/`,
    });
    expect(
      codeOf(await rig.client.verificationStatus(sessionToken, toMobileNumber('01300001234'))),
    ).toBe('SVC-REDIRECT');
    expect(rig.requestsOf('verificationStatus')).toHaveLength(1);
  });
});

describe('fetchPhoto', () => {
  it('fetches from another port of the service’s host without the token', async () => {
    const rig = closeAfterTest(await startRig());
    const picture = createJpeg(20_000);
    const otherServer = closeAfterTest(await startFixedResponseServer(picture, 'image/jpeg'));
    const sessionToken = await rig.signIn();
    const fetched = dataOf(
      await rig.client.fetchPhoto(sessionToken, `http://127.0.0.1:${otherServer.port}/photo.jpg`),
    );
    expect(Buffer.from(fetched).equals(picture)).toBe(true);
    expect(otherServer.requestHeaders).toHaveLength(1);
    expect(otherServer.requestHeaders[0]).not.toHaveProperty('authorization');
    expect(otherServer.requestHeaders[0]).not.toHaveProperty('cookie');
  });

  it('does not fetch from another host', async () => {
    const rig = closeAfterTest(await startRig());
    const otherServer = closeAfterTest(
      await startFixedResponseServer(createJpeg(20_000), 'image/jpeg'),
    );
    const sessionToken = await rig.signIn();
    expect(
      codeOf(
        await rig.client.fetchPhoto(sessionToken, `http://localhost:${otherServer.port}/photo.jpg`),
      ),
    ).toBe('SVC-ANSWER');
    expect(otherServer.requestHeaders).toEqual([]);
  });

  it('decodes a data URI whatever its declared type', async () => {
    const picture = createJpeg(20_000);
    const client = createClient('https://service.example');
    const dataUriOf = (bytes: Uint8Array): string =>
      `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
    expect(
      Buffer.from(dataOf(await client.fetchPhoto(token, dataUriOf(picture)))).equals(picture),
    ).toBe(true);
    expect(codeOf(await client.fetchPhoto(token, dataUriOf(Buffer.from('<html>'))))).toBe(
      'IMG-NOT-IMAGE',
    );
    expect(
      codeOf(await client.fetchPhoto(token, dataUriOf(createJpeg(MAX_PHOTO_BYTES + 30)))),
    ).toBe('IMG-FILE-SIZE');
  });

  it('sends the token to the service’s origin, also for a relative address', async () => {
    const rig = closeAfterTest(await startRig());
    const { token: sessionToken, form: validForm } = await rig.prepareSubmission();
    const { pathname } = new URL(validForm.front.value);
    expect(
      Buffer.from(dataOf(await rig.client.fetchPhoto(sessionToken, pathname))).equals(
        CARD_PICTURES.front,
      ),
    ).toBe(true);
    expect(rig.requestsOf('photo')[0]?.authorization).toEqual({ present: true, scheme: 'Token' });
    expect(codeOf(await rig.client.fetchPhoto(sessionToken, '/media/gone.jpg'))).toBe(
      'SVC-NOT-FOUND',
    );
  });

  it('rejects a page, a file that is too large, and addresses that are not permitted', async () => {
    const rig = closeAfterTest(await startRig());
    const htmlServer = closeAfterTest(
      await startFixedResponseServer('<html></html>', 'image/jpeg'),
    );
    const largePictureServer = closeAfterTest(
      await startFixedResponseServer(createJpeg(MAX_PHOTO_BYTES + 1), 'image/jpeg'),
    );
    const fetchCode = async (url: string): Promise<string | undefined> =>
      codeOf(await rig.client.fetchPhoto(token, url));
    expect(await fetchCode(`http://127.0.0.1:${htmlServer.port}/x.jpg`)).toBe('IMG-NOT-IMAGE');
    expect(await fetchCode(`http://127.0.0.1:${largePictureServer.port}/x.jpg`)).toBe(
      'IMG-FILE-SIZE',
    );
    const refusedUrls = [
      'http://www.example.com/x.jpg',
      'file:///etc/passwd',
      'https://a:b@example.com/',
      'http://[',
    ];
    for (const url of refusedUrls) expect(await fetchCode(url)).toBe('SVC-ANSWER');
  });
});

const certificate = createCertificate();
const otherCertificate = createCertificate();

describe.skipIf(!certificate || !otherCertificate)('the client over TLS (needs openssl)', () => {
  const tls = certificate ?? { key: '', cert: '' };
  const trustOptions = { caCertificates: [tls.cert] };

  it('accepts a certificate that the machine trusts', async () => {
    const rig = closeAfterTest(await startRig({ tls }, trustOptions));
    dataOf(await rig.client.probe());
    expect(rig.service.requests()).toEqual([]);
    const { token: sessionToken, form: validForm } = await rig.prepareSubmission();
    expect(await rig.client.submit(sessionToken, validForm)).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['the authorities Node knows', undefined],
    ['another authority', otherCertificate ? [otherCertificate.cert] : []],
  ])('sends nothing when the certificate is not from %s', async (_name, caCertificates) => {
    const service = closeAfterTest(await createTestService({ tls }));
    const client = createClient(service.url, caCertificates ? { caCertificates } : {});
    expect(codeOf(await client.probe())).toBe('NET-TLS');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-TLS' },
    });
    expect(service.requests()).toEqual([]);
  });

  it('sends nothing when the certificate is for another name', async () => {
    const service = closeAfterTest(await createTestService({ tls }));
    const client = createClient(service.url.replace('127.0.0.1', 'localhost'), trustOptions);
    expect(codeOf(await client.probe())).toBe('NET-TLS');
    expect(service.requests()).toEqual([]);
  });

  it('connects through a proxy without revealing the token to it', async () => {
    const proxy = closeAfterTest(await startTunnelProxy());
    const rig = closeAfterTest(
      await startRig(
        { tls },
        { ...trustOptions, resolveProxy: async () => `PROXY 127.0.0.1:${proxy.port}; DIRECT` },
      ),
    );
    const { token: sessionToken, form: validForm } = await rig.prepareSubmission();
    expect(await rig.client.submit(sessionToken, validForm)).toMatchObject({ kind: 'accepted' });
    dataOf(await rig.client.probe());
    const authority = new URL(rig.service.url).host;
    expect(proxy.requestLines.length).toBeGreaterThanOrEqual(3);
    expect(new Set(proxy.requestLines)).toEqual(new Set([`CONNECT ${authority}`]));
    expect(proxy.headers.every((headers) => headers.authorization === undefined)).toBe(true);
  });

  it.each([407, 403, 502])('sends nothing when the proxy answers %i', async (status) => {
    const proxy = closeAfterTest(await startTunnelProxy(status));
    const service = closeAfterTest(await createTestService({ tls }));
    const client = createClient(service.url, {
      ...trustOptions,
      resolveProxy: async () => `PROXY 127.0.0.1:${proxy.port}; DIRECT`,
    });
    expect(codeOf(await client.probe())).toBe('NET-PROXY');
    const error = { code: 'NET-PROXY', params: { cause: String(status) } };
    expect(await client.submit(token, form)).toMatchObject({ kind: 'not-sent', error });
    expect(service.requests()).toEqual([]);
  });

  it.each([
    [['Negotiate', 'NTLM'], 'Negotiate, NTLM'],
    [['NTLM TlRMTVNTUAAC'], 'NTLM'],
    [['Basic realm="Bank, NTLM", charset="UTF-8", Negotiate'], 'Negotiate, Basic'],
  ])(
    'sends nothing and names the authentication scheme when the proxy answers 407 with %j',
    async (challenges, cause) => {
      const proxy = closeAfterTest(await startTunnelProxy(407, challenges));
      const service = closeAfterTest(await createTestService({ tls }));
      const client = createClient(service.url, {
        ...trustOptions,
        resolveProxy: async () => `PROXY 127.0.0.1:${proxy.port}; DIRECT`,
      });
      const error = { code: 'NET-PROXY-AUTH', params: { cause } };
      expect(await client.probe()).toMatchObject({ ok: false, error });
      expect(await client.submit(token, form)).toMatchObject({ kind: 'not-sent', error });
      expect(service.requests()).toEqual([]);
      for (const headers of proxy.headers)
        expect(headers).not.toHaveProperty('proxy-authorization');
    },
  );

  it('does not show an unknown authentication scheme', async () => {
    const proxy = closeAfterTest(await startTunnelProxy(407, ['Password-for-01300000042']));
    const client = createClient('https://ekyc.bank.example', {
      resolveProxy: async () => `PROXY 127.0.0.1:${proxy.port}`,
    });
    expect(await client.probe()).toMatchObject({
      error: { code: 'NET-PROXY', params: { cause: '407' } },
    });
  });

  it('tries the next hop when a proxy is unreachable, and fails with NET-PROXY when none is left', async () => {
    const unusedPort = await findClosedPort();
    const service = closeAfterTest(await createTestService({ tls }));
    const probeThrough = (proxies: string): Promise<{ ok: boolean; error?: { code: string } }> =>
      createClient(service.url, { ...trustOptions, resolveProxy: async () => proxies }).probe();
    expect(codeOf(await probeThrough(`PROXY 127.0.0.1:${unusedPort}; DIRECT`))).toBe(undefined);
    expect(codeOf(await probeThrough(`PROXY 127.0.0.1:${unusedPort}`))).toBe('NET-PROXY');
    expect(codeOf(await probeThrough('SOCKS5 127.0.0.1:1080'))).toBe('NET-PROXY');
    const hangingClient = createClient(service.url, {
      ...trustOptions,
      resolveProxy: () => new Promise(() => undefined),
      timeouts: { connectMs: 200 },
    });
    expect(codeOf(await hangingClient.probe())).toBe('NET-PROXY');
    expect(await hangingClient.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-PROXY' },
    });
  });
});

describe('the client over plain http to loopback', () => {
  it('sends the absolute URL to a proxy', async () => {
    const proxy = closeAfterTest(await startTunnelProxy());
    const rig = closeAfterTest(
      await startRig({}, { resolveProxy: async () => `PROXY 127.0.0.1:${proxy.port}` }),
    );
    dataOf(await rig.client.requestOtp(AGENT));
    expect(proxy.requestLines).toEqual([`POST ${rig.service.url}/app/request-otp/`]);
  });
});
