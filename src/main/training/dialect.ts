/** Describes how versions of the service differ: format of responses, and rules for OTPs, customers and the log. */
import type { AgentRules } from './agents.ts';
import type { Reply } from './reply.ts';
import type { CardText, Customer, Entry, FormField, Registration, Verdict } from './types.ts';

/** Values that the Election Commission has of a person: the fields of step 2 that it compares, and the blood group. */
export type EcRecord = Readonly<Partial<Record<FormField | 'blood_group', string>>>;

/** A registration with its pictures, the EC's verdict and the EC's record, for the verification status. */
export interface RegistrationDetails {
  readonly registration: Registration;
  readonly verdict: Verdict;
  /** The Election Commission's record; null when it is not modelled. */
  readonly record: EcRecord | null;
  readonly cardUrl: string;
  readonly photoUrl: string;
  /** JPEG; null when it was removed from the registry. */
  readonly photo: Uint8Array | null;
}

/** Error texts by field name. */
export type FormProblems = Readonly<Record<string, string>>;

export interface Dialect extends AgentRules {
  /** Names of the handles in the response of step 1 and in the form of step 2. */
  readonly handleNames:
    readonly ['id_front_url', 'id_back_url'] | readonly ['id_front_name', 'id_back_name'];
  /** Accepted values of the status filter of the log. */
  readonly logFilters: readonly string[];
  /** Maximum number of lines on a page of the log; null: the log has no pages. */
  readonly pageLimit: number | null;
  /** Reply to a request for a page past the last one. */
  readonly pastLastPage: 'empty' | 'repeat' | 'not-found';
  /** @returns the handle of a picture id. */
  handle(id: string): string;
  /** Reply to an OTP request for a number that belongs to no agent. */
  unknownAgent(): Reply;
  /** Step 1: response with the text of the card and the handles of its pictures. */
  cardReadingBody(card: CardText, front: string, back: string): unknown;
  /** Step 1: reply when the card could not be read. */
  cardUnreadable(): Reply;
  /** Reply with the missing and invalid fields. */
  validationErrors(step: 1 | 2, problems: FormProblems): Reply;
  /** Key that identifies a customer: step 2 replaces the registration saved under the same key. */
  customerKey(customer: Customer): string;
  /** Step 2: reply after the registration was saved. */
  submissionReply(isReplacement: boolean): Reply;
  /** Step 2: reply when an existing registration must not be replaced; null when it may be. */
  replacementRefusal(verdict: Verdict): Reply | null;
  /** Body of the verification status. */
  status(details: RegistrationDetails): unknown;
  /** Body of the verification status for a number without a registration. */
  unknownMobile(): unknown;
  /** Body for a page of the log without lines, if `pastLastPage` is `not-found`. */
  emptyLog(): unknown;
  /** One line of the log. */
  logLine(entry: Entry, verdict: Verdict): unknown;
}
