/** Types of the built-in service: calls, customers and registrations. */
import type { SentFieldName } from '#shared/domain/fields.ts';

/** The calls of the service's document; `photo` is a picture that an answer names. */
export type TrainingCall =
  | 'requestOtp'
  | 'verifyOtp'
  | 'logout'
  | 'readCard'
  | 'submit'
  | 'verificationStatus'
  | 'verificationLog'
  | 'photo';

/** `ec_requested` and `undecided`: the check is under way; words of the running service, not of its document. */
export type Verdict = 'passed' | 'failed' | 'pending' | 'invalid' | 'ec_requested' | 'undecided';

/** What is on an invented customer's card. Absent values are unreadable. */
export interface CardText {
  readonly nid_no?: string;
  readonly dob?: string;
  readonly name_ben?: string;
  readonly name_eng?: string;
  readonly father_name?: string;
  readonly mother_name?: string;
  readonly address?: string;
}

/** The fields of step 2 but for the handles and the photo. */
export type FormField = SentFieldName;

/** The values of one accepted step 2. */
export interface Entry extends Readonly<Record<FormField, string>> {
  /** Counts the accepted forms from 1. */
  readonly seq: number;
  readonly agentMobile: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Registration {
  readonly entry: Entry;
  readonly frontId: string;
  readonly photoId: string;
  /** The EC's final answer; null while there is none. */
  decided: Verdict | null;
  /** Number of status queries. */
  looks: number;
}

/** What identifies a customer. */
export type Customer = Pick<Entry, 'nid_no' | 'mobile_number'>;
