/** Test program for Windows: sends one request to the WIA driver with the built helper process. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Log } from '#main/log/log.ts';
import type { RawScan, ScannerInfo } from '#main/scanner/port.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import { createWiaDriver } from '#main/scanner/wia/driver.ts';
import type { Result } from '#shared/result.ts';
import { forkNodeChild } from '#tests/support/node-child.ts';

export interface ScanQuestion {
  /** Id of the device to scan with; null requests the list. */
  readonly id: string | null;
  readonly dpi?: number;
  /** Cancels the scan when the fake scanner has recorded this step. */
  readonly cancelAt?: string;
  readonly totalMs?: number;
  /** Path to which the picture is written. */
  readonly picture?: string;
}

export interface ScanAnswer {
  readonly result: Result<readonly ScannerInfo[]> | Result<number>;
  readonly log: readonly {
    readonly event: string;
    readonly code?: string;
    readonly hresult?: string;
  }[];
}

const [questionFile = '', answerFile = ''] = process.argv.slice(2);
const question = JSON.parse(readFileSync(questionFile, 'utf8')) as ScanQuestion;

const log: ScanAnswer['log'][number][] = [];
const recordEvent: Log['info'] = (event, { code, hresult }) =>
  void log.push({ event, ...(code ? { code } : {}), ...(hresult ? { hresult } : {}) });
const recordingLog: Log = { info: recordEvent, warn: recordEvent, error: recordEvent };

const scanner = createScanner({
  drivers: [
    createWiaDriver({
      fork: () => forkNodeChild('C:\\kiosk\\out\\main\\wia.js'),
      log: recordingLog,
    }),
  ],
  log: recordingLog,
  limits: {
    warmUpPauseMs: 10,
    ...(question.totalMs ? { scanTotalTimeoutMs: question.totalMs } : {}),
  },
});

const controller = new AbortController();
const notesFile = process.env['FAKE_WIA_NOTES']!;
const cancelTimer = setInterval(() => {
  if (
    question.cancelAt &&
    existsSync(notesFile) &&
    readFileSync(notesFile, 'utf8').includes(question.cancelAt)
  )
    controller.abort();
}, 20);

const savePicture = (scan: Result<RawScan>): ScanAnswer['result'] => {
  if (!scan.ok) return scan;
  writeFileSync(question.picture!, scan.data.bytes);
  return { ok: true, data: scan.data.dpi };
};

const result =
  question.id === null
    ? await scanner.list()
    : savePicture(
        await scanner.scan(question.id, { dpi: question.dpi ?? 300, signal: controller.signal }),
      );
clearInterval(cancelTimer);
writeFileSync(answerFile, JSON.stringify({ result, log } satisfies ScanAnswer));
