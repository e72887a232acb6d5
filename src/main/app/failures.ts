/**
 * Handles uncaught failures: restarts the app within a budget, then shows the failure page. The process never continues
 * without a window, because it keeps the single-instance lock and so prevents a new start.
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
  /** Restarts the app within the restart budget, otherwise shows the failure page. */
  handle(code: FailureCode, event: LogEvent, thrown?: unknown): void;
  /** Shows the failure page without a restart, for failures that recur after a restart. */
  showPage(code: FailureCode, event: LogEvent, thrown?: unknown): void;
  /** To be called when the app ends: later failures are only logged. */
  stopHandling(): void;
  /** Installs handlers for uncaught exceptions and unhandled rejections. */
  readonly install: (target: Pick<NodeJS.Process, 'on'>) => void;
}

export const createFailures = ({ log, budget, restart, exit, show }: FailuresDeps): Failures => {
  let isHandled = false;

  const logFailure = (event: LogEvent, thrown: unknown): void =>
    log.error(event, thrown === undefined ? {} : { thrown });

  const showFailure = (code: FailureCode, thrown: unknown): void => {
    isHandled = true;
    const detail =
      thrown === undefined
        ? ''
        : [errorNameOf(thrown), errorCodeOf(thrown)].filter((part) => part !== null).join(' · ');
    show(code, detail).catch((error: unknown) => {
      logFailure('app.failure-page-failed', error);
      exit();
    });
  };

  const failures: Failures = {
    handle: (code, event, thrown) => {
      logFailure(event, thrown);
      if (isHandled) return;
      if (!budget.spend()) return showFailure(code, thrown);
      isHandled = true;
      log.warn('app.relaunching', {});
      restart();
    },
    showPage: (code, event, thrown) => {
      logFailure(event, thrown);
      if (!isHandled) showFailure(code, thrown);
    },
    stopHandling: () => {
      isHandled = true;
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
