/** Fields of a log entry and their permitted values. There is no field for free text, so that no personal data is logged. */
import { constants } from 'node:os';
import { customerCallNames, type CustomerCallName } from '#shared/ipc/customer-names.ts';
import { callNames, type CallName } from '#shared/ipc/names.ts';
import { pictureParts, registrationStates, steps } from '#shared/domain/registration.ts';
import type { PicturePart, RegistrationState, Step } from '#shared/domain/registration.ts';
import { chainProblems } from '#shared/domain/audit-trail.ts';
import { policySources } from '#shared/ipc/schemas/settings.ts';
import { errorCodes, type ErrorCode } from '#shared/error-codes.ts';

/** Reasons for the exit of a renderer process, as defined by Electron. */
const exitReasons = [
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

/** Reasons why the machine-wide policy cannot be used. */
const policyProblems = ['unreadable', 'not-admin-only', 'not-json', 'wrong-value'] as const;

type LoggedNumber = number;

export interface LogFields {
  readonly code?: ErrorCode;
  readonly call?: CallName | CustomerCallName;
  /** Random id of a registration, known only at this counter. */
  readonly registration?: string;
  readonly state?: RegistrationState;
  readonly from?: RegistrationState;
  readonly to?: RegistrationState;
  readonly step?: Step;
  readonly part?: PicturePart;
  readonly driver?: (typeof scannerDrivers)[number];
  readonly reason?: (typeof exitReasons)[number];
  readonly problem?:
    | (typeof settingsProblems)[number]
    | (typeof policyProblems)[number]
    | (typeof chainProblems)[number];
  readonly source?: (typeof policySources)[number];
  /** Name of a command-line switch. */
  readonly argument?: string;
  /** Class of an exception (`error.name`). */
  readonly error?: string;
  /** The system's or Node's code of an exception: `EACCES`, `ERR_MODULE_NOT_FOUND`. */
  readonly errorCode?: string;
  /** Class of the exception's `cause`. */
  readonly cause?: string;
  /** A caught value. Its class, code and stack frames are written, but not its message. */
  readonly thrown?: unknown;
  /** Status code of HTTP or SANE. */
  readonly status?: LoggedNumber;
  /** Windows HRESULT: `0x80210006`. */
  readonly hresult?: string;
  readonly exitCode?: LoggedNumber;
  readonly count?: LoggedNumber;
  readonly attempt?: LoggedNumber;
  readonly crashes?: LoggedNumber;
  readonly bytes?: LoggedNumber;
  readonly ms?: LoggedNumber;
}

/** NID and mobile numbers have 10 digits or more; no logged number is that large. */
const MAX_NUMBER = 999_999_999;

const ERROR_NAME = /^(?:unknown|(?:[A-Z][A-Za-z]{0,30})?(?:Error|Exception))$/;
type Check = (value: unknown) => boolean;
/**
 * Errno codes are compared with the list of Node, because a pattern also matches a person's name in capitals. Node's own codes
 * start with `ERR_`.
 */
const isErrorCode: Check = (value) =>
  typeof value === 'string' &&
  (Object.hasOwn(constants.errno, value) || /^ERR_[A-Z_]{3,40}$/.test(value));
const oneOf =
  (permitted: readonly string[]): Check =>
  (value) =>
    permitted.includes(value as string);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const isPermittedNumber: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= MAX_NUMBER;

export const fieldChecks: Readonly<Record<Exclude<keyof LogFields, 'thrown'>, Check>> = {
  code: oneOf(errorCodes),
  call: oneOf([...callNames, ...customerCallNames]),
  registration: matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  state: oneOf(registrationStates),
  from: oneOf(registrationStates),
  to: oneOf(registrationStates),
  step: oneOf(steps),
  part: oneOf(pictureParts),
  driver: oneOf(scannerDrivers),
  reason: oneOf(exitReasons),
  problem: oneOf([...settingsProblems, ...policyProblems, ...chainProblems]),
  source: oneOf(policySources),
  argument: matching(/^--?[a-z][a-z-]{0,60}$/),
  error: matching(ERROR_NAME),
  errorCode: isErrorCode,
  cause: matching(ERROR_NAME),
  status: isPermittedNumber,
  hresult: matching(/^0x[0-9A-F]{8}$/),
  exitCode: isPermittedNumber,
  count: isPermittedNumber,
  attempt: isPermittedNumber,
  crashes: isPermittedNumber,
  bytes: isPermittedNumber,
  ms: isPermittedNumber,
};

/** Class of a caught value; `unknown` when it is not an Error or its name does not look like a class name. */
export const errorNameOf = (thrown: unknown): string =>
  thrown instanceof Error && ERROR_NAME.test(thrown.name) ? thrown.name : 'unknown';

/** Code of the system or of Node, from a caught value or its `cause`. */
export const errorCodeOf = (thrown: unknown): string | null => {
  if (!(thrown instanceof Error)) return null;
  if ('code' in thrown && isErrorCode(thrown.code)) return String(thrown.code);
  return errorCodeOf(thrown.cause);
};

const MAX_FRAMES = 8;

/** Stack frames as `createStore index.js:10:5`: function, file name, line and column. The message can contain data and is skipped. */
export const stackFramesOf = (thrown: unknown): string[] => {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return [];
  const frames: string[] = [];
  const afterMessage = thrown.stack.indexOf(thrown.message) + thrown.message.length;
  for (const line of thrown.stack.slice(Math.max(0, afterMessage)).split('\n')) {
    const frame =
      /^\s+at (?:(?:async )?([\w$.<>]{1,60}) )?\(?.*?([\w.-]{1,60}\.[cm]?[jt]s):(\d{1,6}):(\d{1,6})\)?$/u.exec(
        line,
      );
    if (frame)
      frames.push(`${frame[1] ?? ''} ${frame[2] ?? ''}:${frame[3] ?? ''}:${frame[4] ?? ''}`.trim());
    if (frames.length === MAX_FRAMES) break;
  }
  return frames;
};
