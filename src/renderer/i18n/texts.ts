/** Types that hold the two languages together: a text missing in one of them, or a key that does not exist, does not compile. */

/** The shape of a set of texts, with the words left open. */
export type TextsLike<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : TextsLike<T[K]>;
};

/** Every dotted path that ends in a text: `common.cancel`, `errors.NET-TLS.cause`. */
export type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];
