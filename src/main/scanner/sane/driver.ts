/**
 * Driver for scanners on Linux through SANE's command-line program. One process per scan isolates backends that crash or
 * hang. The picture is read from a pipe, so a customer's card is never written to a file.
 */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { cardArea } from '#main/scanner/card-area.ts';
import type { RawScan, ScannerDriver, ScannerInfo, ScanRequest } from '#main/scanner/port.ts';
import { runScanimage, type ScanimageEnd } from './run-scanimage.ts';
import {
  colourMode,
  glassSize,
  modeRefusal,
  readFailure,
  refusesArea,
  roundedDpi,
  scanimageFailure,
} from './errors.ts';

export interface SaneDeps {
  /** The program; looked up in the path of `env` unless it is a path. */
  readonly scanimage?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further options per device, as `scanimage` takes them: a source, the area of the glass, a file for a test device. */
  readonly deviceOptions?: Readonly<Record<string, readonly string[]>>;
}

const KIND = 'sane';
const LIST_FORMAT = '%d\t%v\t%m\t%t%n';
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Some vendors' backends print to standard output before the picture comes. */
const MOST_NOISE = 8_192;
const PROGRESS_EVERY_MS = 1_000;
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
/** A device may refuse the area and then the mode's name and its value; then it has said all it can refuse. */
const MOST_TRIES = 4;

/** Network backends put the device's address into its type or into its name. */
const hostOf = (device: string, type: string): string | null =>
  /\bip=([0-9A-Fa-f.:]+)/.exec(type)?.[1] ??
  URL.parse(/https?:\/\/[^\s]+/.exec(device)?.[0] ?? '')?.hostname ??
  null;

/** Where a backend makes the serial number part of the name: `pixma:04A9190A_4C42F1`. */
const serialOf = (device: string): string | null =>
  /^pixma:[0-9A-F]{8}_([0-9A-Za-z]{4,})$/.exec(device)?.[1] ?? null;

/** What stands where a vendor should: nothing, or how the device is reached. */
const NO_VENDORS: readonly string[] = ['Noname', 'eSCL', 'WSD'];

const parseList = (output: string): ScannerInfo[] =>
  output
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((parts) => parts.length === 4 && parts[0] !== '')
    .map(([device = '', vendor = '', model = '', type = '']) => {
      const [host, serial] = [hostOf(device, type), serialOf(device)];
      return {
        id: `${KIND}:${device}`,
        driver: KIND,
        name: [NO_VENDORS.includes(vendor) ? '' : vendor, model].join(' ').trim() || device,
        ...(host ? { host } : {}),
        ...(serial ? { serial } : {}),
      };
    });

/** An area that IT configured for the card is not the glass. */
const withoutArea = (options: readonly string[]): string[] =>
  options.filter(
    (option, index) => !/^-[ltxy]$/.test(option) && !/^-[ltxy]$/.test(options[index - 1] ?? ''),
  );

/** Passes on whole percents, each once, and a sign of life a second in between: a scan reports hundreds of times. */
const throttled = (report: ScanRequest['onProgress']): ((percent: number | null) => void) => {
  let last: number | null = null;
  let at = -Infinity;
  return (percent) => {
    const whole = percent === null ? last : Math.floor(percent);
    if (whole === last && performance.now() - at < PROGRESS_EVERY_MS) return;
    last = whole;
    at = performance.now();
    report?.(whole);
  };
};

const pictureOf = (output: Buffer): Buffer | null => {
  const start = output.subarray(0, MOST_NOISE + PNG.length).indexOf(PNG);
  return start === -1 ? null : output.subarray(start);
};

export const createSaneDriver = ({
  scanimage = 'scanimage',
  env = process.env,
  deviceOptions = {},
}: SaneDeps = {}): ScannerDriver => {
  /** What each device calls colour; null for those that have no such option. Learnt when a device refuses the usual word. */
  const modes = new Map<string, string | null>();
  /** Devices whose backend has no area to choose. */
  const wholeGlass = new Set<string>();

  const run = (
    args: readonly string[],
    signal: AbortSignal,
    onProgress?: (percent: number | null) => void,
  ): Promise<ScanimageEnd> =>
    runScanimage({
      program: scanimage,
      args,
      env,
      signal,
      mostBytes: limits.importMaxBytes,
      hasFailed: (text) => readFailure(text) !== null,
      ...(onProgress ? { onProgress } : {}),
    });

  const ownOptions = (device: string): readonly string[] =>
    (Object.hasOwn(deviceOptions, device) ? deviceOptions[device] : undefined) ?? [];

  /** Left to themselves many backends scan a part of the glass; only the list of options says how large it is. */
  const glassArgs = async (device: string, signal: AbortSignal): Promise<string[]> => {
    const end = await run(
      [`--device-name=${device}`, ...withoutArea(ownOptions(device)), '--all-options'],
      signal,
    );
    const size = end.kind === 'ended' ? glassSize(end.output.toString('latin1')) : null;
    return size ? areaArgs(size.width, size.height) : [];
  };

  const scanOnce = async (
    device: string,
    request: ScanRequest,
    onProgress: (percent: number | null) => void,
  ): Promise<ScanimageEnd> => {
    const { dpi, signal } = request;
    const whole = request.area === 'glass';
    const own = whole ? withoutArea(ownOptions(device)) : ownOptions(device);
    const mode = own.some((option) => option.startsWith('--mode'))
      ? null
      : modes.has(device)
        ? modes.get(device)
        : 'Color';
    const modeArgs = mode == null ? [] : ['--mode', mode];
    const area =
      wholeGlass.has(device) || own.includes('-x')
        ? []
        : whole
          ? await glassArgs(device, signal)
          : CARD_AREA;
    const args = [
      `--device-name=${device}`,
      ...area,
      ...modeArgs,
      '--resolution',
      String(dpi),
      ...own,
      '--format=png',
      '--progress',
    ];
    return run(args, signal, onProgress);
  };

  /** @returns whether another try makes sense. */
  const learn = async (device: string, text: string, signal: AbortSignal): Promise<boolean> => {
    if (refusesArea(text) && !wholeGlass.has(device)) {
      wholeGlass.add(device);
      return true;
    }
    const refusal = modeRefusal(text);
    if (!refusal || modes.has(device)) return false;
    if (refusal === 'no-such-option') modes.set(device, null);
    else {
      const options = await run([`--device-name=${device}`, '--all-options'], signal);
      modes.set(
        device,
        options.kind === 'ended' ? colourMode(options.output.toString('latin1')) : null,
      );
    }
    return true;
  };

  const resultOf = (end: ScanimageEnd, request: ScanRequest): Result<RawScan> => {
    // An interrupted scan ends with any status at all; what counts is who ended it.
    if (request.signal.aborted) return err('SCAN-CANCELLED');
    if (end.kind === 'missing') return err('SCAN-DRIVER-MISSING');
    if (end.kind === 'too-much') return err('SCAN-BAD-IMAGE');
    if (end.status !== 0) return scanimageFailure(end.status, end.text);
    const bytes = pictureOf(end.output);
    return bytes ? ok({ bytes, dpi: roundedDpi(end.text) ?? request.dpi }) : err('SCAN-BAD-IMAGE');
  };

  return {
    kind: KIND,
    list: async (signal) => {
      const end = await run(['--formatted-device-list', LIST_FORMAT], signal);
      if (end.kind === 'missing') return err('SCAN-DRIVER-MISSING');
      if (end.kind === 'too-much') return err('SCAN-DRIVER');
      return end.status === 0
        ? ok(parseList(end.output.toString('utf8')))
        : scanimageFailure(end.status, end.text);
    },
    scan: async (device, request) => {
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      const progress = throttled(request.onProgress);
      let end = await scanOnce(device, request, progress);
      for (let tries = 1; tries < MOST_TRIES && end.kind === 'ended' && end.status !== 0; tries++) {
        if (!(await learn(device, end.text, request.signal))) break;
        end = await scanOnce(device, request, progress);
      }
      return resultOf(end, request);
    },
  };
};
