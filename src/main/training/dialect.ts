/** What differs between versions of the service: format of answers, and rules for OTPs, customers and the log. */
import type { AgentRules } from './agents.ts';
import type { Reply } from './reply.ts';
import type { CardText, Customer, Entry, Registration, Verdict } from './types.ts';

/** The log row of a registration, the EC’s verdict, and where its pictures are. */
export interface RegistrationDetails {
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
  /** Reply to a request for a page past the last one. */
  readonly pastLastPage: 'empty' | 'repeat' | 'not-found';
  /** A picture's handle from its id. */
  handle(id: string): string;
  /** Reply to an OTP request for a number that belongs to no agent. */
  unknownAgent(): Reply;
  /** Step 1: body of the reply with the card's text and the handles of its pictures. */
  cardReadingBody(card: CardText, front: string, back: string): unknown;
  /** Step 1: the card could not be read. */
  cardUnreadable(): Reply;
  /** What is missing or wrong, by field. */
  validationErrors(step: 1 | 2, problems: FormProblems): Reply;
  /** Key that identifies a customer: step 2 replaces the registration saved under the same key. */
  customerKey(customer: Customer): string;
  /** Step 2: the answer after the registration was saved. */
  submissionReply(known: boolean): Reply;
  /** Step 2: the answer when a known customer's form may not be replaced now; null when it may. */
  replacementRefusal(verdict: Verdict): Reply | null;
  status(shown: RegistrationDetails): unknown;
  unknownMobile(): unknown;
  emptyLog(): unknown;
  logLine(entry: Entry, verdict: Verdict): unknown;
}
