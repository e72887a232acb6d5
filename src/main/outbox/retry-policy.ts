/** Classifies failures of sending, and determines how long a registration waits and whether the queue continues. */
import type { ErrorCode } from '#shared/error-codes.ts';
import type { AppError } from '#shared/result.ts';
import type { RegistrationChange, WaitsFor } from '#main/store/port.ts';
import type { RegistrationEvent } from '#main/record/transitions.ts';

/**
 * `session`: a sign-in is needed. `throttled`: the service requests a pause. `no-connection`: the service cannot be
 * reached. `systemic`: affects every registration for as long as it lasts. `transient`: possibly specific to this
 * registration. `unread`, `too-large`, `refused`: specific to this registration.
 */
export type FailureKind =
  | 'session'
  | 'throttled'
  | 'no-connection'
  | 'systemic'
  | 'transient'
  | 'unread'
  | 'too-large'
  | 'refused';

const KIND_BY_CODE: Partial<Record<ErrorCode, FailureKind>> = {
  'SESSION-ENDED': 'session',
  'SESSION-NEEDED': 'session',
  // Every registration fails with this role, so the cause is the account and not the customer.
  'SESSION-ROLE': 'systemic',
  'SVC-THROTTLED': 'throttled',
  'NET-DNS': 'no-connection',
  'NET-REFUSED': 'no-connection',
  'NET-CONNECT-TIMEOUT': 'no-connection',
  'NET-TLS': 'no-connection',
  'NET-PROXY': 'no-connection',
  'NET-PROXY-AUTH': 'no-connection',
  'NET-TIMEOUT': 'systemic',
  'NET-CUT': 'systemic',
  'NET-GATEWAY': 'systemic',
  'NET-CANCELLED': 'systemic',
  'CFG-URL': 'systemic',
  'SVC-REDIRECT': 'systemic',
  'SVC-NOT-FOUND': 'systemic',
  'SVC-NOT-JSON': 'systemic',
  'SVC-ANSWER': 'transient',
  'SVC-BROKEN': 'transient',
  // The customer's earlier registration is being verified; this one is sent after it.
  'SVC-UNDER-WAY': 'transient',
  'SVC-UNREAD': 'unread',
  'SVC-TOO-LARGE': 'too-large',
  'SVC-REFUSED': 'refused',
};

/** Codes without an entry are retried later, so that no registration ends because of an unforeseen failure. */
export const failureKind = (error: AppError): FailureKind =>
  KIND_BY_CODE[error.code] ?? 'transient';

const BACKOFF_STEPS_MS = [5_000, 15_000, 60_000, 5 * 60_000, 15 * 60_000] as const;

/**
 * Pause in ms after the given number of attempts (from 1), with ±20 % jitter so that counters do not retry all at once.
 */
export const backoffMs = (attempts: number): number => {
  const step =
    BACKOFF_STEPS_MS[Math.min(Math.max(attempts, 1), BACKOFF_STEPS_MS.length) - 1] ??
    BACKOFF_STEPS_MS[0];
  return Math.round(step * (0.8 + Math.random() * 0.4));
};

/** Limits the pause during an outage to a minute, because a retry costs little and the service may return at any time. */
const OUTAGE_BACKOFF_STEPS = 3;

/** Pause in ms after the given number of consecutive systemic failures. */
export const outageBackoffMs = (failures: number): number =>
  backoffMs(Math.min(failures, OUTAGE_BACKOFF_STEPS));

/** Whether the stored registration cannot be read. A retry does not help, so the queue skips it. */
export const isUnreadable = (code: string): boolean =>
  code === 'STORE-DAMAGED' || code === 'STORE-NEWER';

/**
 * Whether a query failed because of the connection, the session, throttling or the store, not because of the
 * registration.
 */
export const isEnvironmentFailure = (code: string): boolean =>
  code.startsWith('NET-') ||
  code.startsWith('SESSION-') ||
  code.startsWith('STORE-') ||
  code === 'SVC-THROTTLED' ||
  code === 'SVC-NOT-JSON';

const MINUTE_MS = 60_000;
const MAX_THROTTLE_MS = 60 * MINUTE_MS;

/** Pause requested by the service in ms; a minute when it requested none. */
const requestedPauseMs = (error: AppError): number => {
  const seconds = Number(error.params?.['seconds']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : MINUTE_MS;
};

export interface Wait {
  readonly event: RegistrationEvent;
  readonly waitsFor: WaitsFor;
  /** Earliest time of the next attempt, epoch milliseconds. */
  readonly notBefore: number;
  /** Whether the failure affects the rest of the queue as well. */
  readonly stopsRun: boolean;
}

/**
 * Determines how a registration waits after a failure; null when a retry does not help (`unread`, `too-large`, `refused`).
 * @param attempts number of attempts so far. @param now epoch milliseconds. @param pauseMs pause requested by the service.
 */
export const waitAfter = (
  error: AppError,
  attempts: number,
  now: number,
  pauseMs = requestedPauseMs(error),
): Wait | null => {
  const kind = failureKind(error);
  switch (kind) {
    case 'session':
      return { event: 'session-ended', waitsFor: 'sign-in', notBefore: 0, stopsRun: true };
    case 'throttled':
      return {
        event: 'throttled',
        waitsFor: 'time',
        notBefore: now + Math.min(pauseMs, MAX_THROTTLE_MS),
        stopsRun: true,
      };
    case 'no-connection':
      return {
        event: 'not-sent',
        waitsFor: 'connection',
        notBefore: now + outageBackoffMs(attempts),
        stopsRun: true,
      };
    case 'systemic':
      return {
        event: 'try-later',
        waitsFor: 'time',
        notBefore: now + outageBackoffMs(attempts),
        stopsRun: true,
      };
    case 'transient':
      return {
        event: 'try-later',
        waitsFor: 'time',
        notBefore: now + backoffMs(attempts),
        stopsRun: false,
      };
    default:
      return null;
  }
};

/** The change that puts a registration into the state `waiting`. */
export const waitChange = (
  wait: Wait,
  error: AppError,
  body: Required<RegistrationChange>['body'],
): RegistrationChange => ({
  transition: { event: wait.event, cause: error.code },
  waitsFor: wait.waitsFor,
  notBefore: wait.notBefore,
  body: { ...body, lastError: error },
});
