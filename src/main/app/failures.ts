/**
 * Handles failures that nothing else handles: a bounded number of restarts, then the failure page. The process never
 * continues without a window, because it would still hold the single-instance lock.
 */
import type { FailureCode } from '#shared/failure-texts.ts';
import { errorCodeOf, errorNameOf } from '#main/log/fields.ts';
import type { Log, LogEvent } from '#main/log/log.ts';
import type { RestartBudget } from './restart-budget.ts';

export interface FailuresDeps {
  readonly log: Log;
  readonly budget: RestartBudget;
  /** Starts the app again and ends this process. */
  readonly restart: () => void;
  /** Ends this process. */
  readonly exit: () => void;
  /** Shows the failure page; rejects when that fails. */
  readonly show: (code: FailureCode, detail: string) => Promise<void>;
}

export interface Failures {
  /** Starts again while the budget lasts, else shows the page. */
  handle(code: FailureCode, event: LogEvent, thrown?: unknown): void;
  /** Shows the page at once: a start that failed fails again. */
  showPage(code: FailureCode, event: LogEvent, thrown?: unknown): void;
  /** The app is ending: failures are only logged from now on. */
  endOrderly(): void;
  readonly install: (target: Pick<NodeJS.Process, 'on'>) => void;
}

export const createFailures = ({ log, budget, restart, exit, show }: FailuresDeps): Failures => {
  let over = false;

  const report = (event: LogEvent, thrown: unknown): void =>
    log.error(event, thrown === undefined ? {} : { thrown });

  const present = (code: FailureCode, thrown: unknown): void => {
    over = true;
    const detail =
      thrown === undefined
        ? ''
        : [errorNameOf(thrown), errorCodeOf(thrown)].filter((part) => part !== null).join(' · ');
    show(code, detail).catch((error: unknown) => {
      report('app.failure-page-failed', error);
      exit();
    });
  };

  const failures: Failures = {
    handle: (code, event, thrown) => {
      report(event, thrown);
      if (over) return;
      if (!budget.spend()) return present(code, thrown);
      over = true;
      log.warn('app.relaunching', {});
      restart();
    },
    showPage: (code, event, thrown) => {
      report(event, thrown);
      if (!over) present(code, thrown);
    },
    endOrderly: () => {
      over = true;
    },
    install: (target) => {
      target.on('uncaughtException', (error: unknown) =>
        failures.handle('APP-ERROR', 'app.uncaught-exception', error),
      );
      target.on('unhandledRejection', (reason: unknown) =>
        failures.handle('APP-ERROR', 'app.unhandled-rejection', reason),
      );
    },
  };
  return failures;
};
