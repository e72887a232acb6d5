/** Checks of a counter in the diagnostics, in the order of the list. */
import type { ErrorCode } from '#shared/error-codes.ts';

export const checkNames = [
  'service',
  'certificate',
  'clock',
  'proxy',
  'policy',
  'keychain',
  'disk',
  'store',
  'data-folder',
  'scanner',
  'printer',
  'lockdown',
  'updates',
] as const;
export type CheckName = (typeof checkNames)[number];

export const checkStates = ['ok', 'warning', 'failed', 'not-checked'] as const;
export type CheckState = (typeof checkStates)[number];

export interface CheckResult {
  readonly name: CheckName;
  readonly state: CheckState;
  /** Error code whose texts state the cause and the remedy; null when the check has its own text. */
  readonly code: ErrorCode | null;
  /** Measured facts for IT: names, versions, amounts. Never personal data. */
  readonly facts: string;
}
