/**
 * Driver for scanners on Windows through WIA (Windows Image Acquisition). Each request runs in a process of its own: a WIA call
 * cannot be cancelled, so a cancellation terminates the process. The process also isolates vendor drivers that crash or hang.
 */
import * as v from 'valibot';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { createHelper } from '#main/process/helper.ts';
import type { ChildHandle } from '#main/process/port.ts';
import { readPictureSize } from '#main/scanner/validate/picture-size.ts';
import type { ScannerDriver } from '#main/scanner/port.ts';
import { listResponse, scanResponse, type ScanRequestMessage } from './messages.ts';

export interface WiaDeps {
  /** Starts the helper process `wia`. */
  readonly fork: () => ChildHandle;
  readonly log: Log;
  readonly platform?: NodeJS.Platform;
  /** Interval of the reported progress. */
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
  /** Sends one request to a new process. Resolves after the process has exited. */
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
      failureCode: 'SCAN-DRIVER',
      log,
    });
    let stopping: Promise<void> | null = null;
    const stop = (): Promise<void> => (stopping ??= helper.stop());
    const cancel = (): void => void stop();
    signal.addEventListener('abort', cancel);
    try {
      const response = await helper.request(method, payload);
      // The failure of a cancelled request only says that the process was terminated.
      if (isCancelled()) return err('SCAN-CANCELLED');
      if (!response.ok) {
        const { code, params } = response.error;
        log.warn('wia.failed', {
          code,
          ...(params?.['hresult'] === undefined ? {} : { hresult: String(params['hresult']) }),
        });
      }
      return response;
    } finally {
      signal.removeEventListener('abort', cancel);
      await stop();
    }
  };

  const rejectInvalidResponse = (): Result<never> => {
    log.error('wia.answer-refused', {});
    return err('SCAN-DRIVER');
  };

  const requestScan = async (scanRequest: ScanRequestMessage, signal: AbortSignal) => {
    const response = await request('scan', scanRequest, signal);
    if (!response.ok) return response;
    const parsed = v.safeParse(scanResponse, response.data);
    if (!parsed.success) return rejectInvalidResponse();
    return readPictureSize(parsed.output.bytes) ? ok(parsed.output) : err('SCAN-BAD-IMAGE');
  };

  return {
    kind: KIND,
    list: async (signal) => {
      if (platform !== 'win32') return err('SCAN-DRIVER-MISSING');
      const response = await request('list', null, signal);
      if (!response.ok) return response;
      const parsed = v.safeParse(listResponse, response.data);
      return parsed.success
        ? ok(
            parsed.output.map(({ device, name }) => ({
              id: `${KIND}:${device}`,
              driver: KIND,
              name,
            })),
          )
        : rejectInvalidResponse();
    },
    scan: async (device, { dpi, area = 'card', signal, onProgress }) => {
      if (platform !== 'win32') return err('SCAN-DRIVER-MISSING');
      // WIA reports no progress, so the stall timeout is reset while the process runs. The total timeout limits the scan.
      const progressTimer = setInterval(() => onProgress?.(null), progressMs);
      try {
        return await requestScan({ device, dpi, area }, signal);
      } finally {
        clearInterval(progressTimer);
      }
    },
  };
};
