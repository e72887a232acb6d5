/** Text file that is rotated at a size limit. Write errors are ignored, because a failing log must not stop the app. */
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

export interface RotatingFileOptions {
  readonly file: string;
  readonly maxBytes: number;
  /** Maximum number of files, including the current one: `kiosk.log`, `kiosk.log.1`, `kiosk.log.2`. */
  readonly maxFiles: number;
}

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
};

/** @returns a function that appends one line. It writes synchronously, because the last lines before a crash are needed most. */
export const createRotatingFile = ({
  file,
  maxBytes,
  maxFiles: files,
}: RotatingFileOptions): ((line: string) => void) => {
  const fileNameOf = (index: number): string => (index === 0 ? file : `${file}.${index}`);
  let size: number | null = null;

  const rotate = (): void => {
    rmSync(fileNameOf(files - 1), { force: true });
    for (let index = files - 2; index >= 0; index--) {
      if (sizeOf(fileNameOf(index)) > 0) renameSync(fileNameOf(index), fileNameOf(index + 1));
    }
  };

  return (line) => {
    const bytes = Buffer.from(`${line}\n`);
    try {
      if (size === null) {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        size = sizeOf(file);
      }
      if (size > 0 && size + bytes.length > maxBytes) {
        rotate();
        size = 0;
      }
      appendFileSync(file, bytes, { mode: 0o600 });
      size += bytes.length;
    } catch {
      // For example a full disk or a read-only folder. The next line reads the size of the file again.
      size = null;
    }
  };
};
