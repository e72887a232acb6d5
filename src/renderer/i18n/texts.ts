/**
 * Types that keep both languages consistent: a text missing in one of them, or a key that does not exist, is a compile
 * error.
 */

/** The structure of a set of texts with arbitrary strings. */
export type TextsLike<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : TextsLike<T[K]>;
};

/** All dotted paths that lead to a text: `common.cancel`, `errors.NET-TLS.cause`. */
export type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];
