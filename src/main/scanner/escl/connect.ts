/**
 * Opens a connection to a network scanner and authenticates the device before the first byte of a request is sent. A pinned key is
 * sufficient; without a pin the certificate must be trusted by this machine. TLS without verification is not supported.
 */
import { createHash, X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, ok, type Result } from '#shared/result.ts';

export interface Endpoint {
  readonly url: URL;
  /**
   * SHA-256 of the public key in the device's certificate (SubjectPublicKeyInfo), 64 hexadecimal digits; null without a pin. The
   * key is pinned instead of the certificate, because devices create a new certificate for the same key when their name or address
   * changes.
   */
  readonly pin: string | null;
}

export interface ConnectOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Trusted CA certificates as PEM; Node's own list when absent. */
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
const publicKeyHash = (certificate: Uint8Array): string =>
  createHash('sha256')
    .update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

const causeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** Whether an error code of OpenSSL or Node concerns the certificate rather than the connection. */
const isCertificateError = (cause: string): boolean =>
  /CERT|SELF_SIGNED|ISSUER|ALTNAME|SIGNATURE|CHAIN|PURPOSE|CA_/.test(cause) &&
  !cause.startsWith('ERR_SSL_');

const connectionFailure = (error: unknown, usesTls: boolean): Result<never> => {
  const cause = causeOf(error);
  const code: ErrorCode =
    usesTls && isCertificateError(cause)
      ? 'SCAN-CERTIFICATE'
      : cause.startsWith('ERR_SSL_') || cause === 'EPROTO'
        ? 'SCAN-IO'
        : 'SCAN-OFFLINE';
  return err(code, { params: { cause } });
};

const hasPinnedKey = (socket: tls.TLSSocket, pin: string): boolean => {
  const certificate = socket.getPeerX509Certificate()?.raw;
  try {
    return certificate !== undefined && publicKeyHash(certificate) === pin;
  } catch {
    return false;
  }
};

/**
 * Opens a connection with a verified device; plain HTTP is not verified. Failures: SCAN-OFFLINE, SCAN-CERTIFICATE, SCAN-IO (no
 * common TLS), SCAN-CANCELLED.
 */
export const connect = (
  { url, pin }: Endpoint,
  { signal, timeoutMs, caCertificates }: ConnectOptions,
): Promise<Result<net.Socket>> =>
  new Promise((resolve) => {
    const usesTls = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const address = { host, port: Number(url.port) || (usesTls ? 443 : 80) };
    if (signal.aborted) return resolve(err('SCAN-CANCELLED'));
    // Without TLS there is no key to compare with the pin.
    if (pin !== null && !usesTls)
      return resolve(err('SCAN-CERTIFICATE', { params: { cause: 'no-tls' } }));
    const socket = usesTls
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
      socket.off('error', onError);
      if (!result.ok) {
        // A late error event without a listener terminates the process.
        socket.on('error', () => undefined);
        socket.destroy();
      }
      resolve(result);
    };
    const onError = (error: Error): void => finish(connectionFailure(error, usesTls));
    const cancel = (): void => finish(err('SCAN-CANCELLED'));
    const timer = setTimeout(
      () => finish(err('SCAN-OFFLINE', { params: { cause: 'timeout' } })),
      timeoutMs,
    );
    signal.addEventListener('abort', cancel);
    socket.on('error', onError);
    socket.once(usesTls ? 'secureConnect' : 'connect', () => {
      const isTrusted =
        pin === null || (socket instanceof tls.TLSSocket && hasPinnedKey(socket, pin));
      finish(isTrusted ? ok(socket) : err('SCAN-CERTIFICATE', { params: { cause: 'other-key' } }));
    });
  });
