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
import type { ProgressMark } from './anchor.ts';
import type { StoreKeys } from './keys/store-keys.ts';
import type { StoreQueries } from './queries/store-queries.ts';

export type { StoredRegistration, WaitsFor } from '#main/record/stored-registration.ts';

/** Change of a registration in one write; absent properties are left unchanged. */
export interface RegistrationChange extends Partial<SubmissionProgress> {
  readonly body?: Body;
  /** Pictures to store, or to delete (null). */
  readonly parts?: Readonly<Partial<Record<StoredPart, Uint8Array | null>>>;
  readonly baseline?: Baseline | null;
  /** The transition to another state; absent when the state is left unchanged. */
  readonly transition?: {
    readonly event: RegistrationEvent;
    readonly cause?: ErrorCode | DecisionCause | LeadCause;
  };
  /** Keeps the summary, which a tombstone's list entry still shows after the values were deleted. */
  readonly keepSummary?: boolean;
  /** Keeps the keyed hashes, so that a tombstone is still found by NID and mobile number. */
  readonly keepHashes?: boolean;
}

export interface Store extends StoreQueries, StoreKeys {
  /** False for a store in memory, which is lost when the app ends. */
  readonly persistent: boolean;
  /** Creates a draft with the next running number (`prefix` + `0001`…) and opens it. */
  create(draft: { body: Body; prefix: string; at: number }): Promise<Result<StoredRegistration>>;
  /** Failures: REG-NOT-FOUND; STORE-DAMAGED when it cannot be decrypted; STORE-NEWER when a newer program wrote it. */
  get(id: string): Promise<Result<StoredRegistration>>;
  /**
   * Writes a change if the registration was not changed since `seen` was read (optimistic locking by revision).
   * @returns null, and writes nothing, if it was changed. Fails with REG-STATE when the event is not possible in its state.
   */
  write(
    seen: StoredRegistration,
    change: RegistrationChange,
    at: number,
  ): Promise<Result<StoredRegistration | null>>;
  /** @returns null when there is no such picture. */
  part(id: string, name: StoredPart): Promise<Result<Buffer | null>>;
  /** @returns the id of the open registration, or null. */
  openId(): Promise<Result<string | null>>;
  setOpen(id: string | null): Promise<Result<undefined>>;
  /**
   * Checks that every box of the next registration can be decrypted, in the order of creation.
   * @param after `seq` of the last result; 0 for the first registration. @returns null when there is no registration after it.
   */
  checkBoxes(
    after: number,
  ): Promise<Result<{ readonly seq: number; readonly id: string; readonly sound: boolean } | null>>;
  /** The store's progress, for the comparison with the anchor and the keychain. */
  mark(): Promise<Result<ProgressMark>>;
  /** Vacuums the file and empties its journal (WAL checkpoint), so that the files no longer contain deleted values. */
  sweep(): Promise<Result<undefined>>;
  close(): void;
}
