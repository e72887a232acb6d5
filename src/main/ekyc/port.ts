/** The eKYC service as the rest of the program sees it: seven calls, each answer decoded and every failure a value. */
import type { ReadFieldName } from '#shared/domain/fields.ts';
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
export interface SubmissionForm {
  readonly nid_no: string;
  readonly dob: string;
  readonly applicant_name_ben: string;
  readonly applicant_name_eng: string;
  readonly father_name: string;
  readonly mother_name: string;
  readonly pres_address: string;
  readonly perm_address: string;
  readonly gender: string;
  readonly profession: string;
  readonly nominee: string;
  readonly nominee_relation: string;
  readonly mobile_number: string;
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
  | { readonly kind: 'unknown'; readonly error: AppError };

export interface StatusAnswer {
  readonly verdict: KnownVerdict | 'other';
  readonly word: string;
  readonly comparisons: readonly Comparison[];
  readonly textMatches: boolean | null;
  readonly cardPhoto: { readonly url: string | null; readonly matchesEc: boolean | null };
  readonly counterPhoto: { readonly url: string | null; readonly matchesEc: boolean | null };
  readonly other: readonly { readonly key: string; readonly value: string }[];
}

export interface EkycClient {
  /** Call A. */
  requestOtp(mobile: string, options?: CallOptions): Promise<Result<{ detail: string }>>;
  /** Call B. 400 and 401 mean a wrong or expired OTP (`OTP-WRONG`). */
  verifyOtp(mobile: string, otp: string, options?: CallOptions): Promise<Result<{ token: Token }>>;
  /** Call C. */
  logout(token: Token, options?: CallOptions): Promise<Result<{ detail: string }>>;
  /** Call D. Safe to repeat: step 1 only reads pictures. */
  readCard(token: Token, card: { front: Uint8Array; back: Uint8Array }, options?: CallOptions): Promise<Result<CardReading>>;
  /** Call E, on a socket of its own, never repeated by the transport. */
  submit(token: Token, form: SubmissionForm, options?: CallOptions): Promise<SubmitOutcome>;
  /** Call F. */
  verificationStatus(token: Token, mobile: string, options?: CallOptions): Promise<Result<StatusAnswer>>;
  /** Call G. `page` counts from 1. */
  verificationLog(token: Token, filter: LogFilter, page: number, options?: CallOptions): Promise<Result<LogPage>>;
  /** A photo the status names. The token goes along only to the service's own origin. */
  fetchPhoto(token: Token, url: string, options?: CallOptions): Promise<Result<Uint8Array>>;
  /** Whether the service can be reached: a connection up to TLS, no request. */
  probe(options?: CallOptions): Promise<Result<undefined>>;
}
