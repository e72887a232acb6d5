/** Parses the recorded disk writes and simulates a disk after a power cut: all synced writes, and a random part of the others. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A recorded change: w(rite), t(runcate), s(ync), u(nlink) or r(ename). */
export type DiskOperation =
  | { readonly kind: 'w'; readonly name: string; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 't'; readonly name: string; readonly offset: number }
  | { readonly kind: 's'; readonly name: string }
  | { readonly kind: 'u'; readonly name: string }
  | { readonly kind: 'r'; readonly name: string; readonly to: string };

export const parseLog = (log: Buffer): DiskOperation[] => {
  const ops: DiskOperation[] = [];
  for (let position = 0; position < log.length;) {
    const kind = String.fromCharCode(log[position] ?? 0);
    const nameEnd = position + 2 + (log[position + 1] ?? 0);
    const name = log.subarray(position + 2, nameEnd).toString();
    const offset = Number(log.readBigUInt64LE(nameEnd));
    const length = Number(log.readBigUInt64LE(nameEnd + 8));
    position = nameEnd + 16;
    if (kind === 'w')
      ops.push({ kind, name, offset, data: log.subarray(position, position + length) });
    else if (kind === 'r')
      ops.push({ kind, name, to: log.subarray(position, position + length).toString() });
    else if (kind === 't') ops.push({ kind, name, offset });
    else if (kind === 's' || kind === 'u') ops.push({ kind, name });
    else throw new Error(`no such entry: ${kind}`);
    if (kind === 'w' || kind === 'r') position += length;
  }
  return ops;
};

const BLOCK_BYTES = 4096;
const SECTOR_BYTES = 512;
/** Probability that a block that reached the disk is written only up to some sector. */
const TORN_PROBABILITY = 0.1;

type Change = { readonly offset: number; readonly data: Buffer } | { readonly size: number };

const applyChange = (bytes: Buffer, change: Change): Buffer => {
  if ('size' in change) {
    const missing = change.size - bytes.length;
    return missing <= 0
      ? Buffer.from(bytes.subarray(0, change.size))
      : Buffer.concat([bytes, Buffer.alloc(missing)]);
  }
  const end = change.offset + change.data.length;
  const extended =
    end > bytes.length ? Buffer.concat([bytes, Buffer.alloc(end - bytes.length)]) : bytes;
  change.data.copy(extended, change.offset);
  return extended;
};

/** Splits a write into the blocks that a disk writes independently. */
const splitIntoBlocks = ({
  offset,
  data,
}: {
  offset: number;
  data: Buffer;
}): { offset: number; data: Buffer }[] => {
  const blocks = [];
  for (let position = 0; position < data.length;) {
    const remaining = BLOCK_BYTES - ((offset + position) % BLOCK_BYTES);
    blocks.push({ offset: offset + position, data: data.subarray(position, position + remaining) });
    position += remaining;
  }
  return blocks;
};

interface SimulatedFile {
  synced: Buffer;
  pending: Change[];
}

export interface Disk {
  /** Applies the next change. Unlinking and renaming count as durable at once. */
  applyOperation(op: DiskOperation): void;
  /** Writes a possible content of the disk after a power cut to a folder. @returns the numbers of kept, lost and torn blocks. */
  writeAfterPowerCut(
    folder: string,
    random: () => number,
  ): { kept: number; lost: number; torn: number };
}

export const createDisk = (): Disk => {
  const files = new Map<string, SimulatedFile>();
  const getOrCreateFile = (name: string): SimulatedFile => {
    const file = files.get(name) ?? { synced: Buffer.alloc(0), pending: [] };
    files.set(name, file);
    return file;
  };
  return {
    applyOperation: (op) => {
      if (op.kind === 'u') return void files.delete(op.name);
      const file = getOrCreateFile(op.name);
      if (op.kind === 'r') {
        files.set(op.to, file);
        files.delete(op.name);
      } else if (op.kind === 's') {
        for (const change of file.pending) file.synced = applyChange(file.synced, change);
        file.pending = [];
      } else if (op.kind === 't') file.pending.push({ size: op.offset });
      else file.pending.push({ offset: op.offset, data: op.data });
    },
    writeAfterPowerCut: (folder, random) => {
      mkdirSync(folder, { recursive: true });
      const counts = { kept: 0, lost: 0, torn: 0 };
      /** Probability that an unsynced block reached the disk, different for each power cut. */
      const survivalProbability = random();
      for (const [name, file] of files) {
        // SQLite rebuilds its shared-memory file at the next start; the acknowledgements belong to the test.
        if (name.endsWith('-shm') || name === 'acks') continue;
        let bytes: Buffer = Buffer.from(file.synced);
        for (const change of file.pending) {
          for (const block of 'size' in change ? [change] : splitIntoBlocks(change)) {
            if (random() > survivalProbability) counts.lost += 1;
            else if ('data' in block && random() < TORN_PROBABILITY) {
              counts.torn += 1;
              bytes = applyChange(bytes, {
                offset: block.offset,
                data: block.data.subarray(
                  0,
                  Math.floor((random() * block.data.length) / SECTOR_BYTES) * SECTOR_BYTES,
                ),
              });
            } else {
              counts.kept += 1;
              bytes = applyChange(bytes, block);
            }
          }
        }
        writeFileSync(path.join(folder, name), bytes);
      }
      return counts;
    },
  };
};
