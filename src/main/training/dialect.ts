/** What a version of the service decides for itself: how it words its answers, and its rules for OTPs, customers and the log. */
import type { Registration } from './types.ts';
import type { Reply } from './reply.ts';
import type { CardText, Customer, LedgerEntry, TrainingOptions, Verdict } from './types.ts';

/** What is shown of a registration: its row and its pictures. */
export interface Shown {
  readonly registration: Registration;
  readonly verdict: Verdict;
  readonly cardUrl: string;
  readonly photoUrl: string;
  /** JPEG; null when it was thrown away. */
  readonly photo: Uint8Array | null;
}

export type FormProblems = Readonly<Record<string, string>>;

export interface Dialect {
  readonly slashless: NonNullable<TrainingOptions['slashless']>;
  readonly beyondLog: NonNullable<TrainingOptions['beyondLog']>;
  /** Digits of an OTP: fewest and most. */
  readonly otpDigits: readonly [number, number];
  /** Whether a sign-in gives the token that is in use already, so that it ends no other session. */
  readonly sharesToken: boolean;
  /** Names of the handles in step 1's answer and step 2's form. */
  readonly handleNames:
    readonly ['id_front_url', 'id_back_url'] | readonly ['id_front_name', 'id_back_name'];
  readonly logFilters: readonly string[];
  /** Whether `page` and `per_page` mean anything to the log. */
  readonly paged: boolean;
  /** A picture's handle from its id. */
  handle(id: string): string;
  /** Call A: the number is no agent's, or the SMS could not be sent. */
  otpNotSent(why: 'unknown' | 'sms-down'): Reply;
  /** Call B: the account is disabled. */
  accountDisabled(): Reply;
  reading(card: CardText, front: string, back: string): unknown;
  /** Call D: the card could not be read. */
  unread(): Reply;
  /** Calls D and E: what is missing or wrong, by field. */
  refusal(step: 1 | 2, problems: FormProblems): Reply;
  /** Whether step 2 for `b` replaces `a`. */
  isSameCustomer(a: Customer, b: Customer): boolean;
  /** Call E: the answer after the registration was saved. */
  saved(known: boolean): Reply;
  /** Call E: the answer when a known customer's form may not be replaced now; null when it may. */
  notNow(verdict: Verdict): Reply | null;
  status(shown: Shown): unknown;
  unknownMobile(): unknown;
  emptyLog(): unknown;
  logLine(entry: LedgerEntry, verdict: Verdict): unknown;
}
