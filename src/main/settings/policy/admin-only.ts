/** Checks whether only an administrator can change a file. */
import { lstatSync } from 'node:fs';
import path from 'node:path';

const GROUP_OR_OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/**
 * Linux: the file and every folder above it belong to root and only root may write there. A folder with the sticky bit
 * is accepted, because other users cannot replace root's files in it. Links are refused, because their target may be
 * anywhere.
 *
 * Windows: always true. The file is in the program's folder (Program Files), which only administrators can change, and
 * reading an access control list at each start would need a slow native call.
 */
export const isAdminOnly = (file: string): boolean => {
  if (process.platform === 'win32') return true;
  const parts = file.split(path.sep);
  return parts.every((_part, index) => {
    const ancestor = parts.slice(0, index + 1).join(path.sep) || path.sep;
    const found = lstatSync(ancestor);
    if (found.uid !== 0 || found.isSymbolicLink()) return false;
    const isLast = index === parts.length - 1;
    return (found.mode & GROUP_OR_OTHERS_WRITE) === 0 || (!isLast && (found.mode & STICKY) !== 0);
  });
};
