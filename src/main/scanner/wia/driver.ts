/**
 * Driver for scanners on Windows. One process per request: a scanning call cannot be cancelled, so cancellation ends the
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
import { listAnswer, scanAnswer, type ScanQuestion } from './messages.ts';

export interface WiaDeps {
  /** Starts the helper process `wia`. */
  readonly fork: () => ChildHandle;
  readonly log: Log;
  readonly platform?: NodeJS.Platform;
  readonly signOfLifeMs?: number;
}

const KIND = 'wia';
const SIGN_OF_LIFE_MS = 5_000;

export const createWiaDriver = ({
  fork,
  log,
  platform = process.platform,
  signOfLifeMs = SIGN_OF_LIFE_MS,
}: WiaDeps): ScannerDriver => {
  /** One process, one question. When this returns, the process is gone. */
  const ask = async (
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
      // Its process was ended under it, and the answer is about that.
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

  const refused = (): Result<never> => {
    log.error('wia.answer-refused', {});
    return err('SCAN-DRIVER');
  };

  const scanOnce = async (question: ScanQuestion, signal: AbortSignal) => {
    const answer = await ask('scan', question, signal);
    if (!answer.ok) return answer;
    const parsed = v.safeParse(scanAnswer, answer.data);
    if (!parsed.success) return refused();
    return pictureSize(parsed.output.bytes) ? ok(parsed.output) : err('SCAN-BAD-IMAGE');
  };

  return {
    kind: KIND,
    list: async (signal) => {
      if (platform !== 'win32') return err('SCAN-DRIVER-MISSING');
      const answer = await ask('list', null, signal);
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
        : refused();
    },
    scan: async (device, { dpi, area = 'card', signal, onProgress }) => {
      if (platform !== 'win32') return err('SCAN-DRIVER-MISSING');
      // WIA says nothing while it scans: a process that lives is all the life there is, and the total time bounds it.
      const life = setInterval(() => onProgress?.(null), signOfLifeMs);
      try {
        return await scanOnce({ device, dpi, area }, signal);
      } finally {
        clearInterval(life);
      }
    },
  };
};
