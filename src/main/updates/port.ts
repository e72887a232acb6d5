/** Interface of the check for updates. */
import type { ErrorCode } from '#shared/error-codes.ts';

export type UpdateView =
  /** The policy configures no share. */
  | { readonly kind: 'off' }
  /** Not checked since the start of the app. */
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'current'; readonly installed: string }
  | { readonly kind: 'ready'; readonly installed: string; readonly version: string }
  | { readonly kind: 'failed'; readonly code: ErrorCode };

export interface Updates {
  view(): UpdateView;
  /** Starts a check, or waits for the running one. @returns the result, or after `waitMs` the previous result. Never rejects. */
  check(waitMs: number): Promise<UpdateView>;
  start(): void;
  stop(): void;
}
