/** The eKYC service as the rest of the program sees it: seven calls, each answer decoded and every failure a value. */
import type { ReadFieldName, SentFieldName } from '#shared/domain/fields.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { LogFilter, LogPage, Comparison, KnownVerdict } from '#shared/domain/verification.ts';
import type { AppError, Result } from '#shared/result.ts';

/** The session token. Lives in the keychain and in the main process only. */
export type Token = string & { readonly __brand: 'Token' };

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Bytes of the request body handed to the network so far, and all of them. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

/** A picture's handle on the service: passed back in step 2 under the matching name, unchanged. Perishable. */
export interface CardHandle {
  readonly name: 'id_front_url' | 'id_back_url' | 'id_front_name' | 'id_back_name';
  readonly value: string;
}

export interface CardReading {
  /** What the service read, as it wrote it. Empty readings are absent. The one address is under `pres_address` only. */
  readonly fields: Readonly<Partial<Record<ReadFieldName, string>>>;
  readonly front: CardHandle;
  readonly back: CardHandle;
  /** Values that this version has no name for. */
  readonly other: Readonly<Record<string, string>>;
}

/** Step 2 as sent. */
export interface SubmissionForm extends Readonly<Record<SentFieldName, string>> {
  /** The others may be as the service read them, which need not be valid. */
  readonly mobile_number: MobileNumber;
  readonly front: CardHandle;
  readonly back: CardHandle;
  /** JPEG. */
  readonly photo: Uint8Array;
}

/**
 * What became of step 2. `not-sent` is claimed only when nothing can have reached the service (failure before the secure
 * connection stood); any doubt is `unknown`, which must never be answered by sending again.
 */
export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly detail: string }
  | { readonly kind: 'not-sent'; readonly error: AppError }
  /** Answered and not saved: 400, 403, 413, or 200 with `failed`. */
  | { readonly kind: 'refused'; readonly error: AppError }
  /** 401: not saved; the clerk must sign in. */
  | { readonly kind: 'session-ended'; readonly error: AppError }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number; readonly error: AppError }
  /** 6003: the customer is known and is being verified. Nothing was changed and there is nothing to correct: wait. */
  | { readonly kind: 'under-way'; readonly error: AppError }
  /**
   * `answered`: the service itself answered (the running service answers 500 to every new customer), so it is done with the
   * form and may be asked at once. Absent or false: nothing was heard, or a gateway spoke, and the form may still take effect.
   */
  | { readonly kind: 'unknown'; readonly answered?: boolean; readonly error: AppError };

export interface StatusAnswer {
  /**
   * `nobody`: the service has no customer with this mobile number, said in so many words (6004, `not_found`); an answer and
   * no failure. Version 1.06 says `invalid` for that too, so `invalid` without an NID may be nobody. `other`: still under way.
   */
  readonly verdict: KnownVerdict | 'other' | 'nobody';
  /** The service's own word; for `nobody` it may be `failed`. */
  readonly word: string;
  /**
   * The values the service sent, compared or not: `card` is what was submitted, `ec` and `score` are null where nothing was
   * compared. The NID the answer is about is the `card` of the field `nid`, also for `pending` and `invalid` where the
   * service names it; the answer is about the first customer with the mobile number only.
   */
  readonly comparisons: readonly Comparison[];
  /** Null when nothing was compared yet; the running service says "false" even then. */
  readonly textMatches: boolean | null;
  /** `url`: an address, or a data URI that `fetchPhoto` unpacks. `matchesEc`: null when nothing was compared yet. */
  readonly cardPhoto: { readonly url: string | null; readonly matchesEc: boolean | null };
  readonly counterPhoto: { readonly url: string | null; readonly matchesEc: boolean | null };
  readonly other: readonly { readonly key: string; readonly value: string }[];
}

export interface EkycClient {
  /** Call A. */
  requestOtp(mobile: MobileNumber, options?: CallOptions): Promise<Result<{ detail: string }>>;
  /** Call B. 400 and 401 mean a wrong or expired OTP (`OTP-WRONG`). */
  verifyOtp(
    mobile: MobileNumber,
    otp: string,
    options?: CallOptions,
  ): Promise<Result<{ token: Token }>>;
  /** Call C. */
  logout(token: Token, options?: CallOptions): Promise<Result<{ detail: string }>>;
  /** Call D. Safe to repeat: step 1 only reads pictures. */
  readCard(
    token: Token,
    card: { front: Uint8Array; back: Uint8Array },
    options?: CallOptions,
  ): Promise<Result<CardReading>>;
  /** Call E, on a socket of its own, never repeated by the transport. */
  submit(token: Token, form: SubmissionForm, options?: CallOptions): Promise<SubmitOutcome>;
  /** Call F. */
  verificationStatus(
    token: Token,
    mobile: MobileNumber,
    options?: CallOptions,
  ): Promise<Result<StatusAnswer>>;
  /**
   * Call G. `page` counts from 1. The log has been seen only when a page says `whole`: until then, pages 1 to n are some of
   * its lines. A service without paging answers with all of them at once, up to 64 MiB.
   */
  verificationLog(
    token: Token,
    filter: LogFilter,
    page: number,
    options?: CallOptions,
  ): Promise<Result<LogPage>>;
  /** A photo the status names: a data URI, or an address at the service's own host. The token goes to its own origin only. */
  fetchPhoto(token: Token, url: string, options?: CallOptions): Promise<Result<Uint8Array>>;
  /** Whether the service can be reached: a connection up to TLS, no request. */
  probe(options?: CallOptions): Promise<Result<undefined>>;
}
