/**
 * Tests bank networks with real sockets. Captive portals, proxies, untrusted certificates and a wrong clock must be reported with the
 * right message in both languages, and nothing may be sent to another host than the service.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { errors as bnErrors } from '#renderer/i18n/bn/errors.ts';
import { errors as enErrors } from '#renderer/i18n/en/errors.ts';
import { diagnostics as bnDiagnostics } from '#renderer/i18n/bn/diagnostics.ts';
import { diagnostics as enDiagnostics } from '#renderer/i18n/en/diagnostics.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { createCertificate } from '#tests/support/certificates.ts';
import {
  startIpv6Forwarder,
  startFixedResponseServer,
  startTunnelProxy,
} from '#tests/support/network-fakes.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import type { Kiosk } from '#tests/support/kiosk.ts';
import { createTestService } from '#tests/support/service/service.ts';
import { CLERK_MOBILE, expect, test, testLanguages } from './fixture.ts';

const PORTAL_PAGE =
  '<!doctype html><html><head><title>Guest network</title></head><body><h1>Please sign in</h1></body></html>';
const errorTexts = { en: enErrors, bn: bnErrors } as const;
const diagnosticsTexts = { en: enDiagnostics, bn: bnDiagnostics } as const;
type Locale = keyof typeof errorTexts;

const requestOtp = async (clerk: Clerk): Promise<void> => {
  await clerk.field('Mobile number').fill(CLERK_MOBILE);
  await clerk.button('Send OTP').click();
};

/** Expects the alert with the cause, the remedy and the code of the error. */
const expectError = async (
  page: Page,
  locale: Locale,
  code: ErrorCode,
  params: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const fillParams = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? '');
  const [cause, remedy] = [
    fillParams(errorTexts[locale][code].cause),
    fillParams(errorTexts[locale][code].remedy),
  ];
  const alert = page.locator('main').getByRole('alert').filter({ hasText: code });
  await expect(alert).toContainText(cause);
  await expect(alert).toContainText(remedy);
  await expect(page.getByText('Please sign in')).toHaveCount(0);
};

/** Sets a PAC script as banks use it: all hosts except plain names are reached through the proxy. */
const usePacProxy = (kiosk: Kiosk, proxyPort: number): Promise<void> =>
  kiosk.evaluate(async ({ session }, port) => {
    const script = `function FindProxyForURL(url, host) { return isPlainHostName(host) ? "DIRECT" : "PROXY 127.0.0.1:${port}"; }`;
    await session.fromPartition('kiosk').setProxy({
      pacScript: `data:application/x-ns-proxy-autoconfig,${encodeURIComponent(script)}`,
    });
  }, proxyPort);

for (const locale of testLanguages) {
  test.describe(`on a bank's network (${locale})`, () => {
    test('reports a captive portal that answers with its page', async ({ open }) => {
      const portal = await startFixedResponseServer(PORTAL_PAGE, 'text/html');
      const { clerk, kiosk } = await open({ baseUrl: `http://127.0.0.1:${portal.port}`, locale });
      await requestOtp(clerk);
      await expectError(kiosk.page, locale, 'SVC-NOT-JSON');
      await portal.close();
    });

    test('reports the redirect of a captive portal and does not follow it', async ({ open }) => {
      const loginServer = await startFixedResponseServer(PORTAL_PAGE, 'text/html');
      const loginUrl = `http://127.0.0.1:${loginServer.port}/login`;
      const portal = await startFixedResponseServer('', 'text/html', {
        status: 302,
        headers: { location: loginUrl },
      });
      const { clerk, kiosk } = await open({ baseUrl: `http://127.0.0.1:${portal.port}`, locale });
      await requestOtp(clerk);
      await expectError(kiosk.page, locale, 'SVC-REDIRECT');
      await expect(kiosk.page.getByText(loginUrl)).toBeVisible();
      expect(loginServer.requestHeaders).toEqual([]);
      await loginServer.close();
      await portal.close();
    });

    test('reports a proxy that asks for Negotiate or NTLM, and sends it no credentials', async ({
      open,
    }) => {
      const proxy = await startTunnelProxy(407, ['Negotiate', 'NTLM']);
      const { clerk, kiosk } = await open({ baseUrl: 'https://ekyc.bank.example', locale });
      await usePacProxy(kiosk, proxy.port);
      await requestOtp(clerk);
      await expectError(kiosk.page, locale, 'NET-PROXY-AUTH', { cause: 'Negotiate, NTLM' });
      await expect(kiosk.page.getByText(/NET-PROXY-AUTH · Negotiate, NTLM/)).toBeVisible();
      expect(new Set(proxy.requestLines)).toEqual(new Set(['CONNECT ekyc.bank.example:443']));
      for (const headers of proxy.headers) {
        expect(headers).not.toHaveProperty('proxy-authorization');
        expect(headers).not.toHaveProperty('authorization');
      }
      await proxy.close();
    });

    test('reports an untrusted certificate and sends nothing', async ({ open }) => {
      const tls = createCertificate();
      test.skip(tls === null, 'needs openssl');
      const service = await createTestService({ tls: tls ?? { key: '', cert: '' } });
      const { clerk, kiosk } = await open({ baseUrl: service.url, locale });
      await requestOtp(clerk);
      await expectError(kiosk.page, locale, 'NET-TLS');
      expect(service.requests()).toEqual([]);
      await service.close();
    });

    test('reports a clock one hour off in the checks of the counter', async ({
      openSignedIn,
      service,
    }) => {
      const date = new Date(Date.now() - 3_600_000).toUTCString();
      const { clerk, kiosk } = await openSignedIn({ locale });
      // The replacement uses the same port, so that the counter's requests reach it.
      const { port } = new URL(service.url);
      await service.close();
      const lateServer = await startFixedResponseServer('{}', 'application/json', {
        headers: { date },
        port: Number(port),
      });
      await clerk.pressUntilShown('F8', 'Diagnostics');
      await clerk.button('Run all checks').click();
      const clock = kiosk.page.locator('[data-check="clock"]');
      await expect(clock).toHaveAttribute('data-state', 'failed');
      await expect(clock).toContainText(diagnosticsTexts[locale].checks.advice.clock);
      await lateServer.close();
    });
  });
}

test('trusts the bank’s own authority named by the policy and reaches the service through the proxy of a PAC script', async ({
  open,
  dataDir,
}) => {
  const tls = createCertificate();
  test.skip(tls === null, 'needs openssl');
  const keyPair = tls ?? { key: '', cert: '' };
  const service = await createTestService({ tls: keyPair });
  const proxy = await startTunnelProxy();
  const authorityFile = path.join(dataDir, 'authority.pem');
  const policyFile = path.join(dataDir, 'policy.json');
  await writeFile(authorityFile, keyPair.cert);
  await writeFile(policyFile, JSON.stringify({ certificateAuthorities: authorityFile }));
  const { clerk, kiosk } = await open({
    baseUrl: service.url,
    env: { KIOSK_POLICY_FILE: policyFile },
  });
  await usePacProxy(kiosk, proxy.port);
  await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.heading('Counter').waitFor();
  expect(new Set(proxy.requestLines)).toEqual(new Set([`CONNECT ${new URL(service.url).host}`]));
  await proxy.close();
  await service.close();
});

test('signs in to a service at an IPv6 address', async ({ open, service }) => {
  const forwarder = await startIpv6Forwarder(Number(new URL(service.url).port));
  const { clerk } = await open({ baseUrl: `http://[::1]:${forwarder.port}` });
  await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.heading('Counter').waitFor();
  await forwarder.close();
});
