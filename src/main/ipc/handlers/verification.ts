/** Handlers for the verification status and log of the Election Commission, and for the export of the log. */
import { ok, type Result } from '#shared/result.ts';
import type { Exchange } from '#main/exchange/port.ts';
import { logFileLines, logFileName, type LogExportSource } from '#main/verification/log-export.ts';
import type { Verification } from '#main/verification/verification.ts';
import type { FoundCustomer } from '#main/registrations/find-by-reference.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface VerificationHandlerDeps {
  readonly verification: Verification;
  readonly exchange: Pick<Exchange, 'save'>;
  readonly findByReference: (reference: string) => Promise<Result<FoundCustomer>>;
  readonly checkLead: (pin: string) => Promise<Result<undefined>>;
  /** Counter, current time and the values that an export contains. */
  readonly createExportSource: () => LogExportSource;
}

export const verificationHandlers = ({
  verification,
  exchange,
  findByReference,
  checkLead,
  createExportSource: source,
}: VerificationHandlerDeps) =>
  ({
    'verification.status': ({ mobile }) => verification.status(mobile),
    'verification.customer': ({ reference }) => findByReference(reference),
    'verification.log': ({ filter, page }) => verification.log(filter, page),
    'verification.exportLog': async ({ leadPin, folder, filter }) => {
      const allowed = await checkLead(leadPin);
      if (!allowed.ok) return allowed;
      const log = await verification.completeLog(filter);
      if (!log.ok) return log;
      const exportSource = source();
      const saved = await exchange.save(
        folder,
        logFileName(exportSource),
        logFileLines(log.data, exportSource),
      );
      return saved.ok
        ? ok({ name: saved.data, entries: log.data.length, values: exportSource.values })
        : saved;
    },
  }) satisfies Partial<Handlers>;
