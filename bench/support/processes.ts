/** Memory and processor time of running processes, as Linux counts them. */
import { readdirSync, readFileSync } from 'node:fs';

const KB_PER_MB = 1024;
/** Ticks of /proc/…/stat: `getconf CLK_TCK` is 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;

const statusOf = (pid: number, name: 'VmRSS' | 'VmHWM'): number => {
  const kb = new RegExp(`${name}:\\s+(\\d+) kB`).exec(
    readFileSync(`/proc/${String(pid)}/status`, 'utf8'),
  )?.[1];
  return Number(kb ?? 0) / KB_PER_MB;
};

/** Resident memory now, MB. */
export const residentMb = (pid: number): number => statusOf(pid, 'VmRSS');
/** The most that was resident at once so far, MB. */
export const peakMb = (pid: number): number => statusOf(pid, 'VmHWM');

/** Behind the name in brackets, which may itself hold brackets and spaces: state, parent, and from the 12th on the ticks. */
const statOf = (pid: number): string[] => {
  const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** Processor time that a process has used so far, milliseconds; null once it has ended. */
export const cpuMs = (pid: number): number | null => {
  try {
    const stat = statOf(pid);
    return (Number(stat[11]) + Number(stat[12])) * MS_PER_TICK;
  } catch {
    return null;
  }
};

/** Open files, sockets and pipes of a process. */
export const openFiles = (pid: number): number => readdirSync(`/proc/${String(pid)}/fd`).length;

/** A process and all that it started, itself first. */
export const family = (pid: number): number[] => {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), parent: Number(statOf(Number(name))[1]) }];
      } catch {
        // It ended while it was looked at.
        return [];
      }
    });
  const children = (of: number): number[] => [
    of,
    ...parents.filter(({ parent }) => parent === of).flatMap((each) => children(each.pid)),
  ];
  return children(pid);
};

/** The command line, for telling helpers apart. */
export const commandOf = (pid: number): string =>
  readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
