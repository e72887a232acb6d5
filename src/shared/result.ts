/**
 * Result type: expected failures are values with a code that has a text in both languages (docs/errors.md). Exceptions are
 * bugs.
 */
import type { ErrorCode } from './error-codes.ts';

/** Why something did not work, in a form that may cross processes. Never holds personal data or a secret. */
export interface AppError {
  readonly code: ErrorCode;
  /** Values for the placeholders of the code's text. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** The service's own words (`message`, `detail` or `error` of its JSON), shown after ours. Never HTML. */
  readonly service?: string;
  /** Messages of the service per wire field name, for errors that belong on a field. */
  readonly fields?: Readonly<Record<string, string>>;
}

export type Ok<T> = { readonly ok: true; readonly data: T };
export type Err = { readonly ok: false; readonly error: AppError };
export type Result<T> = Ok<T> | Err;

export const ok = <T>(data: T): Ok<T> => ({ ok: true, data });

export const err = (code: ErrorCode, more: Omit<AppError, 'code'> = {}): Err => ({
  ok: false,
  error: { code, ...more },
});
