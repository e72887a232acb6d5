/** Defines the types of the built-in service: calls, customers and registrations. */
import type { SentFieldName } from '#shared/domain/fields.ts';

/** The calls of the service's document; `photo` is the download of a picture whose address is in a response. */
export type TrainingCall =
  | 'requestOtp'
  | 'verifyOtp'
  | 'logout'
  | 'readCard'
  | 'submit'
  | 'verificationStatus'
  | 'verificationLog'
  | 'photo';

/**
 * Verdicts of the EC. The live service also uses `ec_requested` and `undecided` (verification in progress), which are not in its
 * document.
 */
export type Verdict = 'passed' | 'failed' | 'pending' | 'invalid' | 'ec_requested' | 'undecided';

/** Text of an invented customer's card. Absent values are unreadable. */
export interface CardText {
  readonly nid_no?: string;
  readonly dob?: string;
  readonly name_ben?: string;
  readonly name_eng?: string;
  readonly father_name?: string;
  readonly mother_name?: string;
  readonly address?: string;
}

/** The fields of step 2 except the handles and the photo. */
export type FormField = SentFieldName;

/** Values of an accepted step 2. */
export interface Entry extends Readonly<Record<FormField, string>> {
  /** Sequence number of the accepted form, from 1. */
  readonly seq: number;
  readonly agentMobile: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Registration {
  readonly entry: Entry;
  readonly frontId: string;
  readonly photoId: string;
  /** Final verdict of the EC; null while the verification is in progress. */
  finalVerdict: Verdict | null;
  /** Number of status queries for this registration. */
  statusQueries: number;
}

/** Fields that can identify a customer, depending on the dialect. */
export type Customer = Pick<Entry, 'nid_no' | 'mobile_number'>;
