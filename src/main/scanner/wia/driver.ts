/**
 * Driver for scanners on Windows through WIA (Windows Image Acquisition). One process per request: a scanning call cannot be cancelled, so cancellation ends the
 * process, which also isolates vendor drivers that crash or hang.
 */
import * as v from 'valibot';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { createHelper } from '#main/process/helper.ts';
import type { ChildHandle } from '#main/process/port.ts';
import { pictureSize } from '#main/scanner/validate/picture-size.ts';
import type { ScannerDriver } from '#main/scanner/port.ts';
import { listAnswer, scanAnswer, type ScanRequestMessage } from './messages.ts';

export interface WiaDeps {
  /** Starts the helper process `wia`. */
  readonly fork: () => ChildHandle;
  readonly log: Log;
  readonly platform?: NodeJS.Platform;
  readonly progressMs?: number;
}

const KIND = 'wia';
const PROGRESS_INTERVAL_MS = 5_000;

export const createWiaDriver = ({
  fork,
  log,
  platform = process.platform,
  progressMs = PROGRESS_INTERVAL_MS,
}: WiaDeps): ScannerDriver => {
  /** Sends one request to a new process. Returns after the process has ended. */
  const request = async (
    method: string,
    payload: unknown,
    signal: AbortSignal,
  ): Promise<Result<unknown>> => {
    const isCancelled = (): boolean => signal.aborted;
    if (isCancelled()) return err('SCAN-CANCELLED');
    const helper = createHelper({
      fork,
      timeoutMs: limits.scanTotalTimeoutMs,
      failure: 'SCAN-DRIVER',
      log,
    });
    let stopping: Promise<void> | null = null;
    const stop = (): Promise<void> => (stopping ??= helper.stop());
    const cancel = (): void => void stop();
    signal.addEventListener('abort', cancel);
    try {
      const answer = await helper.request(method, payload);
      // The failure of a cancelled request only reports the ended process.
      if (isCancelled()) return err('SCAN-CANCELLED');
      if (!answer.ok) {
        const { code, params } = answer.error;
        log.warn('wia.failed', {
          code,
          ...(params?.['hresult'] === undefined ? {} : { hresult: String(params['hresult']) }),
        });
      }
      return answer;
    } finally {
      signal.removeEventListener('abort', cancel);
      await stop();
    }
  };

  const invalidAnswer = (): Result<never> => {
    log.error('wia.answer-refused', {});
    return err('SCAN-DRIVER');
  };

  const requestScan = async (scanRequest: ScanRequestMessage, signal: AbortSignal) => {
    const answer = await request('scan', scanRequest, signal);
    if (!answer.ok) return answer;
    const parsed = v.safeParse(scanAnswer, answer.data);
    if (!parsed.success) return invalidAnswer();
    return pictureSize(parsed.output.bytes) ? ok(parsed.output) : err('SCAN-BAD-IMAGE');
  };

  return {
    kind: KIND,
    list: async (signal) => {
      if (platform !== 'win32') return err('SCAN-DRIVER-MISSING');
      const answer = await request('list', null, signal);
      if (!answer.ok) return answer;
      const parsed = v.safeParse(listAnswer, answer.data);
      return parsed.success
        ? ok(
            parsed.output.map(({ device, name }) => ({
              id: `${KIND}:${device}`,
              driver: KIND,
              name,
            })),
          )
        : invalidAnswer();
    },
    scan: async (device, { dpi, area = 'card', signal, onProgress }) => {
      if (platform !== 'win32') return err('SCAN-DRIVER-MISSING');
      // WIA reports no progress. A running process counts as progress; the total timeout limits it.
      const progressTimer = setInterval(() => onProgress?.(null), progressMs);
      try {
        return await requestScan({ device, dpi, area }, signal);
      } finally {
        clearInterval(progressTimer);
      }
    },
  };
};
