/**
 * Driver for scanners on Linux through SANE's command-line program. Each scan runs in a process of its own, which
 * isolates backends that crash or hang. The picture is read from a pipe, so that a customer's card is never written to a file.
 */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import type { RawScan, ScannerDriver, ScanRequest } from '#main/scanner/port.ts';
import { runScanimage, type ScanimageResult } from './run-scanimage.ts';
import { scanFailureReason, roundedDpi, scanimageFailure } from './errors.ts';
import { DEVICE_LIST_FORMAT, parseDeviceList } from './device-list.ts';
import { modeRejection, parseOptions, rejectsArea, type DeviceOptions } from './options.ts';

export interface SaneDeps {
  /** Path of the program, or its name for a lookup in the PATH of `env`. */
  readonly scanimage?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Additional command-line options per device, for example a source, the scan area, or a file for a test device. */
  readonly deviceOptions?: Readonly<Record<string, readonly string[]>>;
}

const KIND = 'sane';
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Largest number of bytes before the PNG that are skipped, because backends of some vendors print text to standard output. */
const MAX_LEADING_BYTES = 8_192;
const PROGRESS_INTERVAL_MS = 1_000;
/** Options for a scan area at the corner of the glass. */
const areaArgs = (widthMm: number | string, heightMm: number | string): string[] => [
  '-l',
  '0',
  '-t',
  '0',
  '-x',
  String(widthMm),
  '-y',
  String(heightMm),
];
const CARD_AREA = areaArgs(cardArea.widthMm, cardArea.heightMm);
/** The first attempt, and one more after each possible rejection: of the area, of the option `--mode`, and of its value. */
const MAX_ATTEMPTS = 4;

/** Removes the scan area from configured options, because it applies to the card and not to the whole glass. */
const removeArea = (options: readonly string[]): string[] =>
  options.filter(
    (option, index) => !/^-[ltxy]$/.test(option) && !/^-[ltxy]$/.test(options[index - 1] ?? ''),
  );

/**
 * Reduces the number of reports, because scanimage reports progress hundreds of times: each whole percent is reported once, and the
 * last one is repeated at most every second.
 */
const throttleProgress = (
  report: ScanRequest['onProgress'],
): ((percent: number | null) => void) => {
  let lastPercent: number | null = null;
  let reportedAt = -Infinity;
  return (percent) => {
    const wholePercent = percent === null ? lastPercent : Math.floor(percent);
    if (wholePercent === lastPercent && performance.now() - reportedAt < PROGRESS_INTERVAL_MS)
      return;
    lastPercent = wholePercent;
    reportedAt = performance.now();
    report?.(wholePercent);
  };
};

/** The PNG in the output; null when there is none. */
const pictureOf = (output: Buffer): Buffer | null => {
  const start = output.subarray(0, MAX_LEADING_BYTES + PNG_SIGNATURE.length).indexOf(PNG_SIGNATURE);
  return start === -1 ? null : output.subarray(start);
};

export const createSaneDriver = ({
  scanimage = 'scanimage',
  env = process.env,
  deviceOptions = {},
}: SaneDeps = {}): ScannerDriver => {
  /** Value of `--mode` per device that has rejected `Color`; null for devices without the option. */
  const colourModes = new Map<string, string | null>();
  /** Devices that have rejected the options of the area. */
  const devicesWithoutArea = new Set<string>();
  const optionsByDevice = new Map<string, DeviceOptions>();

  const runProgram = (
    args: readonly string[],
    signal: AbortSignal,
    onProgress?: (percent: number | null) => void,
  ): Promise<ScanimageResult> =>
    runScanimage({
      program: scanimage,
      args,
      env,
      signal,
      maxBytes: limits.importMaxBytes,
      hasFailed: (text) => scanFailureReason(text) !== null,
      ...(onProgress ? { onProgress } : {}),
    });

  const configuredOptions = (device: string): readonly string[] =>
    (Object.hasOwn(deviceOptions, device) ? deviceOptions[device] : undefined) ?? [];

  /** Options of a device, cached after the first successful listing. @returns null when `scanimage` cannot be started. */
  const optionsOf = async (device: string, signal: AbortSignal): Promise<DeviceOptions | null> => {
    const cached = optionsByDevice.get(device);
    if (cached) return cached;
    const result = await runProgram(
      [`--device-name=${device}`, ...removeArea(configuredOptions(device)), '--all-options'],
      signal,
    );
    if (result.kind !== 'exited') return null;
    const options = parseOptions(result.output.toString('latin1'));
    if (result.status === 0) optionsByDevice.set(device, options);
    return options;
  };

  /** The size of the glass is passed explicitly, because the default area of many backends is smaller. */
  const glassArgs = async (device: string, signal: AbortSignal): Promise<string[]> => {
    const size = (await optionsOf(device, signal))?.glassMm;
    return size ? areaArgs(size.width, size.height) : [];
  };

  const scanOnce = async (
    device: string,
    request: ScanRequest,
    onProgress: (percent: number | null) => void,
  ): Promise<ScanimageResult> => {
    const { dpi, signal } = request;
    const isWholeGlass = request.area === 'glass';
    const configured = isWholeGlass
      ? removeArea(configuredOptions(device))
      : configuredOptions(device);
    const mode = configured.some((option) => option.startsWith('--mode'))
      ? null
      : colourModes.has(device)
        ? colourModes.get(device)
        : 'Color';
    const modeArgs = mode == null ? [] : ['--mode', mode];
    const area =
      devicesWithoutArea.has(device) || configured.includes('-x')
        ? []
        : isWholeGlass
          ? await glassArgs(device, signal)
          : CARD_AREA;
    const args = [
      `--device-name=${device}`,
      ...area,
      ...modeArgs,
      '--resolution',
      String(dpi),
      ...configured,
      '--format=png',
      '--progress',
    ];
    return runProgram(args, signal, onProgress);
  };

  /**
   * Adapts the options of a device to a rejection.
   * @param text messages of scanimage.
   * @returns whether the scan should be retried.
   */
  const adaptOptions = async (
    device: string,
    text: string,
    signal: AbortSignal,
  ): Promise<boolean> => {
    if (rejectsArea(text) && !devicesWithoutArea.has(device)) {
      devicesWithoutArea.add(device);
      return true;
    }
    const rejection = modeRejection(text);
    if (!rejection || colourModes.has(device)) return false;
    colourModes.set(
      device,
      rejection === 'no-such-option'
        ? null
        : ((await optionsOf(device, signal))?.colourMode ?? null),
    );
    return true;
  };

  const toScanResult = (result: ScanimageResult, request: ScanRequest): Result<RawScan> => {
    // The exit status of an interrupted scan is arbitrary.
    if (request.signal.aborted) return err('SCAN-CANCELLED');
    if (result.kind === 'not-started') return err('SCAN-DRIVER-MISSING');
    if (result.kind === 'output-exceeded') return err('SCAN-BAD-IMAGE');
    if (result.status !== 0) return scanimageFailure(result.status, result.messages);
    const bytes = pictureOf(result.output);
    return bytes
      ? ok({ bytes, dpi: roundedDpi(result.messages) ?? request.dpi })
      : err('SCAN-BAD-IMAGE');
  };

  return {
    kind: KIND,
    list: async (signal) => {
      const result = await runProgram(['--formatted-device-list', DEVICE_LIST_FORMAT], signal);
      if (result.kind === 'not-started') return err('SCAN-DRIVER-MISSING');
      if (result.kind === 'output-exceeded') return err('SCAN-DRIVER');
      return result.status === 0
        ? ok(parseDeviceList(result.output.toString('utf8')))
        : scanimageFailure(result.status, result.messages);
    },
    scan: async (device, request) => {
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      const progress = throttleProgress(request.onProgress);
      let result = await scanOnce(device, request, progress);
      for (
        let attempt = 1;
        attempt < MAX_ATTEMPTS && result.kind === 'exited' && result.status !== 0;
        attempt++
      ) {
        if (!(await adaptOptions(device, result.messages, request.signal))) break;
        result = await scanOnce(device, request, progress);
      }
      return toScanResult(result, request);
    },
  };
};
