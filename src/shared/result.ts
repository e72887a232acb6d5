/**
 * Result type. Expected failures are values with a code that has a text in both languages (docs/errors.md); exceptions
 * indicate bugs.
 */
import type { ErrorCode } from './error-codes.ts';

/** An expected failure, in a form that may cross process boundaries. Never contains personal data or a secret. */
export interface AppError {
  readonly code: ErrorCode;
  /** Values for the placeholders of the code's text. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Message of the service (`message`, `detail` or `error` of its JSON), displayed after the code's text. Never HTML. */
  readonly service?: string;
  /** Messages of the service by wire field name, for errors that belong to a field. */
  readonly fields?: Readonly<Record<string, string>>;
}

export type Ok<T> = { readonly ok: true; readonly data: T };
export type Err = { readonly ok: false; readonly error: AppError };
export type Result<T> = Ok<T> | Err;

export const ok = <T>(data: T): Ok<T> => ({ ok: true, data });

export const err = (code: ErrorCode, details: Omit<AppError, 'code'> = {}): Err => ({
  ok: false,
  error: { code, ...details },
});
