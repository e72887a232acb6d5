/** The built-in service as those who start it see it. */
import type { SentFieldName } from '#shared/domain/fields.ts';
import type { FaultPlan } from './faults.ts';
import type { Quirks } from './quirks.ts';

/** Versions of the service's document, and the service as it runs (`live`); how each looks on the wire is in dialects.ts. */
export const dialectNames = ['1.06', '1.07', '1.08', 'live'] as const;
export type DialectName = (typeof dialectNames)[number];

/** The calls by their letters in the service's document; `photo` is a picture that an answer names. */
export type TrainingCall =
  | 'requestOtp'
  | 'verifyOtp'
  | 'logout'
  | 'readCard'
  | 'submit'
  | 'verificationStatus'
  | 'verificationLog'
  | 'photo';

/** `ec_requested` and `undecided`: the check is under way; only the dialect `live` has these words. */
export type Verdict = 'passed' | 'failed' | 'pending' | 'invalid' | 'ec_requested' | 'undecided';

/** What the service knows of a number that asks for an OTP. */
export type AgentState = 'active' | 'unknown' | 'disabled' | 'sms-down';

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

/** A field of step 2 but for the handles and the photo. */
export type LedgerField = SentFieldName;

export interface PictureFact {
  readonly sha256: string;
  readonly bytes: number;
}

/** One accepted step 2. The ledger is only ever appended to. */
export interface LedgerEntry extends Readonly<Record<LedgerField, string>> {
  readonly seq: number;
  readonly agentMobile: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly front: PictureFact;
  readonly back: PictureFact;
  readonly photo: PictureFact;
  /** `seq` of the first accepted registration of the same NID number, or null: anything else is a registration sent twice. */
  readonly duplicateOf: number | null;
}

export interface Registration {
  entry: LedgerEntry;
  frontId: string;
  photoId: string;
  decided: Verdict | null;
  looks: number;
}

/** What tells one customer from another. */
export type Customer = Pick<LedgerEntry, 'nid_no' | 'mobile_number'>;

export interface FileFact {
  readonly field: string;
  readonly fileName: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A request as it arrived, without values. */
export interface RequestRecord {
  /** Null for a path or method the document does not have. */
  readonly call: TrainingCall | null;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Counts the connections, so that a reused one is seen. */
  readonly connection: number;
  readonly authorization: { readonly present: boolean; readonly scheme: string | null };
  readonly cookie: boolean;
  readonly contentType: string | null;
  readonly contentLength: number | null;
  readonly transferEncoding: string | null;
  readonly fields: readonly string[];
  readonly files: readonly FileFact[];
  /** The HTTP status answered; null while there is none or the connection was cut instead. */
  readonly answered: number | null;
}

export interface TrainingOptions {
  /** Default 1.06, the service's own document. */
  readonly dialect?: DialectName;
  /** What a version that wants a slash after F and G does without it; each dialect has its own. 500: Django in debug mode. */
  readonly slashless?: 'answer' | 301 | 302 | 307 | 308 | 404 | 500;
  /** What the log answers beyond its last page; each dialect has its own. */
  readonly beyondLog?: 'empty' | 'repeat' | 'not-found';
  /** How many customers the agent has registered before, for a log of that length. */
  readonly earlier?: { readonly agentMobile: string; readonly count: number };
  /** Misbehaviour of log and status that lasts; for tests. */
  readonly quirks?: Quirks;
  /** Absent: every mobile number of the country is an active agent's. */
  readonly agentState?: (mobile: string) => AgentState;
  /** Who is on the cards, one after the other; the default customers are invented. */
  readonly customers?: readonly CardText[];
  /** Reads a card instead; null means that it cannot be read. */
  readonly readings?: (front: Uint8Array, back: Uint8Array) => CardText | null;
  /** The EC's answer for a registration, asked again at every look until it is final. Default: pending until `decide`. */
  readonly verdictFor?: (
    entry: LedgerEntry,
    look: { readonly looks: number; readonly ageMs: number },
  ) => Verdict;
  readonly onOtp?: (mobile: string, otp: string) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Loopback port; 0 (the default) lets the system choose. */
  readonly port?: number;
  /** PEM; makes it an https service. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface TrainingService {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  readonly faults: FaultPlan;
  /** The OTP that was "sent" last to a number and still works, or null. */
  otpFor(mobile: string): string | null;
  ledger(): readonly LedgerEntry[];
  requests(): readonly RequestRecord[];
  /** Things a client of this service must never do, in words: cookies, EXIF, unknown fields, chunked bodies. */
  violations(): readonly string[];
  /** Settles the verdict of a registered NID; false when it is not registered. */
  decide(nid: string, verdict: Verdict): boolean;
  /** Ends an agent's session, as a logout on another machine does. */
  endSession(mobile: string): void;
  /** Makes every handle of step 1 stale. */
  forgetHandles(): void;
  close(): Promise<void>;
}
