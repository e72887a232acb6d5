/** Permitted content of an audit entry: a fixed list of events and a table of facts with their permitted values. There is no free text. */
import { chainProblems, type ChainProblem } from '#shared/domain/audit-trail.ts';
import { consentGivers, MAX_SHOWN_MS, type ConsentGiver } from '#shared/domain/consent.ts';
import { decisions, type Decision } from '#shared/domain/registration.ts';
import { logExportValues, type LogExportValues } from '#shared/domain/verification.ts';
import { errorCodes, type ErrorCode } from '#shared/error-codes.ts';
import { editableKeys } from '#shared/ipc/schemas/settings.ts';

export const auditEvents = [
  'app.started',
  'app.stopped',
  'kiosk.left',
  'session.signed-in',
  'session.signed-out',
  'session.ended-by-service',
  'session.expired',
  'counter.locked',
  'counter.unlocked',
  'counter.unlock-failed',
  'pin.chosen',
  'lead-pin.chosen',
  'registration.begun',
  'registration.submitted',
  'registration.decided',
  'registration.discarded',
  'registration.discard-undone',
  'registration.taken-over',
  'slip.printed',
  'transfer.out',
  'transfer.in',
  'transfer.abandoned',
  'recovery-key.shown',
  'recovery-key.printed',
  'recovery-key.declined',
  'recovery-key.used',
  'master-key.rotated',
  'key-sheet.printed',
  'day-close.opened',
  'day-close.printed',
  'settings.opened',
  'settings.changed',
  'update.ready',
  'update.refused',
  'audit.broken',
  'audit.exported',
  'verification-log.exported',
] as const;
export type AuditEvent = (typeof auditEvents)[number];

/** Names of the settings that can be changed at the counter. Their values are not recorded. */
export const changeableSettings = ['scanner', 'camera', ...editableKeys] as const;
type ChangeableSetting = (typeof changeableSettings)[number];

export interface AuditFacts {
  /** Random id of a registration. */
  readonly registration?: string;
  /** Reference of a registration, such as `0142-3-0038`. */
  readonly reference?: string;
  readonly decision?: Decision;
  readonly reason?: 'idle' | 'clerk' | 'system' | 'start';
  readonly settings?: readonly ChangeableSetting[];
  /** Number of registrations or lines concerned. */
  readonly count?: number;
  /** Whether a verification log was exported with masked or with full names and numbers. */
  readonly values?: LogExportValues;
  readonly version?: string;
  /** Evidence of a consent: version, language and SHA-256 of its text, who gave it, and how long the text was on the screen. */
  readonly consentVersion?: string;
  readonly consentLanguage?: 'en' | 'bn';
  readonly consentHash?: string;
  readonly consentBy?: ConsentGiver;
  readonly consentShownMs?: number;
  readonly problem?: ChainProblem;
  /** Error code of a failed action; absent when it succeeded. */
  readonly code?: ErrorCode;
}

type Check = (value: unknown) => boolean;
const oneOf =
  (permitted: readonly string[]): Check =>
  (value) =>
    permitted.includes(value as string);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

/** Below every NID number and mobile number, so that neither can be recorded as a count. */
const MAX_COUNT = 1_000_000;

const factChecks: Readonly<Record<keyof AuditFacts, Check>> = {
  registration: matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  // At most eight digits in a row, which excludes mobile and NID numbers.
  reference: matching(/^[A-Za-z0-9]{1,12}-[A-Za-z0-9]{1,12}-[0-9]{1,8}(?:-[A-Z])?$/),
  decision: oneOf(decisions),
  reason: oneOf(['idle', 'clerk', 'system', 'start']),
  settings: (value) => Array.isArray(value) && value.every(oneOf(changeableSettings)),
  count: (value) => Number.isInteger(value) && Math.abs(value as number) <= MAX_COUNT,
  values: oneOf(logExportValues),
  version: matching(/^\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[a-z0-9.]{1,20})?$/),
  // At most eight digits in a row, which excludes mobile and NID numbers.
  consentVersion: matching(/^(?!.*\d{9})[A-Za-z0-9._-]{1,40}$/),
  consentLanguage: oneOf(['en', 'bn']),
  consentHash: matching(/^[0-9a-f]{64}$/),
  consentBy: oneOf(consentGivers),
  consentShownMs: (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_SHOWN_MS,
  problem: oneOf(chainProblems),
  code: oneOf(errorCodes),
};

const REFUSED = '[refused]';

/** Filters facts: a value that fails its check is replaced by `[refused]`, and a fact that is not in the table is omitted. */
export const permittedFacts = (facts: AuditFacts): Record<string, unknown> => {
  const permitted: Record<string, unknown> = {};
  for (const [name, check] of Object.entries(factChecks)) {
    const value = facts[name as keyof AuditFacts];
    if (value !== undefined) permitted[name] = check(value) ? value : REFUSED;
  }
  return permitted;
};
