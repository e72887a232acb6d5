/** Options and interface of the simulated service for tests. */
import type { RegistryOptions } from '#main/training/registry.ts';
import type { CardText, Entry, TrainingCall, Verdict } from '#main/training/types.ts';
import type { FaultPlan } from './faults.ts';

/** Versions of the service's document, and the live service. dialects.ts defines their answers. */
export const dialectNames = ['1.06', '1.07', '1.08', 'live'] as const;
export type DialectName = (typeof dialectNames)[number];

/** Answer to a verification path without a trailing slash: `answer` where none is required, otherwise the HTTP status (500 is Django in debug mode). */
export type ReplyWithoutSlash = 'answer' | 301 | 302 | 307 | 308 | 404 | 500;

/** State at the service of a mobile number for which an OTP is requested. */
export type AgentState = 'active' | 'unknown' | 'disabled' | 'sms-down';

export interface PictureDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** One accepted step 2. The ledger is append-only. */
export interface LedgerEntry extends Entry {
  readonly front: PictureDigest;
  readonly back: PictureDigest;
  readonly photo: PictureDigest;
  /** `seq` of the first accepted registration of the same NID number when this is a repetition, otherwise null. */
  readonly duplicateOf: number | null;
}

export interface FileDigest extends PictureDigest {
  readonly field: string;
  readonly fileName: string;
  readonly type: string;
}

/** A request as it arrived, without values. */
export interface RequestRecord {
  /** Null for a path or method the document does not have. */
  readonly call: TrainingCall | null;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Running number of the connection; requests on one connection have the same number. */
  readonly connection: number;
  readonly authorization: { readonly present: boolean; readonly scheme: string | null };
  readonly cookie: boolean;
  readonly contentType: string | null;
  readonly contentLength: number | null;
  readonly transferEncoding: string | null;
  readonly fields: readonly string[];
  readonly files: readonly FileDigest[];
  /** HTTP status of the answer; null before it is sent and when the connection was cut instead. */
  readonly replyStatus: number | null;
}

export interface TestServiceOptions {
  /** Default 1.06, the service's own document. */
  readonly dialect?: DialectName;
  /** Default: that of the dialect. */
  readonly replyWithoutSlash?: ReplyWithoutSlash;
  /** Answer of the log beyond its last page. Default: that of the dialect. */
  readonly pastLastPage?: 'empty' | 'repeat' | 'not-found';
  /** Number of customers that the agent registered the day before, for a log of that length. */
  readonly earlierCustomers?: { readonly agentMobile: string; readonly count: number };
  /** Maximum of lines on a page of the log; with `none` every page is the whole log. Default: that of the dialect. */
  readonly pageLimit?: number | 'none';
  /** When absent, every mobile number of the country belongs to an active agent. */
  readonly agentState?: (mobile: string) => AgentState;
  /** Customers on the cards, one after the other. Default: the invented customers. */
  readonly customers?: readonly CardText[];
  /** Reads the card in place of `customers`; null means that it cannot be read. */
  readonly readCard?: (front: Uint8Array, back: Uint8Array) => CardText | null;
  /** Returns the EC's verdict on a registration; called again until it is final. Default: pending until `decide`. */
  readonly verdictFor?: RegistryOptions['verdictFor'];
  readonly onOtp?: (mobile: string, otp: string) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** PEM texts; when present, the service uses https. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface TestService {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  readonly faults: FaultPlan;
  /** The last OTP for a number while it is valid, or null. */
  otpFor(mobile: string): string | null;
  ledger(): readonly LedgerEntry[];
  /** Called for every accepted step 2 before it is answered, for example to start a fault then. */
  onAccepted(listen: (entry: LedgerEntry) => void): void;
  requests(): readonly RequestRecord[];
  /** Forbidden behaviour of the client, as text: cookies, EXIF, unknown fields, chunked bodies. */
  violations(): readonly string[];
  /** Decides the verdict of a registered NID; false when it is not registered. */
  setVerdict(nid: string, verdict: Verdict): boolean;
  /** Ends an agent's session, as a logout on another machine does. */
  endSession(mobile: string): void;
  /** Makes every handle of step 1 stale. */
  expireHandles(): void;
  close(): Promise<void>;
}
