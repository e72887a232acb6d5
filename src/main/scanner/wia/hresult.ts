/** Maps HRESULTs of WIA, COM and Windows to error codes. Those of WIA are 0x802100NN (`wiadef.h`). */
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Err } from '#shared/result.ts';

type ScanCode = Extract<ErrorCode, `SCAN-${string}`>;

const byNumber: ReadonlyMap<number, ScanCode> = new Map([
  [0x80210002, 'SCAN-JAMMED'],
  [0x80210003, 'SCAN-NO-DOCS'],
  // Paper problem; and 0x80210020, multiple feed: paper has to be removed.
  [0x80210004, 'SCAN-JAMMED'],
  [0x80210005, 'SCAN-OFFLINE'],
  [0x80210006, 'SCAN-BUSY'],
  [0x80210007, 'SCAN-WARMING-UP'],
  [0x8021000a, 'SCAN-IO'],
  // Locked: another program holds the device.
  [0x8021000d, 'SCAN-BUSY'],
  [0x80210015, 'SCAN-NOT-FOUND'],
  [0x80210016, 'SCAN-COVER-OPEN'],
  [0x80210020, 'SCAN-JAMMED'],
  // Returned when the cable is unplugged or the service crashes: E_FAIL, RPC server unavailable, RPC call failed.
  [0x80004005, 'SCAN-IO'],
  [0x800706ba, 'SCAN-IO'],
  [0x800706be, 'SCAN-IO'],
  [0x80070005, 'SCAN-ACCESS-DENIED'],
  // WIA is not installed or disabled: class not registered, invalid ProgID, module not found, service disabled.
  [0x80040154, 'SCAN-DRIVER-MISSING'],
  [0x800401f3, 'SCAN-DRIVER-MISSING'],
  [0x8007007e, 'SCAN-DRIVER-MISSING'],
  [0x80070422, 'SCAN-DRIVER-MISSING'],
]);

/** The failure of a scan, with the HRESULT for the log and the vendor's support. */
export const scanFailure = (hresult: number): Err =>
  err(byNumber.get(hresult) ?? 'SCAN-DRIVER', {
    params: { hresult: `0x${hresult.toString(16).toUpperCase().padStart(8, '0')}` },
  });
