/** Contract tests of the client with real network faults: unreachable hosts, broken connections, redirects, TLS and proxies. */
import { mobile } from '#tests/support/numbers.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { createEkycClient, type EkycClientOptions } from '#main/ekyc/client.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';
import { createTestService } from '#tests/support/service/service.ts';
import { makeCertificate } from '#tests/support/certificates.ts';
import {
  findClosedPort,
  startResettingRelay,
  startFixedResponseServer,
  startSilentServer,
  startTunnelProxy,
} from '#tests/support/network-fakes.ts';
import { AGENT, card, dataOf, formFor, jpeg, startRig } from './support/rig.ts';

const closers: (() => Promise<void>)[] = [];
/** Closes a resource after the test. */
const closeAfterTest = <T extends { close(): Promise<void> }>(resource: T): T => {
  closers.push(() => resource.close());
  return resource;
};
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const token = 'token-without-session' as Token;
const handles = {
  front: { name: 'id_front_url', value: 'front' },
  back: { name: 'id_back_url', value: 'back' },
} as const;
const form = formFor(handles);
const clientOf = (baseUrl: string, more: Partial<EkycClientOptions> = {}): EkycClient =>
  createEkycClient({ baseUrl, ...more });
const codeOf = (result: { ok: boolean; error?: { code: string } }): string | undefined =>
  result.error?.code;

describe('an unreachable service', () => {
  it('is NET-DNS when its name cannot be resolved', async () => {
    const client = clientOf('https://ekyc.branch-kiosk.invalid');
    expect(codeOf(await client.probe())).toBe('NET-DNS');
    expect(codeOf(await client.requestOtp(AGENT))).toBe('NET-DNS');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-DNS' },
    });
  }, 30_000);

  it('is NET-REFUSED when no process listens', async () => {
    const client = clientOf(`http://127.0.0.1:${await findClosedPort()}`);
    expect(codeOf(await client.probe())).toBe('NET-REFUSED');
    expect(codeOf(await client.verificationLog(token, 'all', 1))).toBe('NET-REFUSED');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-REFUSED' },
    });
  });

  it('is NET-CONNECT-TIMEOUT when it accepts the connection but never starts TLS', async () => {
    const silent = closeAfterTest(await startSilentServer());
    const client = clientOf(`https://127.0.0.1:${silent.port}`, { timeouts: { connectMs: 300 } });
    expect(codeOf(await client.probe())).toBe('NET-CONNECT-TIMEOUT');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-CONNECT-TIMEOUT' },
    });
  });

  it('is NET-TLS when it answers with another protocol', async () => {
    const plain = closeAfterTest(await createTestService({}));
    const client = clientOf(plain.url.replace('http:', 'https:'));
    expect(codeOf(await client.probe())).toBe('NET-TLS');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-TLS' },
    });
  });

  it('is CFG-URL, and nothing is sent, when its address is not acceptable', async () => {
    const client = clientOf('http://ekyc.example.com');
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
    const ready = await rig.readyToSubmit();
    const relay = closeAfterTest(
      await startResettingRelay(Number(new URL(rig.service.url).port), 60_000),
    );
    const client = clientOf(`http://127.0.0.1:${relay.port}`);
    const outcome = await client.submit(ready.token, { ...ready.form, photo: jpeg(600_000) });
    expect(outcome).toMatchObject({
      kind: 'unknown',
      error: { code: 'SEND-UNKNOWN', params: { cause: 'NET-CUT' } },
    });
    expect(relay.passed()).toBeLessThan(400_000);
    // The reset may arrive before the request's header, so connections are counted.
    expect(relay.connections()).toBe(1);
    expect(rig.requestsOf('submit').length).toBeLessThanOrEqual(1);
    expect(rig.service.ledger()).toEqual([]);
  });

  it('while kept alive does not make the client send a POST twice', async () => {
    const rig = closeAfterTest(await startRig());
    const { token: signedIn, form: validForm } = await rig.readyToSubmit();
    for (const call of ['readCard', 'submit'] as const) {
      const before = rig.requestsOf(call).length;
      rig.service.faults.next(call, 'accept-then-drop');
      if (call === 'readCard')
        expect(codeOf(await rig.client.readCard(signedIn, card))).toBe('NET-CUT');
      else expect(await rig.client.submit(signedIn, validForm)).toMatchObject({ kind: 'unknown' });
      expect(rig.requestsOf(call).length - before).toBe(1);
    }
    expect(rig.service.ledger()).toHaveLength(1);
  });
});

describe('a redirect', () => {
  it('to another address is SVC-REDIRECT, is not followed and does not receive the token', async () => {
    const rig = closeAfterTest(await startRig());
    const otherServer = closeAfterTest(await startFixedResponseServer('{"status":"passed"}'));
    const signedIn = await rig.signIn();
    const targets = [
      `http://127.0.0.1:${otherServer.port}/agent/get-verification-status/`,
      `//127.0.0.1:${otherServer.port}/agent/get-verification-status/`,
      '/agent/somewhere-else/',
      '/app/login/?next=/agent/get-verification-status',
    ];
    for (const to of targets) {
      const before = rig.requestsOf('verificationStatus').length;
      rig.service.faults.next('verificationStatus', { kind: 'redirect', status: 307, to });
      expect(codeOf(await rig.client.verificationStatus(signedIn, mobile('01300001234')))).toBe(
        'SVC-REDIRECT',
      );
      expect(rig.requestsOf('verificationStatus').length - before).toBe(1);
    }
    expect(otherServer.seen).toEqual([]);
  });

  it('in a loop ends after one retry', async () => {
    const rig = closeAfterTest(await startRig({ dialect: '1.07' }));
    const signedIn = await rig.signIn();
    rig.service.faults.always('verificationStatus', {
      kind: 'redirect',
      status: 301,
      to: '/agent/get-verification-status/',
    });
    expect(codeOf(await rig.client.verificationStatus(signedIn, mobile('01300001234')))).toBe(
      'SVC-REDIRECT',
    );
    expect(rig.requestsOf('verificationStatus')).toHaveLength(2);
  });

  it('to another protocol or host is not treated as a slash redirect', async () => {
    const rig = closeAfterTest(await startRig());
    const signedIn = await rig.signIn();
    const port = new URL(rig.service.url).port;
    rig.service.faults.next('verificationStatus', {
      kind: 'redirect',
      status: 308,
      to: `http://localhost:${port}/agent/get-verification-status/`,
    });
    expect(codeOf(await rig.client.verificationStatus(signedIn, mobile('01300001234')))).toBe(
      'SVC-REDIRECT',
    );
    expect(rig.requestsOf('verificationStatus')).toHaveLength(1);
  });
});

describe('fetchPhoto', () => {
  it('fetches from another port of the service’s host without the token', async () => {
    const rig = closeAfterTest(await startRig());
    const picture = jpeg(20_000);
    const otherServer = closeAfterTest(await startFixedResponseServer(picture, 'image/jpeg'));
    const signedIn = await rig.signIn();
    const fetched = dataOf(
      await rig.client.fetchPhoto(signedIn, `http://127.0.0.1:${otherServer.port}/photo.jpg`),
    );
    expect(Buffer.from(fetched).equals(picture)).toBe(true);
    expect(otherServer.seen).toHaveLength(1);
    expect(otherServer.seen[0]).not.toHaveProperty('authorization');
    expect(otherServer.seen[0]).not.toHaveProperty('cookie');
  });

  it('does not fetch from another host', async () => {
    const rig = closeAfterTest(await startRig());
    const otherServer = closeAfterTest(await startFixedResponseServer(jpeg(20_000), 'image/jpeg'));
    const signedIn = await rig.signIn();
    expect(
      codeOf(
        await rig.client.fetchPhoto(signedIn, `http://localhost:${otherServer.port}/photo.jpg`),
      ),
    ).toBe('SVC-ANSWER');
    expect(otherServer.seen).toEqual([]);
  });

  it('decodes a data URI whatever its declared type', async () => {
    const picture = jpeg(20_000);
    const client = clientOf('https://service.example');
    const dataUriOf = (bytes: Uint8Array): string =>
      `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
    expect(
      Buffer.from(dataOf(await client.fetchPhoto(token, dataUriOf(picture)))).equals(picture),
    ).toBe(true);
    expect(codeOf(await client.fetchPhoto(token, dataUriOf(Buffer.from('<html>'))))).toBe(
      'IMG-NOT-IMAGE',
    );
    expect(codeOf(await client.fetchPhoto(token, dataUriOf(jpeg(5 * 1024 * 1024 + 30))))).toBe(
      'IMG-FILE-SIZE',
    );
  });

  it('sends the token to the service’s origin, also for a relative address', async () => {
    const rig = closeAfterTest(await startRig());
    const { token: signedIn, form: validForm } = await rig.readyToSubmit();
    const { pathname } = new URL(validForm.front.value);
    expect(
      Buffer.from(dataOf(await rig.client.fetchPhoto(signedIn, pathname))).equals(card.front),
    ).toBe(true);
    expect(rig.requestsOf('photo')[0]?.authorization).toEqual({ present: true, scheme: 'Token' });
    expect(codeOf(await rig.client.fetchPhoto(signedIn, '/media/gone.jpg'))).toBe('SVC-NOT-FOUND');
  });

  it('rejects a page, a file that is too large, and addresses that are not permitted', async () => {
    const rig = closeAfterTest(await startRig());
    const page = closeAfterTest(await startFixedResponseServer('<html></html>', 'image/jpeg'));
    const huge = closeAfterTest(
      await startFixedResponseServer(jpeg(5 * 1024 * 1024 + 1), 'image/jpeg'),
    );
    const fetchCode = async (url: string): Promise<string | undefined> =>
      codeOf(await rig.client.fetchPhoto(token, url));
    expect(await fetchCode(`http://127.0.0.1:${page.port}/x.jpg`)).toBe('IMG-NOT-IMAGE');
    expect(await fetchCode(`http://127.0.0.1:${huge.port}/x.jpg`)).toBe('IMG-FILE-SIZE');
    const refusedUrls = [
      'http://www.example.com/x.jpg',
      'file:///etc/passwd',
      'https://a:b@example.com/',
      'http://[',
    ];
    for (const url of refusedUrls) expect(await fetchCode(url)).toBe('SVC-ANSWER');
  });
});

const certificate = makeCertificate();
const otherCertificate = makeCertificate();

describe.skipIf(!certificate || !otherCertificate)('the client over TLS (needs openssl)', () => {
  const tls = certificate ?? { key: '', cert: '' };
  const trusted = { caCertificates: [tls.cert] };

  it('accepts a certificate that the machine trusts', async () => {
    const rig = closeAfterTest(await startRig({ tls }, trusted));
    dataOf(await rig.client.probe());
    expect(rig.service.requests()).toEqual([]);
    const { token: signedIn, form: validForm } = await rig.readyToSubmit();
    expect(await rig.client.submit(signedIn, validForm)).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['the authorities Node knows', undefined],
    ['another authority', otherCertificate ? [otherCertificate.cert] : []],
  ])('sends nothing when the certificate is not from %s', async (_name, caCertificates) => {
    const service = closeAfterTest(await createTestService({ tls }));
    const client = clientOf(service.url, caCertificates ? { caCertificates } : {});
    expect(codeOf(await client.probe())).toBe('NET-TLS');
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'not-sent',
      error: { code: 'NET-TLS' },
    });
    expect(service.requests()).toEqual([]);
  });

  it('sends nothing when the certificate is for another name', async () => {
    const service = closeAfterTest(await createTestService({ tls }));
    const client = clientOf(service.url.replace('127.0.0.1', 'localhost'), trusted);
    expect(codeOf(await client.probe())).toBe('NET-TLS');
    expect(service.requests()).toEqual([]);
  });

  it('connects through a proxy without revealing the token to it', async () => {
    const proxy = closeAfterTest(await startTunnelProxy());
    const rig = closeAfterTest(
      await startRig(
        { tls },
        { ...trusted, resolveProxy: async () => `PROXY 127.0.0.1:${proxy.port}; DIRECT` },
      ),
    );
    const { token: signedIn, form: validForm } = await rig.readyToSubmit();
    expect(await rig.client.submit(signedIn, validForm)).toMatchObject({ kind: 'accepted' });
    dataOf(await rig.client.probe());
    const authority = new URL(rig.service.url).host;
    expect(proxy.requestLines.length).toBeGreaterThanOrEqual(3);
    expect(new Set(proxy.requestLines)).toEqual(new Set([`CONNECT ${authority}`]));
    expect(proxy.headers.every((headers) => headers.authorization === undefined)).toBe(true);
  });

  it.each([407, 403, 502])('sends nothing when the proxy answers %i', async (status) => {
    const proxy = closeAfterTest(await startTunnelProxy(status));
    const service = closeAfterTest(await createTestService({ tls }));
    const client = clientOf(service.url, {
      ...trusted,
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
    async (ways, cause) => {
      const proxy = closeAfterTest(await startTunnelProxy(407, ways));
      const service = closeAfterTest(await createTestService({ tls }));
      const client = clientOf(service.url, {
        ...trusted,
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
    const client = clientOf('https://ekyc.bank.example', {
      resolveProxy: async () => `PROXY 127.0.0.1:${proxy.port}`,
    });
    expect(await client.probe()).toMatchObject({
      error: { code: 'NET-PROXY', params: { cause: '407' } },
    });
  });

  it('tries the next hop when a proxy is unreachable, and fails with NET-PROXY when none is left', async () => {
    const unusedPort = await findClosedPort();
    const service = closeAfterTest(await createTestService({ tls }));
    const probe = (pac: string): Promise<{ ok: boolean; error?: { code: string } }> =>
      clientOf(service.url, { ...trusted, resolveProxy: async () => pac }).probe();
    expect(codeOf(await probe(`PROXY 127.0.0.1:${unusedPort}; DIRECT`))).toBe(undefined);
    expect(codeOf(await probe(`PROXY 127.0.0.1:${unusedPort}`))).toBe('NET-PROXY');
    expect(codeOf(await probe('SOCKS5 127.0.0.1:1080'))).toBe('NET-PROXY');
    const hangingClient = clientOf(service.url, {
      ...trusted,
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
