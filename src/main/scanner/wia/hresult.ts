/** Maps HRESULTs of WIA, COM and Windows to error codes. HRESULTs of WIA have the form 0x802100NN (`wiadef.h`). */
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Err } from '#shared/result.ts';

type ScanCode = Extract<ErrorCode, `SCAN-${string}`>;

const codeByHresult: ReadonlyMap<number, ScanCode> = new Map([
  [0x80210002, 'SCAN-JAMMED'],
  [0x80210003, 'SCAN-NO-DOCS'],
  // Paper problem. Like 0x80210020 (multiple feed), it means that paper has to be removed.
  [0x80210004, 'SCAN-JAMMED'],
  [0x80210005, 'SCAN-OFFLINE'],
  [0x80210006, 'SCAN-BUSY'],
  [0x80210007, 'SCAN-WARMING-UP'],
  [0x8021000a, 'SCAN-IO'],
  // Locked: another program uses the device.
  [0x8021000d, 'SCAN-BUSY'],
  [0x80210015, 'SCAN-NOT-FOUND'],
  [0x80210016, 'SCAN-COVER-OPEN'],
  [0x80210020, 'SCAN-JAMMED'],
  // E_FAIL, RPC server unavailable and RPC call failed, returned when the cable is unplugged or the service crashes.
  [0x80004005, 'SCAN-IO'],
  [0x800706ba, 'SCAN-IO'],
  [0x800706be, 'SCAN-IO'],
  [0x80070005, 'SCAN-ACCESS-DENIED'],
  // Class not registered, invalid ProgID, module not found and service disabled, returned when WIA is not installed or is disabled.
  [0x80040154, 'SCAN-DRIVER-MISSING'],
  [0x800401f3, 'SCAN-DRIVER-MISSING'],
  [0x8007007e, 'SCAN-DRIVER-MISSING'],
  [0x80070422, 'SCAN-DRIVER-MISSING'],
]);

/** The failure of a scan, with the HRESULT for the log and the vendor's support. */
export const scanFailure = (hresult: number): Err =>
  err(codeByHresult.get(hresult) ?? 'SCAN-DRIVER', {
    params: { hresult: `0x${hresult.toString(16).toUpperCase().padStart(8, '0')}` },
  });
