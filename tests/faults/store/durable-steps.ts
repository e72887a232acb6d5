/**
 * Counts the steps after which something else is on the disk or in the keychain, and ends the process without warning right before
 * or right after the one that is asked for. Every step comes up twice.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

let seen = 0;
let wanted = Infinity;

const point = (): void => {
  seen += 1;
  if (seen === wanted) process.kill(process.pid, 'SIGKILL');
};

/** A step of somebody else's, such as a keychain's. */
export const around = <T>(job: () => T): T => {
  point();
  const done = job();
  point();
  return done;
};

/** From now on; `at` counts from 1. */
export const dieAt = (at: number): void => {
  seen = 0;
  wanted = at;
};
export const stepsSeen = (): number => seen;

/** To be called before anything of the store is imported. */
export const watchDisk = (): void => {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function watched(this: DatabaseSync, sql: string) {
    if (sql === 'COMMIT' || sql.includes('checkpoint')) around(() => exec.call(this, sql));
    else exec.call(this, sql);
  };
  for (const name of ['fsyncSync', 'fdatasyncSync', 'renameSync', 'rmSync'] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    (fs as unknown as Record<string, unknown>)[name] = (...args: unknown[]) =>
      around(() => real(...args));
  }
  syncBuiltinESMExports();
};
