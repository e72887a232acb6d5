/**
 * Reads and writes the anchor, a small sealed file beside the store that protects it against rollback by recording its number of
 * writes. SQLite treats an emptied file as a new database, opens a file without its journal, and opens an older copy, all without an
 * error. A comparison with the anchor detects all three.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { flushRenameSync } from '#main/files/fsync-directory.ts';
import type { Sealer } from './sealing.ts';

export interface ProgressMark {
  /** Random; one per store. */
  readonly storeId: string;
  /** Number of writes to the store. */
  readonly writes: number;
  /** The next running number, so that no reference is issued twice even when the store is lost. */
  readonly nextNumber: number;
}

export interface Anchor {
  /** `none`: there is no anchor. `unreadable`: it cannot be decrypted; a power cut cannot cause this. */
  read(): ProgressMark | 'none' | 'unreadable';
  /**
   * Called after a write to the store is on disk, so that the anchor is never ahead of the store. The mark is on disk when this
   * returns.
   * @returns false when the mark could not be written; until the next one, a rollback to the state of the older mark is not detected.
   */
  write(mark: ProgressMark): boolean;
  close(): void;
}

/** Bytes. Each slot has its own block, so that an interrupted write damages only one of them. */
const SLOT_BYTES = 4096;
const LENGTH_BYTES = 2;

const parseMark = (plain: Buffer): ProgressMark | null => {
  const { storeId, writes, nextNumber } = JSON.parse(plain.toString('utf8')) as Record<
    string,
    unknown
  >;
  return typeof storeId === 'string' && typeof writes === 'number' && typeof nextNumber === 'number'
    ? { storeId, writes, nextNumber }
    : null;
};

const sealSlot = (sealer: Sealer, mark: ProgressMark): Buffer => {
  const box = sealer.sealAnchor(Buffer.from(JSON.stringify(mark), 'utf8'));
  const slot = Buffer.alloc(SLOT_BYTES);
  slot.writeUInt16BE(box.length, 0);
  box.copy(slot, LENGTH_BYTES);
  return slot;
};

const readSlot = (sealers: readonly Sealer[], slot: Buffer): ProgressMark | null => {
  if (slot.length < LENGTH_BYTES) return null;
  const box = slot.subarray(LENGTH_BYTES, LENGTH_BYTES + slot.readUInt16BE(0));
  for (const sealer of sealers) {
    const plain = sealer.openAnchor(box);
    if (plain) return parseMark(plain);
  }
  return null;
};

export interface AnchorDeps {
  readonly file: string;
  readonly sealer: Sealer;
  /** Sealer of the other master key after an interrupted rotation; it is used to open, never to seal. */
  readonly otherSealer?: Sealer | undefined;
}

export const createAnchor = ({ file, sealer, otherSealer }: AnchorDeps): Anchor => {
  const sealers = otherSealer ? [sealer, otherSealer] : [sealer];
  let handle: number | null = null;
  /** The slot with the latest mark; null until a valid one was read or written. */
  let newestSlot: 0 | 1 | null = null;

  const close = (): void => {
    if (handle !== null) closeSync(handle);
    handle = null;
  };

  /** Atomic replacement: writes a new file and renames it. */
  const replaceFile = (mark: ProgressMark): void => {
    close();
    const newFile = `${file}.new`;
    const fd = openSync(newFile, 'w', 0o600);
    try {
      writeSync(
        fd,
        Buffer.concat([sealSlot(sealer, mark), Buffer.alloc(SLOT_BYTES)]),
        0,
        2 * SLOT_BYTES,
        0,
      );
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(newFile, file);
    // If a power loss undoes the rename, the previous anchor detects fewer rollbacks or requests a review without need.
    flushRenameSync(file);
    newestSlot = 0;
  };

  return {
    read: () => {
      if (!existsSync(file)) return 'none';
      const bytes = readFileSync(file);
      const [first, second] = [
        readSlot(sealers, bytes.subarray(0, SLOT_BYTES)),
        readSlot(sealers, bytes.subarray(SLOT_BYTES)),
      ];
      newestSlot = first && (!second || first.writes >= second.writes) ? 0 : second ? 1 : null;
      return (newestSlot === 0 ? first : second) ?? 'unreadable';
    },
    write: (mark) => {
      try {
        if (newestSlot === null) {
          replaceFile(mark);
          return true;
        }
        const slot = newestSlot === 0 ? 1 : 0;
        handle ??= openSync(file, 'r+');
        writeSync(handle, sealSlot(sealer, mark), 0, SLOT_BYTES, slot * SLOT_BYTES);
        fdatasyncSync(handle);
        newestSlot = slot;
        return true;
      } catch {
        return false;
      }
    },
    close,
  };
};
