/** Finds the running processes of a kiosk (Linux). */
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';

export const until = async (what: () => Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 10_000; !(await what());) {
    if (Date.now() > end) throw new Error('did not happen');
    await new Promise((done) => setTimeout(done, 30));
  }
};
/** The running descendants of a process. */
export const runningDescendants = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid)
    .flatMap((child) => [child, ...runningDescendants(child)]);
const statOf = (pid: number): string[] => {
  try {
    return readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return ['gone'];
  }
};
const parentOf = (pid: number): number => Number(statOf(pid)[1]);
/** The given processes that are running; zombies are left out. */
export const alive = (pids: readonly number[]): number[] =>
  pids.filter((pid) => !['gone', 'Z', 'X'].includes(statOf(pid)[0] ?? ''));
export const profilesOf = (pid: number): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`standin-profile-${String(pid)}-`));
