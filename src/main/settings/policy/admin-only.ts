/** Checks whether only an administrator can change a file, so that the kiosk's account cannot replace the policy. */
import { lstatSync } from 'node:fs';
import path from 'node:path';

const GROUP_OR_OTHERS_WRITE = 0o022;
const STICKY_BIT = 0o1000;

/**
 * Linux: true when the file and every folder above it belong to root and are writable by root only. A folder with the sticky bit
 * is accepted, because other users cannot replace root's files in it. Symbolic links are rejected, because their target may be
 * anywhere.
 *
 * Windows: always true. The file is in the program's folder (Program Files), which only administrators can change. The access
 * control list is not read, because this requires a slow native call at each start.
 *
 * @throws when the file does not exist (Linux).
 */
export const isWritableByAdminsOnly = (file: string): boolean => {
  if (process.platform === 'win32') return true;
  const parts = file.split(path.sep);
  return parts.every((_part, index) => {
    const ancestor = parts.slice(0, index + 1).join(path.sep) || path.sep;
    const stats = lstatSync(ancestor);
    if (stats.uid !== 0 || stats.isSymbolicLink()) return false;
    const isLast = index === parts.length - 1;
    return (
      (stats.mode & GROUP_OR_OTHERS_WRITE) === 0 || (!isLast && (stats.mode & STICKY_BIT) !== 0)
    );
  });
};
