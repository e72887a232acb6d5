/** Interface of a scanner driver. All drivers give the same guarantees, however they access the device. */
import type { Result } from '#shared/result.ts';

export type DriverKind = 'sane' | 'wia' | 'escl' | 'folder' | 'simulated';

export interface ScannerInfo {
  /** Unique over all drivers and stable over restarts: `sane:pixma:04A9190A_4C42F1`. */
  readonly id: string;
  readonly driver: DriverKind;
  /** What people call the device. */
  readonly name: string;
  /** The maker's words for the model, where they are not the name. */
  readonly model?: string;
  readonly serial?: string;
  /** Where a network scanner is, as far as the driver says: a name or an address, without port. */
  readonly host?: string;
  /** The driver makes sure that it speaks to the right device, so no other driver may step in for it. */
  readonly proven?: boolean;
  /** The same device as other drivers see it. Their ids still mean this device, and they step in when this way is closed. */
  readonly others?: readonly ScannerInfo[];
}

/** What part of the glass: the corner where a card lies, or all of it. */
export type ScanArea = 'card' | 'glass';

export interface ScanRequest {
  readonly dpi: number;
  /** The card's corner when nothing is said. A device that cannot choose gives all it has. */
  readonly area?: ScanArea;
  /** Which side the clerk put on the glass. Real devices do not care; the simulated one gives the matching sample. */
  readonly side?: 'front' | 'back';
  readonly signal: AbortSignal;
  /** Percent done, or null when the device does not say. Also counts as a sign of life. */
  readonly onProgress?: (percent: number | null) => void;
}

export interface RawScan {
  /** The file as the device gave it: PNG, JPEG, TIFF, BMP or PNM. */
  readonly bytes: Uint8Array;
  /** Dots per inch the device scanned at, as far as it says; otherwise what it was asked for. */
  readonly dpi: number;
}

export interface ScannerDriver {
  readonly kind: DriverKind;
  /** Devices the driver sees now. SCAN-DRIVER-MISSING when the driver itself is not installed. */
  list(signal: AbortSignal): Promise<Result<readonly ScannerInfo[]>>;
  /** One scan. Failures are the SCAN-… codes. */
  scan(device: string, request: ScanRequest): Promise<Result<RawScan>>;
}

export interface Scanner {
  /** Devices of all drivers, each device once; a driver that is missing adds nothing and hides nothing. */
  list(): Promise<Result<readonly ScannerInfo[]>>;
  /**
   * Scans with one of `list()`. One scan per device at a time (SCAN-BUSY), bounded in time, repeated while the lamp warms
   * up, checked against what was asked.
   */
  scan(id: string, request: ScanRequest): Promise<Result<RawScan>>;
}
