/** Whether only an administrator can change a file. */
import { lstatSync } from 'node:fs';
import path from 'node:path';

const GROUP_OR_OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/**
 * Linux: the file and every folder above it belong to root and nobody else may write there. In a folder with the sticky bit
 * others cannot replace what is root's. Links are refused: what they point to may lie anywhere.
 *
 * Windows: always true. The file lies in the program's folder, which Windows lets administrators alone change
 * (Program Files); reading an access list takes a native call that is not worth its weight at each start.
 */
export const isAdminOnly = (file: string): boolean => {
  if (process.platform === 'win32') return true;
  const parts = file.split(path.sep);
  return parts.every((_part, index) => {
    const place = parts.slice(0, index + 1).join(path.sep) || path.sep;
    const found = lstatSync(place);
    if (found.uid !== 0 || found.isSymbolicLink()) return false;
    const isLast = index === parts.length - 1;
    return (found.mode & GROUP_OR_OTHERS_WRITE) === 0 || (!isLast && (found.mode & STICKY) !== 0);
  });
};
