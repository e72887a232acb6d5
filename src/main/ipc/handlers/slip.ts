/** Handlers for printing slips and empty paper forms. */
import type { RegistrationView } from '#shared/domain/registration.ts';
import { err, type Result } from '#shared/result.ts';
import type { SettingsValues } from '#main/settings/schema.ts';
import { A4_MICRONS, slipPaperSize, type PagePrinter } from '#main/printing/page-printer.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface SlipHandlerDeps {
  readonly printer: PagePrinter;
  /** The current setting. */
  readonly slipSize: () => SettingsValues['slipSize'];
  readonly openRegistration: () => Promise<Result<RegistrationView | null>>;
}

export const slipHandlers = ({ printer, slipSize, openRegistration }: SlipHandlerDeps) =>
  ({
    'slip.print': async ({ id, lengthMm }) => {
      const opened = await openRegistration();
      if (!opened.ok) return opened;
      // The page is printed as it is and shows the slip of the open registration. Another id is refused, because the audit
      // trail records the id of the call.
      if (opened.data?.id !== id) return err('REG-STATE');
      return printer.print(slipPaperSize(slipSize(), lengthMm));
    },
    'paperForm.print': () => printer.print(A4_MICRONS),
  }) satisfies Partial<Handlers>;
