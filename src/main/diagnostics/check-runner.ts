/** Runs the checks of Diagnostics and persists the last run, which Home, Diagnostics and the report show. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { CheckResult } from '#shared/domain/checks.ts';
import type { CallOutput } from '#shared/ipc/contract.ts';
import { checkRun } from '#shared/ipc/schemas/diagnostics.ts';
import type { Log } from '#main/log/log.ts';
import { redactFacts } from './redact-facts.ts';

export type CheckRun = CallOutput<'diagnostics.checks'>;

export interface CheckRunnerDeps {
  /** JSON file with the last run. */
  readonly file: string;
  readonly runChecks: () => Promise<CheckResult[]>;
  /** Replaces a file atomically. Rejects with the system's error. */
  readonly writeFile: (file: string, text: string) => Promise<void>;
  readonly now: () => number;
  readonly log: Log;
}

export interface CheckRunner {
  /** Never rejects. */
  run(): Promise<CheckRun>;
  /** Null before the first run at this counter. */
  lastRun(): CheckRun | null;
}

const readLastRun = async (file: string): Promise<CheckRun | null> => {
  try {
    const parsed = v.safeParse(checkRun, JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    // There is no file yet, or another version of the app wrote it in another format. The next run replaces it.
    return null;
  }
};

/** Loads the last run. Never rejects. */
export const createCheckRunner = async (deps: CheckRunnerDeps): Promise<CheckRunner> => {
  let lastRun = await readLastRun(deps.file);
  return {
    run: async () => {
      const results = (await deps.runChecks()).map((result) => ({
        ...result,
        facts: redactFacts(result.facts),
      }));
      const run: CheckRun = { at: deps.now(), results };
      lastRun = run;
      try {
        await deps.writeFile(deps.file, JSON.stringify(run));
      } catch (error) {
        // The disk check reports a full disk, so the results must reach the screen even if they cannot be written.
        deps.log.warn('diagnostics.result-not-kept', { thrown: error });
      }
      return run;
    },
    lastRun: () => lastRun,
  };
};
