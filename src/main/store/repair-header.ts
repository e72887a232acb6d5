/** Repairs the header of a damaged SQLite file (sqlite.org/fileformat.html, 1.3). */
import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { ok } from '#shared/result.ts';
import { openDatabase } from './open-database.ts';

const HEADER_BYTES = 100;
const PAGE_BYTES = 4096;
const MAGIC = 'SQLite format 3\0';
/** Offsets in the header. */
const PAGE_COUNT_OFFSET = 28;
const FIRST_FREE_PAGE_OFFSET = 32;
const FREE_PAGE_COUNT_OFFSET = 36;
/** Pages of 64 GB. A header that states more pages is considered damaged. */
const MAX_PAGES = 2 ** 24;

/** Removes a database file with its journals. */
export const removeDatabaseFile = (file: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
};

/** Header of an empty store, which is created at the path `template` and removed again. */
const createValidHeader = (template: string): Buffer => {
  rmSync(template, { force: true });
  try {
    const created = openDatabase(template, { fill: () => undefined, verify: () => ok(undefined) });
    if (!created.ok) throw new Error('no template');
    created.data.db.close();
    return readFileSync(template).subarray(0, HEADER_BYTES);
  } finally {
    removeDatabaseFile(template);
  }
};

/** Repairs the header of a file that is damaged at the start or truncated, so that SQLite reads the remaining pages. */
export const repairHeader = (copy: string): void => {
  const handle = openSync(copy, 'r+');
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    readSync(handle, head, 0, HEADER_BYTES, 0);
    const pageCount = Math.ceil(statSync(copy).size / PAGE_BYTES);
    if (head.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) {
      createValidHeader(`${copy}.template`).copy(head);
      head.writeUInt32BE(pageCount, PAGE_COUNT_OFFSET);
      // An empty list of free pages, because nothing is written to the copy.
      head.writeUInt32BE(0, FIRST_FREE_PAGE_OFFSET);
      head.writeUInt32BE(0, FREE_PAGE_COUNT_OFFSET);
      writeSync(handle, head, 0, HEADER_BYTES, 0);
    }
    const statedPages = head.readUInt32BE(PAGE_COUNT_OFFSET);
    // `truncateSync` extends a truncated file to the stated size.
    if (statedPages > pageCount && statedPages < MAX_PAGES)
      truncateSync(copy, statedPages * PAGE_BYTES);
  } finally {
    closeSync(handle);
  }
};
