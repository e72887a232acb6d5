/** Interface of the eKYC service's client: seven calls with decoded answers; failures are returned, never thrown. */
import type { Step1FieldName, SentFieldName } from '#shared/domain/fields.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { LogFilter, LogPage, Comparison, KnownVerdict } from '#shared/domain/verification.ts';
import type { AppError, Result } from '#shared/result.ts';

/** The session token. Kept in the keychain and in the memory of the main process only. */
export type Token = string & { readonly __brand: 'Token' };

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Bytes of the request body handed to the network so far, and their total. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

/** The service's handle of a picture. Step 2 sends it back unchanged under the same name. It expires. */
export interface CardHandle {
  readonly name: 'id_front_url' | 'id_back_url' | 'id_front_name' | 'id_back_name';
  readonly value: string;
}

export interface CardReading {
  /** The values that the service read, unchanged; empty ones are absent. The card's only address is under `pres_address`. */
  readonly fields: Readonly<Partial<Record<Step1FieldName, string>>>;
  readonly front: CardHandle;
  readonly back: CardHandle;
  /** Values under keys that this version does not support. */
  readonly other: Readonly<Record<string, string>>;
}

/** The form sent in step 2. */
export interface SubmissionForm extends Readonly<Record<SentFieldName, string>> {
  /** A valid number. The other values may be as the service read them, and need not be valid. */
  readonly mobile_number: MobileNumber;
  readonly front: CardHandle;
  readonly back: CardHandle;
  /** JPEG. */
  readonly photo: Uint8Array;
}

/**
 * Outcome of step 2. `not-sent` only when nothing can have reached the service (failure before the secure connection was
 * established); any uncertainty is `unknown`, after which the form must never be sent again.
 */
export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly detail: string }
  | { readonly kind: 'not-sent'; readonly error: AppError }
  /** The service answered 400, 403, 413, or 200 with `failed`. Nothing was saved. */
  | { readonly kind: 'refused'; readonly error: AppError }
  /** 401: nothing was saved, and the clerk must sign in. */
  | { readonly kind: 'session-ended'; readonly error: AppError }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number; readonly error: AppError }
  /** 6003: the customer is known and being verified. Nothing was saved and nothing needs correction. */
  | { readonly kind: 'under-way'; readonly error: AppError }
  /**
   * `answered`: the service itself answered (the running service answers 500 to every new customer), so it has finished
   * processing the form and its status can be queried at once. Absent or false: no answer, or one from a gateway; the form may
   * still be processed.
   */
  | { readonly kind: 'unknown'; readonly answered?: boolean; readonly error: AppError };

export interface StatusAnswer {
  /**
   * `not-found`: the service has no customer with this mobile number (6004, `not_found`); an answer, not a failure.
   * Version 1.06 uses `invalid` for that too, so `invalid` without an NID may mean `not-found`. `other`: verification in
   * progress.
   */
  readonly verdict: KnownVerdict | 'other' | 'not-found';
  /** The text of the status as received; `failed` is possible for `not-found`. */
  readonly statusText: string;
  /**
   * The values in the answer, compared or not: `card` is what was submitted; `ec` and `score` are null where nothing was
   * compared. The NID that the answer concerns is the `card` of the field `nid`, where the service returns it also for
   * `pending` and `invalid`. The answer concerns only the first customer with the mobile number.
   */
  readonly comparisons: readonly Comparison[];
  /** Null when nothing was compared yet, even if the service returns "false". */
  readonly textMatches: boolean | null;
  /** `url`: an address or a data URI, both for `fetchPhoto`. `matchesEc`: null when nothing was compared yet. */
  readonly cardPhoto: { readonly url: string | null; readonly matchesEc: boolean | null };
  readonly counterPhoto: { readonly url: string | null; readonly matchesEc: boolean | null };
  readonly other: readonly { readonly key: string; readonly value: string }[];
}

export interface EkycClient {
  /** Sends an OTP to the agent's mobile number. */
  requestOtp(mobile: MobileNumber, options?: CallOptions): Promise<Result<{ detail: string }>>;
  /** Exchanges an OTP for a token. 400 and 401 mean a wrong or expired OTP (`OTP-WRONG`). */
  verifyOtp(
    mobile: MobileNumber,
    otp: string,
    options?: CallOptions,
  ): Promise<Result<{ token: Token }>>;
  /** Ends the session; the token is invalid afterwards, on every machine. */
  logout(token: Token, options?: CallOptions): Promise<Result<{ detail: string }>>;
  /** Step 1: uploads both sides of a card. Safe to repeat, because the service only reads the pictures. */
  readCard(
    token: Token,
    card: { front: Uint8Array; back: Uint8Array },
    options?: CallOptions,
  ): Promise<Result<CardReading>>;
  /** Step 2: submits the form. Uses a new connection and is never repeated by the client. */
  submit(token: Token, form: SubmissionForm, options?: CallOptions): Promise<SubmitOutcome>;
  /** Verdict for the customer with this mobile number. */
  verificationStatus(
    token: Token,
    mobile: MobileNumber,
    options?: CallOptions,
  ): Promise<Result<StatusAnswer>>;
  /**
   * One page of the verification log, counted from 1. The log is complete only when a page is `complete`. A service without
   * paging returns all entries at once, up to 64 MiB.
   */
  verificationLog(
    token: Token,
    filter: LogFilter,
    page: number,
    options?: CallOptions,
  ): Promise<Result<LogPage>>;
  /** A photo from a status: a data URI or an address on the service's host. The token is sent to the service's origin only. */
  fetchPhoto(token: Token, url: string, options?: CallOptions): Promise<Result<Uint8Array>>;
  /** Whether the service can be reached: a connection up to TLS, no request. */
  probe(options?: CallOptions): Promise<Result<undefined>>;
}
