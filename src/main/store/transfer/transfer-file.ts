/**
 * Reads and writes the file format of transfers between counters: `EKYC-MOVE` and a line break, then frames of a length (4 bytes, big-endian) and
 * that many bytes. The first frame is the header in plain text (counters, time, number of registrations), then follow
 * the sealed list of contents and each registration and its pictures, each in its own sealed box. The key is derived
 * from the transfer code and the header, so that a change of the header is detected.
 */
import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { seal, unseal } from '#main/store/sealing.ts';
import { storedParts, type StoredPart } from '#main/record/stored-registration.ts';

/** 128 random bits, so that the key needs no slow password hash (docs/decisions/0011-recovery-rotation-transfer.md). */
export const TRANSFER_CODE_BYTES = 16;

const MAGIC = 'EKYC-MOVE\n';
const LENGTH_BYTES = 4;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Maximum size of a frame, above that of any registration; a larger length means that the file is damaged. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

const headerSchema = v.object({
  version: v.literal(1),
  /** Id of this transfer. */
  id: v.string(),
  /** Epoch milliseconds. */
  at: v.number(),
  /** `0142-3`: branch and counter. */
  from: v.string(),
  to: v.string(),
  records: v.number(),
  salt: v.string(),
});
export type TransferHeader = v.InferOutput<typeof headerSchema>;

const listSchema = v.array(v.object({ id: v.string(), parts: v.array(v.picklist(storedParts)) }));

export interface TransferredRecord {
  readonly id: string;
  /** JSON, in plain text. */
  readonly record: Uint8Array;
  readonly parts: readonly { readonly name: StoredPart; readonly bytes: Uint8Array }[];
}

const deriveKey = (code: Uint8Array, header: Uint8Array, { salt }: TransferHeader): Buffer => {
  const purpose = `ekyc-branch-kiosk move ${createHash('sha256').update(header).digest('hex')}`;
  return Buffer.from(hkdfSync('sha256', code, Buffer.from(salt, 'base64'), purpose, KEY_BYTES));
};

export interface WriteTransferFileOptions {
  readonly file: string;
  readonly code: Uint8Array;
  readonly header: Omit<TransferHeader, 'version' | 'salt' | 'records'>;
  readonly list: readonly { readonly id: string; readonly parts: readonly StoredPart[] }[];
  /** Reads one registration. Called for one at a time, so that only one is in memory. */
  readonly readRecord: (id: string) => TransferredRecord;
}

/** Writes the file and flushes it to the disk. Throws file system errors. */
export const writeTransferFile = ({
  file,
  code,
  header,
  list,
  readRecord: read,
}: WriteTransferFileOptions): void => {
  const fullHeader: TransferHeader = {
    version: 1,
    ...header,
    records: list.length,
    salt: randomBytes(SALT_BYTES).toString('base64'),
  };
  const headerBytes = Buffer.from(JSON.stringify(fullHeader), 'utf8');
  const key = deriveKey(code, headerBytes, fullHeader);
  const fd = openSync(file, 'wx', 0o600);
  try {
    const writeFrame = (bytes: Uint8Array): void => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(bytes.byteLength);
      for (const block of [length, bytes])
        for (let at = 0; at < block.byteLength;) at += writeSync(fd, block, at);
    };
    writeSync(fd, MAGIC);
    writeFrame(headerBytes);
    writeFrame(seal(key, fullHeader.id, 'list', Buffer.from(JSON.stringify(list), 'utf8')));
    for (const { id } of list) {
      const { record, parts } = read(id);
      writeFrame(seal(key, id, 'record', record));
      for (const { name, bytes } of parts) writeFrame(seal(key, id, `part ${name}`, bytes));
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/**
 * `wrong-code`: the list does not open, because the code is another one or the header or the list was changed, which cannot be
 * distinguished. `invalid-file`: not a transfer file, incomplete, or changed after the list.
 */
export class TransferFileError extends Error {
  readonly reason: 'invalid-file' | 'wrong-code';
  constructor(reason: 'invalid-file' | 'wrong-code') {
    super(reason);
    this.reason = reason;
  }
}

export interface OpenedTransferFile {
  readonly header: TransferHeader;
  /** Decrypts the registrations one after another. Throws TransferFileError. */
  readRecords(code: Uint8Array): Generator<TransferredRecord>;
  close(): void;
}

/** Throws TransferFileError and file system errors. */
export const openTransferFile = (file: string): OpenedTransferFile => {
  const handle = openSync(file, 'r');
  const readBytes = (length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length;) {
      const bytesRead = readSync(handle, bytes, at, length - at, null);
      if (bytesRead === 0) throw new TransferFileError('invalid-file');
      at += bytesRead;
    }
    return bytes;
  };
  const readFrame = (): Buffer => {
    const length = readBytes(LENGTH_BYTES).readUInt32BE();
    if (length > MAX_FRAME_BYTES) throw new TransferFileError('invalid-file');
    return readBytes(length);
  };
  const parseOrThrow = <T>(read: () => T): T => {
    try {
      return read();
    } catch (thrown) {
      throw thrown instanceof TransferFileError ? thrown : new TransferFileError('invalid-file');
    }
  };
  try {
    if (readBytes(MAGIC.length).toString('latin1') !== MAGIC)
      throw new TransferFileError('invalid-file');
    const headerBytes = readFrame();
    const header = parseOrThrow(() =>
      v.parse(headerSchema, JSON.parse(headerBytes.toString('utf8'))),
    );
    return {
      header,
      *readRecords(code) {
        const key = deriveKey(code, headerBytes, header);
        const sealed = unseal(key, header.id, 'list', readFrame());
        if (!sealed) throw new TransferFileError('wrong-code');
        const list = parseOrThrow(() => v.parse(listSchema, JSON.parse(sealed.toString('utf8'))));
        const unsealFrame = (id: string, boxName: string): Buffer => {
          const plain = unseal(key, id, boxName, readFrame());
          if (!plain) throw new TransferFileError('invalid-file');
          return plain;
        };
        for (const { id, parts } of list) {
          const record = unsealFrame(id, 'record');
          yield {
            id,
            record,
            parts: parts.map((name) => ({ name, bytes: unsealFrame(id, `part ${name}`) })),
          };
        }
      },
      close: () => closeSync(handle),
    };
  } catch (thrown) {
    closeSync(handle);
    throw thrown;
  }
};
