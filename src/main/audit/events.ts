/** Permitted content of an audit entry: a fixed list of events and a table of facts, each with its permitted values. No free text. */
import { chainProblems, type ChainProblem } from '#shared/domain/audit-trail.ts';
import { decisions, type Decision } from '#shared/domain/registration.ts';
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
  'registration.taken-over',
  'transfer.out',
  'transfer.in',
  'transfer.abandoned',
  'recovery-key.shown',
  'recovery-key.printed',
  'recovery-key.declined',
  'recovery-key.used',
  'master-key.rotated',
  'key-sheet.printed',
  'day-close.printed',
  'settings.opened',
  'settings.changed',
  'audit.broken',
] as const;
export type AuditEvent = (typeof auditEvents)[number];

/** Settings that can be changed at the counter, by name; their values are not recorded. */
export const changeableSettings = ['scanner', 'camera', ...editableKeys] as const;
type ChangeableSetting = (typeof changeableSettings)[number];

export interface AuditFacts {
  /** Id of a registration: random. */
  readonly registration?: string;
  /** `0142-3-0038` */
  readonly reference?: string;
  readonly decision?: Decision;
  readonly reason?: 'idle' | 'clerk' | 'system' | 'start';
  readonly settings?: readonly ChangeableSetting[];
  /** Number of registrations concerned. */
  readonly count?: number;
  readonly version?: string;
  readonly problem?: ChainProblem;
  /** Why it failed; absent when it succeeded. */
  readonly code?: ErrorCode;
}

type Check = (value: unknown) => boolean;
const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

/** Larger numbers could be somebody's ID. */
const MAX_COUNT = 1_000_000;

const factChecks: Readonly<Record<keyof AuditFacts, Check>> = {
  registration: matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  // At most eight digits: a mobile or NID number is longer.
  reference: matching(/^[A-Za-z0-9]{1,12}-[A-Za-z0-9]{1,12}-[0-9]{1,8}(?:-[A-Z])?$/),
  decision: oneOf(decisions),
  reason: oneOf(['idle', 'clerk', 'system', 'start']),
  settings: (value) => Array.isArray(value) && value.every(oneOf(changeableSettings)),
  count: (value) => Number.isInteger(value) && Math.abs(value as number) <= MAX_COUNT,
  version: matching(/^\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[a-z0-9.]{1,20})?$/),
  problem: oneOf(chainProblems),
  code: oneOf(errorCodes),
};

const REFUSED = '[refused]';

/** The facts that may be written; a value that its check refuses is replaced, a name that is not in the table is left out. */
export const permittedFacts = (facts: AuditFacts): Record<string, unknown> => {
  const permitted: Record<string, unknown> = {};
  for (const [name, check] of Object.entries(factChecks)) {
    const value = facts[name as keyof AuditFacts];
    if (value !== undefined) permitted[name] = check(value) ? value : REFUSED;
  }
  return permitted;
};
