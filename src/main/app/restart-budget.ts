/** Counts the app's own restarts in a file, so that an app that fails at every start does not loop. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface RestartBudget {
  /** Records a restart. @returns whether it is permitted; false also when it could not be recorded. */
  spend(): boolean;
}

const MAX_RESTARTS = 3;
const RESTART_WINDOW_MS = 10 * 60_000;

/** @param now epoch milliseconds, because the times are read by the next process. */
export const createRestartBudget = ({
  file,
  now,
}: {
  readonly file: string;
  readonly now: () => number;
}): RestartBudget => {
  const readRestartTimes = (): number[] => {
    try {
      const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
      return Array.isArray(parsed) ? parsed.filter((at) => typeof at === 'number') : [];
    } catch {
      return [];
    }
  };
  return {
    spend: () => {
      const nowMs = now();
      const recent = readRestartTimes().filter(
        (at) => at <= nowMs && nowMs - at < RESTART_WINDOW_MS,
      );
      if (recent.length >= MAX_RESTARTS) return false;
      try {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(file, JSON.stringify([...recent, nowMs]), { mode: 0o600 });
        return true;
      } catch {
        // A restart that is not recorded can repeat without limit.
        return false;
      }
    },
  };
};
