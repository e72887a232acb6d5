/** The fields a log entry may contain, each with its permitted values. There is no field for free text. */
import { constants } from 'node:os';
import { callNames, type CallName } from '#shared/ipc/names.ts';
import { pictureParts, registrationStates, steps } from '#shared/domain/registration.ts';
import type { PicturePart, RegistrationState, Step } from '#shared/domain/registration.ts';
import { chainProblems } from '#shared/domain/audit-trail.ts';
import { errorCodes, type ErrorCode } from '#shared/error-codes.ts';

/** Reason for the end of a renderer process, in Electron's terms. */
const goneReasons = [
  'clean-exit',
  'abnormal-exit',
  'killed',
  'crashed',
  'oom',
  'launch-failed',
  'integrity-failure',
  'memory-eviction',
] as const;

const scannerDrivers = ['sane', 'wia', 'escl', 'folder', 'simulated'] as const;

const settingsProblems = [
  'file-not-json',
  'wrong-values',
  'file-unreadable',
  'unknown-keys',
  'sane-options-unreadable',
  'escl-unreadable',
  'protected-values',
  'policy-unusable',
] as const;

/** Why the machine-wide policy cannot be used. */
const policyProblems = ['unreadable', 'not-admin-only', 'not-json', 'wrong-value'] as const;

type Count = number;

export interface LogFields {
  readonly code?: ErrorCode;
  readonly call?: CallName;
  /** Id of a registration: random, without meaning outside this counter. */
  readonly registration?: string;
  readonly state?: RegistrationState;
  readonly from?: RegistrationState;
  readonly to?: RegistrationState;
  readonly step?: Step;
  readonly part?: PicturePart;
  readonly driver?: (typeof scannerDrivers)[number];
  readonly reason?: (typeof goneReasons)[number];
  readonly problem?:
    | (typeof settingsProblems)[number]
    | (typeof policyProblems)[number]
    | (typeof chainProblems)[number];
  /** Name of a command-line switch. */
  readonly argument?: string;
  /** Class of an exception (`error.name`). */
  readonly error?: string;
  /** The system's or Node's code of an exception: `EACCES`, `ERR_MODULE_NOT_FOUND`. */
  readonly errorCode?: string;
  /** Class of what caused the exception. */
  readonly cause?: string;
  /** A caught value: its class, code and positions in our own code are written, never its message. */
  readonly thrown?: unknown;
  /** HTTP status, SANE status and the like. */
  readonly status?: Count;
  /** Windows' own number of a failure: `0x80210006`. */
  readonly hresult?: string;
  readonly exitCode?: Count;
  readonly count?: Count;
  readonly attempt?: Count;
  readonly deaths?: Count;
  readonly bytes?: Count;
  readonly ms?: Count;
}

/** Larger numbers could be an NID or a mobile number (10 digits and more); no count in the log is that large. */
const MOST = 999_999_999;

const ERROR_NAME = /^(?:unknown|(?:[A-Z][A-Za-z]{0,30})?(?:Error|Exception))$/;
type Check = (value: unknown) => boolean;
/** Errno codes as a list, because a person's name in capitals has the same form; Node's own codes begin with `ERR_`. */
const isErrorCode: Check = (value) =>
  typeof value === 'string' &&
  (Object.hasOwn(constants.errno, value) || /^ERR_[A-Z_]{3,40}$/.test(value));
const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const number: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= MOST;

export const fieldChecks: Readonly<Record<Exclude<keyof LogFields, 'thrown'>, Check>> = {
  code: oneOf(errorCodes),
  call: oneOf(callNames),
  registration: matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  state: oneOf(registrationStates),
  from: oneOf(registrationStates),
  to: oneOf(registrationStates),
  step: oneOf(steps),
  part: oneOf(pictureParts),
  driver: oneOf(scannerDrivers),
  reason: oneOf(goneReasons),
  problem: oneOf([...settingsProblems, ...policyProblems, ...chainProblems]),
  argument: matching(/^--?[a-z][a-z-]{0,60}$/),
  error: matching(ERROR_NAME),
  errorCode: isErrorCode,
  cause: matching(ERROR_NAME),
  status: number,
  hresult: matching(/^0x[0-9A-F]{8}$/),
  exitCode: number,
  count: number,
  attempt: number,
  deaths: number,
  bytes: number,
  ms: number,
};

/** Class of something caught; `unknown` when it is no error or its name could be data. */
export const errorNameOf = (thrown: unknown): string =>
  thrown instanceof Error && ERROR_NAME.test(thrown.name) ? thrown.name : 'unknown';

/** The system's or Node's code of something caught, or of what caused it. */
export const errorCodeOf = (thrown: unknown): string | null => {
  if (!(thrown instanceof Error)) return null;
  if ('code' in thrown && isErrorCode(thrown.code)) return String(thrown.code);
  return errorCodeOf(thrown.cause);
};

const FRAMES = 8;

/** `createStore index.js:10:5`: function, file without its folder, line. Messages can quote data and are left out. */
export const placesOf = (thrown: unknown): string[] => {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return [];
  const places: string[] = [];
  const afterMessage = thrown.stack.indexOf(thrown.message) + thrown.message.length;
  for (const line of thrown.stack.slice(Math.max(0, afterMessage)).split('\n')) {
    const frame =
      /^\s+at (?:(?:async )?([\w$.<>]{1,60}) )?\(?.*?([\w.-]{1,60}\.[cm]?[jt]s):(\d{1,6}):(\d{1,6})\)?$/u.exec(
        line,
      );
    if (frame)
      places.push(`${frame[1] ?? ''} ${frame[2] ?? ''}:${frame[3] ?? ''}:${frame[4] ?? ''}`.trim());
    if (places.length === FRAMES) break;
  }
  return places;
};
