/**
 * Counts the durable steps of a process, which change the disk or the keychain, and kills the process at the requested one. Every step
 * counts twice, before and after the change.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

let stepCount = 0;
let killStep = Infinity;

const countStep = (): void => {
  stepCount += 1;
  if (stepCount === killStep) process.kill(process.pid, 'SIGKILL');
};

/** Runs a job as one durable step, for example a write to the keychain. */
export const runAsStep = <T>(job: () => T): T => {
  countStep();
  const result = job();
  countStep();
  return result;
};

/** Restarts the count and kills the process at this step, counted from 1. */
export const killAtStep = (step: number): void => {
  stepCount = 0;
  killStep = step;
};
export const countedSteps = (): number => stepCount;

/** Counts commits, syncs, renames and removals as durable steps. Call it before any module of the store is imported. */
export const countDiskSteps = (): void => {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function countedExec(this: DatabaseSync, sql: string) {
    if (sql === 'COMMIT' || sql.includes('checkpoint')) runAsStep(() => exec.call(this, sql));
    else exec.call(this, sql);
  };
  for (const name of ['fsyncSync', 'fdatasyncSync', 'renameSync', 'rmSync'] as const) {
    const realFunction = fs[name] as (...args: unknown[]) => unknown;
    (fs as unknown as Record<string, unknown>)[name] = (...args: unknown[]) =>
      runAsStep(() => realFunction(...args));
  }
  syncBuiltinESMExports();
};
