/** The simulated service as tests see it. */
import type { RegistryOptions } from '#main/training/registry.ts';
import type { CardText, Entry, TrainingCall, Verdict } from '#main/training/types.ts';
import type { FaultPlan } from './faults.ts';

/** Versions of the service's document, and the service as it runs (`live`); how each looks on the wire is in dialects.ts. */
export const dialectNames = ['1.06', '1.07', '1.08', 'live'] as const;
export type DialectName = (typeof dialectNames)[number];

/** Answer of a version that requires a slash after the paths of the verification to a path without it. 500: Django in debug mode. */
export type Slashless = 'answer' | 301 | 302 | 307 | 308 | 404 | 500;

/** The service's data of a number for which an OTP is requested. */
export type AgentState = 'active' | 'unknown' | 'disabled' | 'sms-down';

export interface PictureFact {
  readonly sha256: string;
  readonly bytes: number;
}

/** One accepted step 2. The ledger is only ever appended to. */
export interface LedgerEntry extends Entry {
  readonly front: PictureFact;
  readonly back: PictureFact;
  readonly photo: PictureFact;
  /** `seq` of the first accepted registration of the same NID number, or null: anything else is a registration sent twice. */
  readonly duplicateOf: number | null;
}

export interface FileFact extends PictureFact {
  readonly field: string;
  readonly fileName: string;
  readonly type: string;
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

export interface TestServiceOptions {
  /** Default 1.06, the service's own document. */
  readonly dialect?: DialectName;
  /** Each dialect has its own. */
  readonly slashless?: Slashless;
  /** What the log answers beyond its last page; each dialect has its own. */
  readonly pastLastPage?: 'empty' | 'repeat' | 'not-found';
  /** How many customers the agent has registered before, for a log of that length. */
  readonly earlier?: { readonly agentMobile: string; readonly count: number };
  /** Most lines on a page of the log, whatever was asked for; `none`: every page is the whole log. Each dialect has its own. */
  readonly pageCap?: number | 'none';
  /** Absent: every mobile number of the country is an active agent's. */
  readonly agentState?: (mobile: string) => AgentState;
  /** Who is on the cards, one after the other; the default customers are invented. */
  readonly customers?: readonly CardText[];
  /** Reads a card instead; null means that it cannot be read. */
  readonly readings?: (front: Uint8Array, back: Uint8Array) => CardText | null;
  /** The EC's answer for a registration, asked again until it is final. Default: pending until `decide`. */
  readonly verdictFor?: RegistryOptions['verdictFor'];
  readonly onOtp?: (mobile: string, otp: string) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** PEM; makes it an https service. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface TestService {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  readonly faults: FaultPlan;
  /** The OTP that was "sent" last to a number and still works, or null. */
  otpFor(mobile: string): string | null;
  ledger(): readonly LedgerEntry[];
  /** Called for every accepted step 2 before it is answered: for faults that begin with it. */
  onAccepted(listen: (entry: LedgerEntry) => void): void;
  requests(): readonly RequestRecord[];
  /** Things a client of this service must never do, in words: cookies, EXIF, unknown fields, chunked bodies. */
  violations(): readonly string[];
  /** Decides the verdict of a registered NID; false when it is not registered. */
  decide(nid: string, verdict: Verdict): boolean;
  /** Ends an agent's session, as a logout on another machine does. */
  endSession(mobile: string): void;
  /** Makes every handle of step 1 stale. */
  forgetHandles(): void;
  close(): Promise<void>;
}
