/** Checks of a counter that Diagnostics runs, in the order in which they are listed. */
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
] as const;
export type CheckName = (typeof checkNames)[number];

export const checkStates = ['ok', 'warning', 'failed', 'not-checked'] as const;
export type CheckState = (typeof checkStates)[number];

export interface CheckResult {
  readonly name: CheckName;
  readonly state: CheckState;
  /** Code whose text says the cause and the remedy; null where the check's own text does. */
  readonly code: ErrorCode | null;
  /** What was measured, for IT: names, versions, amounts. Never a value of a person. */
  readonly facts: string;
}
