/** Waits for conditions, and finds the running processes of a kiosk (Linux). */
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';

export const waitUntil = async (condition: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 10_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error('the condition was not met in time');
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
const readStat = (pid: number): string[] => {
  try {
    return readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return ['gone'];
  }
};
const parentOf = (pid: number): number => Number(readStat(pid)[1]);
/** The given processes that are running; zombies are left out. */
export const filterRunning = (pids: readonly number[]): number[] =>
  pids.filter((pid) => !['gone', 'Z', 'X'].includes(readStat(pid)[0] ?? ''));
export const findProfiles = (pid: number): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`standin-profile-${String(pid)}-`));
