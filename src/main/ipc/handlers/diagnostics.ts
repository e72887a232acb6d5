/** Handlers for the checks of the counter. */
import type { CheckResult } from '#shared/domain/checks.ts';
import { ok } from '#shared/result.ts';
import type { Handlers } from '#main/ipc/answer.ts';

export const diagnosticsHandlers = (runChecks: () => Promise<CheckResult[]>) =>
  ({
    'diagnostics.checks': async () => ok({ results: await runChecks() }),
  }) satisfies Partial<Handlers>;
