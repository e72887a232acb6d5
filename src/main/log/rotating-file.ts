/** A text file that is rotated at a size limit. A log that cannot be written must not stop the app. */
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

export interface RotatingFileOptions {
  readonly file: string;
  readonly mostBytes: number;
  /** How many files there are at most, the one being written included: `kiosk.log`, `kiosk.log.1`, `kiosk.log.2`. */
  readonly files: number;
}

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
};

/** @returns a function that appends one line. It writes at once: the last lines before a crash are the ones that matter. */
export const createRotatingFile = ({
  file,
  mostBytes,
  files,
}: RotatingFileOptions): ((line: string) => void) => {
  const numbered = (index: number): string => (index === 0 ? file : `${file}.${index}`);
  let size: number | null = null;

  const rotate = (): void => {
    rmSync(numbered(files - 1), { force: true });
    for (let index = files - 2; index >= 0; index--) {
      if (sizeOf(numbered(index)) > 0) renameSync(numbered(index), numbered(index + 1));
    }
  };

  return (line) => {
    const bytes = Buffer.from(`${line}\n`);
    try {
      if (size === null) {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        size = sizeOf(file);
      }
      if (size > 0 && size + bytes.length > mostBytes) {
        rotate();
        size = 0;
      }
      appendFileSync(file, bytes, { mode: 0o600 });
      size += bytes.length;
    } catch {
      // Full disk, read-only folder: the next line tries again from what is really there.
      size = null;
    }
  };
};
