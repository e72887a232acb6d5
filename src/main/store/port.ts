/** Interface of the store of registrations. The app uses it through a separate process (`process/client.ts`). */
import type { ErrorCode } from '#shared/error-codes.ts';
import type { Result } from '#shared/result.ts';
import type { Baseline } from '#main/record/baseline.ts';
import type { Body } from '#main/record/body.ts';
import type {
  SubmissionProgress,
  StoredPart,
  StoredRegistration,
} from '#main/record/stored-registration.ts';
import type { DecisionCause, LeadCause, RegistrationEvent } from '#main/record/transitions.ts';
import type { Mark } from './anchor.ts';
import type { StoreKeys } from './keys/store-keys.ts';
import type { StoreQueries } from './queries/store-queries.ts';

export type { StoredRegistration, WaitsFor } from '#main/record/stored-registration.ts';

export interface Change extends Partial<SubmissionProgress> {
  readonly body?: Body;
  /** Pictures to put in, or to take out (null). */
  readonly parts?: Readonly<Partial<Record<StoredPart, Uint8Array | null>>>;
  readonly baseline?: Baseline | null;
  readonly move?: {
    readonly event: RegistrationEvent;
    readonly cause?: ErrorCode | DecisionCause | LeadCause;
  };
  /** What a tombstone's list entry shows must outlive the values it was made of. */
  readonly keepSummary?: boolean;
  /** It is still found by its NID and mobile number. */
  readonly keepKeys?: boolean;
}

export interface Store extends StoreQueries, StoreKeys {
  /** False: in memory only, lost when the app ends. */
  readonly persistent: boolean;
  /** Makes a draft with the next running number (`prefix` + `0001`…) and makes it the open one. */
  create(draft: { body: Body; prefix: string; at: number }): Promise<Result<StoredRegistration>>;
  /** REG-NOT-FOUND; STORE-DAMAGED when its boxes do not open; STORE-NEWER when a newer program wrote it. */
  get(id: string): Promise<Result<StoredRegistration>>;
  /**
   * Writes if the registration still is as it was read.
   * @returns null when it is not: the answer came late and is dropped. REG-STATE when the event cannot happen.
   */
  write(
    seen: StoredRegistration,
    change: Change,
    at: number,
  ): Promise<Result<StoredRegistration | null>>;
  /** @returns null when there is no such picture. */
  part(id: string, name: StoredPart): Promise<Result<Buffer | null>>;
  openId(): Promise<Result<string | null>>;
  setOpen(id: string | null): Promise<Result<undefined>>;
  /**
   * Opens every box of the next registration, in the order they were made.
   * @param after `seq` of the last answer, 0 at first. @returns null when there is none after it.
   */
  checkBoxes(
    after: number,
  ): Promise<Result<{ readonly seq: number; readonly id: string; readonly sound: boolean } | null>>;
  /** How far the store has come. */
  mark(): Promise<Result<Mark>>;
  /** Empties the journal, so that what was deleted is gone from the disk's files. */
  sweep(): Promise<Result<undefined>>;
  close(): void;
}
