/** Interfaces of scanner drivers and of the scanner service. All drivers give the same guarantees. */
import type { Result } from '#shared/result.ts';

export type DriverKind = 'sane' | 'wia' | 'escl' | 'folder' | 'simulated';

export interface ScannerInfo {
  /** Unique over all drivers and stable over restarts: `sane:pixma:04A9190A_4C42F1`. */
  readonly id: string;
  readonly driver: DriverKind;
  /** Display name. */
  readonly name: string;
  /** Model name of the manufacturer, if it differs from `name`. */
  readonly model?: string;
  readonly serial?: string;
  /** Host name or address of a network scanner without port, if known. */
  readonly host?: string;
  /** The driver authenticates the device, so there must be no failover to another driver. */
  readonly authenticated?: boolean;
  /** The same device as found by other drivers: alternative ids, and routes for failover. */
  readonly alternatives?: readonly ScannerInfo[];
}

/** Scan area: the corner of the glass for a card, or the whole glass. */
export type ScanArea = 'card' | 'glass';

export interface ScanRequest {
  readonly dpi: number;
  /** Defaults to `card`. A device without a selectable area scans its whole glass. */
  readonly area?: ScanArea;
  /** Side of the card on the glass. Used by the simulated driver to select the sample. */
  readonly side?: 'front' | 'back';
  readonly signal: AbortSignal;
  /** Percent done, or null when unknown. Every call resets the stall timeout. */
  readonly onProgress?: (percent: number | null) => void;
}

export interface RawScan {
  /** The unmodified file from the device: PNG, JPEG, TIFF, BMP or PNM. */
  readonly bytes: Uint8Array;
  /** Resolution reported by the device, otherwise the requested one. */
  readonly dpi: number;
}

export interface ScannerDriver {
  readonly kind: DriverKind;
  /** Devices currently available. SCAN-DRIVER-MISSING when the driver is not installed. */
  list(signal: AbortSignal): Promise<Result<readonly ScannerInfo[]>>;
  /** One scan. Failures are the SCAN-… codes. */
  scan(device: string, request: ScanRequest): Promise<Result<RawScan>>;
}

export interface Scanner {
  /** Devices of all drivers, each device once. Missing drivers are ignored. */
  list(): Promise<Result<readonly ScannerInfo[]>>;
  /**
   * Scans with a device of `list()`: one scan per device at a time (SCAN-BUSY), with a time limit, retries while the lamp warms
   * up, and validation of the result.
   */
  scan(id: string, request: ScanRequest): Promise<Result<RawScan>>;
}
