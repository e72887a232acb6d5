/**
 * Opens a connection to a network scanner and verifies it before the first byte of a request. A pinned key is sufficient by
 * itself; without one the certificate must be trusted by this machine. There is no unverified mode.
 */
import { createHash, X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, ok, type Result } from '#shared/result.ts';

export interface Endpoint {
  readonly url: URL;
  /**
   * SHA-256 of the public key in the device's certificate (SubjectPublicKeyInfo), 64 hexadecimal digits. The key and not the
   * certificate: devices make a new certificate when their name or their address changes, and keep the key.
   */
  readonly pin: string | null;
}

export interface ConnectOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Trusted CA certificates; Node's own list when absent. */
  readonly caCertificates?: readonly string[] | undefined;
}

/** Normalises a pin: ignores colons and case. @returns null when it is not a SHA-256 hash. */
export const parsePin = (pin: string): string | null => {
  const digits = pin
    .replace(/^sha256[:/]/i, '')
    .replace(/[:\s]/g, '')
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : null;
};

/** SHA-256 of the public key of a certificate (DER), in hexadecimal digits. */
const keyHash = (certificate: Uint8Array): string =>
  createHash('sha256')
    .update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

const causeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** Whether an error code of OpenSSL or Node concerns the certificate rather than the connection. */
const isCertificateError = (cause: string): boolean =>
  /CERT|SELF_SIGNED|ISSUER|ALTNAME|SIGNATURE|CHAIN|PURPOSE|CA_/.test(cause) &&
  !cause.startsWith('ERR_SSL_');

const failure = (error: unknown, secured: boolean): Result<never> => {
  const cause = causeOf(error);
  const code: ErrorCode =
    secured && isCertificateError(cause)
      ? 'SCAN-CERTIFICATE'
      : cause.startsWith('ERR_SSL_') || cause === 'EPROTO'
        ? 'SCAN-IO'
        : 'SCAN-OFFLINE';
  return err(code, { params: { cause } });
};

const hasPinnedKey = (socket: tls.TLSSocket, pin: string): boolean => {
  const raw = socket.getPeerX509Certificate()?.raw;
  try {
    return raw !== undefined && keyHash(raw) === pin;
  } catch {
    return false;
  }
};

/** Opens a connection with a verified device. Failures: SCAN-OFFLINE, SCAN-CERTIFICATE, SCAN-IO (no common TLS), SCAN-CANCELLED. */
export const connect = (
  { url, pin }: Endpoint,
  { signal, timeoutMs, caCertificates }: ConnectOptions,
): Promise<Result<net.Socket>> =>
  new Promise((resolve) => {
    const secured = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const address = { host, port: Number(url.port) || (secured ? 443 : 80) };
    if (signal.aborted) return resolve(err('SCAN-CANCELLED'));
    // Without TLS there is no key to compare with the pin.
    if (pin !== null && !secured)
      return resolve(err('SCAN-CERTIFICATE', { params: { cause: 'no-tls' } }));
    const socket = secured
      ? tls.connect({
          ...address,
          ...(net.isIP(host) ? {} : { servername: host }),
          ...(caCertificates ? { ca: [...caCertificates] } : {}),
          // With a pin the key is compared after the handshake, before anything is written.
          rejectUnauthorized: pin === null,
        })
      : net.connect(address);

    const finish = (result: Result<net.Socket>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket.off('error', failed);
      if (!result.ok) {
        socket.on('error', () => undefined);
        socket.destroy();
      }
      resolve(result);
    };
    const failed = (error: Error): void => finish(failure(error, secured));
    const cancel = (): void => finish(err('SCAN-CANCELLED'));
    const timer = setTimeout(
      () => finish(err('SCAN-OFFLINE', { params: { cause: 'timeout' } })),
      timeoutMs,
    );
    signal.addEventListener('abort', cancel);
    socket.on('error', failed);
    socket.once(secured ? 'secureConnect' : 'connect', () => {
      const trusted =
        pin === null || (socket instanceof tls.TLSSocket && hasPinnedKey(socket, pin));
      finish(trusted ? ok(socket) : err('SCAN-CERTIFICATE', { params: { cause: 'other-key' } }));
    });
  });
