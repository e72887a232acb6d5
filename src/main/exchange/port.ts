/** Interface of the file exchange with removable drives and folders of the policy. */
import type { FilePurpose, PlaceKind } from '#shared/domain/exchange.ts';
import type { CallOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';

/** A root below which files are listed, read and written. */
export interface Place {
  readonly kind: PlaceKind;
  /** Absolute path. */
  readonly path: string;
  /** As shown to the clerk: the drive's label, the folder's name. */
  readonly name: string;
  readonly writable: boolean;
}

/** @returns the connected removable drives. Never rejects. */
export type ListDrives = () => Promise<readonly Place[]>;

/**
 * Ids refer to entries that were listed since the counter was opened. Failures of every method that takes one: FILE-GONE when
 * the entry or its drive is no longer there, FILE-READ when it cannot be read.
 */
export interface Exchange {
  places(): Promise<CallOutput<'files.places'>>;
  list(folder: string, purpose: FilePurpose): Promise<Result<CallOutput<'files.list'>>>;
  /** Content of a listed picture. IMG-FILE-SIZE when it is larger than a picture may be. */
  readPicture(file: string): Promise<Result<Uint8Array>>;
  /** Path of a listed transfer file, for the store process. */
  transferFilePath(file: string): Promise<Result<string>>;
  /** Path for a new file, for the store process. FILE-WRITE when the drive is write-protected. */
  newFilePath(folder: string, name: string): Promise<Result<string>>;
  /**
   * Writes a new file. An existing file is not replaced: the new one gets a numbered name. A failure leaves no file.
   * Failures: FILE-GONE, FILE-FULL, FILE-WRITE.
   * @returns the name of the written file.
   */
  save(
    folder: string,
    name: string,
    content: AsyncIterable<string> | Iterable<string>,
  ): Promise<Result<string>>;
  /** Invalidates all ids. Must be called when the counter is locked or the clerk signs out. */
  invalidateIds(): void;
}
