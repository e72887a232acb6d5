/**
 * Chooses the printer that a slip or page goes to. Never a virtual one: it would leave a customer's data in a file or a note,
 * or open a dialog over the kiosk.
 */
import { err, ok, type Result } from '#shared/result.ts';

/**
 * Parts of the names that virtual printers have: those of Windows ("Microsoft Print to PDF", "Microsoft XPS Document Writer",
 * "OneNote", "Fax", "Send to …"), of CUPS ("CUPS-PDF", "Print_to_File"), of PDF programs and of remote control, whose
 * printers are somewhere else. A real printer with such a name has to be renamed.
 */
const VIRTUAL =
  /pdf|xps|one ?note|(^|[^a-z])fax([^a-z]|$)|document writer|image writer|print[ _-]?to[ _-]?file|send to|journal|evernote|snagit|anydesk|teamviewer|redirected/i;

export const isVirtualPrinter = (name: string): boolean => VIRTUAL.test(name);

/**
 * @param named what the settings name; null: the only real printer of the machine.
 * @param installed names of the machine's printers, as the system knows them.
 * Failures: PRINT-VIRTUAL; PRINT-NO-PRINTER when the named one, or any real one, is missing; PRINT-NOT-SET when there are
 * several and none is named. `params.cause` names the printers in question.
 */
export const choosePrinter = (
  named: string | null,
  installed: readonly string[],
): Result<string> => {
  if (named !== null) {
    const params = { cause: named };
    if (isVirtualPrinter(named)) return err('PRINT-VIRTUAL', { params });
    return installed.includes(named) ? ok(named) : err('PRINT-NO-PRINTER', { params });
  }
  const real = installed.filter((name) => !isVirtualPrinter(name));
  const [only] = real;
  if (only === undefined) return err('PRINT-NO-PRINTER');
  return real.length === 1
    ? ok(only)
    : err('PRINT-NOT-SET', { params: { cause: real.join(', ') } });
};
