/** Handlers for the checks of the counter and their report. */
import { ok } from '#shared/result.ts';
import type { CheckRunner } from '#main/diagnostics/check-runner.ts';
import { reportFileName, formatReport } from '#main/diagnostics/report.ts';
import type { Exchange } from '#main/exchange/port.ts';
import type { SettingsValues } from '#main/settings/schema.ts';
import { slipPaperSize, type PagePrinter } from '#main/printing/page-printer.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface DiagnosticsHandlerDeps {
  readonly checkRunner: CheckRunner;
  /** Branch and counter from the settings: `0142-3`. */
  readonly counter: () => string;
  readonly version: string;
  readonly exchange: Pick<Exchange, 'save'>;
  readonly printer: PagePrinter;
  readonly slipSize: () => SettingsValues['slipSize'];
}

export const diagnosticsHandlers = ({
  checkRunner,
  counter,
  version,
  exchange,
  printer,
  slipSize,
}: DiagnosticsHandlerDeps) =>
  ({
    'diagnostics.checks': async () => ok(await checkRunner.run()),
    'diagnostics.lastChecks': async () => ok(checkRunner.lastRun()),
    'diagnostics.saveReport': async ({ folder }) => {
      const source = {
        run: checkRunner.lastRun() ?? (await checkRunner.run()),
        counter: counter(),
        version,
      };
      const saved = await exchange.save(folder, reportFileName(source), [formatReport(source)]);
      return saved.ok ? ok({ name: saved.data }) : saved;
    },
    // Prints the page, which shows the report.
    'diagnostics.printReport': ({ lengthMm }) => printer.print(slipPaperSize(slipSize(), lengthMm)),
  }) satisfies Partial<Handlers>;
