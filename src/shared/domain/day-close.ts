/** The totals and the lists of the day close. */
import type { AppError } from '#shared/result.ts';
import type { RegistrationState } from './registration.ts';

/** A registration in the lists of the day close. */
export interface DayRow {
  readonly reference: string;
  readonly state: RegistrationState;
  readonly maskedName: string;
  readonly submittedAt: number | null;
  readonly lastError: AppError | null;
  /** Reason for discarding, as the clerk typed it; null for other states. */
  readonly reason: string | null;
}

/** Categories of the day close. Every registration except a draft belongs to one of them. */
export const dayCategories = [
  'submitted',
  'waiting',
  'unknown',
  'needs-review',
  'refused',
  'on-hold',
  'discarded',
  'transferred',
] as const;
export type DayCategory = (typeof dayCategories)[number];

/** Verdicts of the Election Commission on the submitted registrations; `submitted`: no verdict yet. */
export const dayVerdicts = ['passed', 'verification-failed', 'invalid', 'submitted'] as const;
export type DayVerdict = (typeof dayVerdicts)[number];

/** Totals of one day. */
export interface DayNumbers {
  /** Number of registrations without drafts, which is the sum of `totals`. */
  readonly taken: number;
  readonly totals: Readonly<Record<DayCategory, number>>;
  /** Submitted registrations by verdict. */
  readonly verdicts: Readonly<Record<DayVerdict, number>>;
  /** References of the first and the last registration; null when there is none. */
  readonly first: string | null;
  readonly last: string | null;
}

/** The lists of registrations in the day close, in the order of the screen and the paper. */
export const dayLists = [
  'unsent',
  'unknown',
  'reviewOrRefused',
  'discarded',
  'transferred',
] as const;
export type DayListName = (typeof dayLists)[number];

/** The category of a state. Drafts belong to none, because they are not yet submitted. */
export const dayCategoryOf = (state: RegistrationState): DayCategory | null => {
  switch (state) {
    case 'draft':
      return null;
    case 'submitted':
    case 'passed':
    case 'verification-failed':
    case 'invalid':
      return 'submitted';
    case 'ready':
    case 'sending-card':
    case 'sending-form':
    case 'waiting':
      return 'waiting';
    default:
      return state;
  }
};
