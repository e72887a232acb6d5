/** Types of the sample app's page, for the functions that tests run in it. */

/** The interface that the sample app exposes to its page. */
export interface SampleApi {
  version: number;
  sandboxed: boolean;
  list: readonly [string, { b: number }];
  echo<T>(value: T): Promise<T>;
  sha(bytes: Uint8Array): Promise<string>;
  who(): Promise<unknown>;
  fail(): Promise<never>;
  uncloneable(): Promise<never>;
  missing(): Promise<never>;
  keep(text: string): Promise<void>;
  kept(): Promise<string | null>;
  utility(bytes: Uint8Array): Promise<Record<string, unknown>>;
  twice(text: string): string;
  poke(value: unknown): void;
  onEvent(listener: (value: unknown) => void): () => void;
}
declare global {
  var kiosk: SampleApi;
  var events: unknown[];
  var off: () => void;
}
