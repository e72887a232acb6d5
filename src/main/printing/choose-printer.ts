/**
 * Chooses the printer among the physical ones. Virtual printers are rejected, because they write a customer's data to a file or a
 * note, or open a dialog over the kiosk.
 */
import { err, ok, type Result } from '#shared/result.ts';

/**
 * Parts of the names that virtual printers have: those of Windows ("Microsoft Print to PDF", "Microsoft XPS Document Writer",
 * "OneNote", "Fax", "Send to …"), of CUPS ("CUPS-PDF", "Print_to_File"), of PDF programs and of remote-control
 * programs, which print on another machine. A real printer with such a name has to be renamed.
 */
const VIRTUAL_PRINTER_NAME =
  /pdf|xps|one ?note|(^|[^a-z])fax([^a-z]|$)|document writer|image writer|print[ _-]?to[ _-]?file|send to|journal|evernote|snagit|anydesk|teamviewer|redirected/i;

export const isVirtualPrinter = (name: string): boolean => VIRTUAL_PRINTER_NAME.test(name);

/**
 * Chooses the configured printer, or the only physical one.
 * @param configured printer of the settings; null when none is set.
 * @param installed names of the machine's printers, as reported by the system.
 * Failures: PRINT-VIRTUAL; PRINT-NO-PRINTER when the configured printer, or any physical one, is missing; PRINT-NOT-SET when
 * there are several and none is configured. `params.cause` contains the names of the printers concerned.
 */
export const choosePrinter = (
  configured: string | null,
  installed: readonly string[],
): Result<string> => {
  if (configured !== null) {
    const params = { cause: configured };
    if (isVirtualPrinter(configured)) return err('PRINT-VIRTUAL', { params });
    return installed.includes(configured) ? ok(configured) : err('PRINT-NO-PRINTER', { params });
  }
  const physical = installed.filter((name) => !isVirtualPrinter(name));
  const [onlyPrinter] = physical;
  if (onlyPrinter === undefined) return err('PRINT-NO-PRINTER');
  return physical.length === 1
    ? ok(onlyPrinter)
    : err('PRINT-NOT-SET', { params: { cause: physical.join(', ') } });
};
