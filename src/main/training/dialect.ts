/** What differs between versions of the service: format of answers, and rules for OTPs, customers and the log. */
import type { AgentRules } from './agents.ts';
import type { Reply } from './reply.ts';
import type { CardText, Customer, Entry, Registration, Verdict } from './types.ts';

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

export interface Dialect extends AgentRules {
  /** Names of the handles in step 1's answer and step 2's form. */
  readonly handleNames:
    readonly ['id_front_url', 'id_back_url'] | readonly ['id_front_name', 'id_back_name'];
  readonly logFilters: readonly string[];
  /** Most lines on a page of the log, independent of the request; null: the log has no pages. */
  readonly pageLimit: number | null;
  /** What the log answers beyond its last page. */
  readonly beyondLog: 'empty' | 'repeat' | 'not-found';
  /** A picture's handle from its id. */
  handle(id: string): string;
  /** Request of an OTP: the number is no agent's. */
  unknownAgent(): Reply;
  reading(card: CardText, front: string, back: string): unknown;
  /** Step 1: the card could not be read. */
  unread(): Reply;
  /** What is missing or wrong, by field. */
  refusal(step: 1 | 2, problems: FormProblems): Reply;
  /** What makes two forms one customer's: step 2 replaces what was saved with the same key. */
  customerKey(customer: Customer): string;
  /** Step 2: the answer after the registration was saved. */
  saved(known: boolean): Reply;
  /** Step 2: the answer when a known customer's form may not be replaced now; null when it may. */
  notNow(verdict: Verdict): Reply | null;
  status(shown: Shown): unknown;
  unknownMobile(): unknown;
  emptyLog(): unknown;
  logLine(entry: Entry, verdict: Verdict): unknown;
}
