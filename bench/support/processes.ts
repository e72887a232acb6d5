/** Reads memory, CPU time and descendants of running processes from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';

const KB_PER_MB = 1024;
/** Length of a tick in /proc/…/stat: `getconf CLK_TCK` is 100 per second on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/** A size from /proc/PID/status in MB. */
const readStatusMb = (pid: number, name: 'VmRSS' | 'VmHWM'): number => {
  const kb = new RegExp(`${name}:\\s+(\\d+) kB`).exec(
    readFileSync(`/proc/${String(pid)}/status`, 'utf8'),
  )?.[1];
  return Number(kb ?? 0) / KB_PER_MB;
};

/** Current resident memory in MB. */
export const residentMb = (pid: number): number => readStatusMb(pid, 'VmRSS');
/** Peak resident memory in MB. */
export const peakMb = (pid: number): number => readStatusMb(pid, 'VmHWM');

/**
 * The fields of /proc/PID/stat after the process name: state, parent, and utime and stime at index 11 and 12. The name is in
 * parentheses and may itself contain parentheses and spaces.
 */
const readStat = (pid: number): string[] => {
  const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** CPU time that a process has used so far, in milliseconds; null after it has ended. */
export const cpuMs = (pid: number): number | null => {
  try {
    const stat = readStat(pid);
    return (Number(stat[11]) + Number(stat[12])) * MS_PER_TICK;
  } catch {
    return null;
  }
};

/** Number of open files, sockets and pipes of a process. */
export const openFiles = (pid: number): number => readdirSync(`/proc/${String(pid)}/fd`).length;

/** The ids of a process and of all its descendants, the process itself first. */
export const processTree = (pid: number): number[] => {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), parent: Number(readStat(Number(name))[1]) }];
      } catch {
        // The process ended between the directory listing and the read.
        return [];
      }
    });
  const withDescendants = (ancestor: number): number[] => [
    ancestor,
    ...parents
      .filter(({ parent }) => parent === ancestor)
      .flatMap((child) => withDescendants(child.pid)),
  ];
  return withDescendants(pid);
};

/** The command line of a process, with its arguments separated by spaces. */
export const commandOf = (pid: number): string =>
  readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
