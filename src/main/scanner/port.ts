/** Interfaces of the scanner drivers and of the scanner service. The contract suite tests every driver against this interface. */
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
  /**
   * Whether the driver authenticates the device. Such a device has no failover to another driver, which may not authenticate it.
   */
  readonly authenticated?: boolean;
  /** The same device as listed by other drivers. Their ids are alternative ids and routes for failover. */
  readonly alternatives?: readonly ScannerInfo[];
}

/** Scan area: the corner of the glass for a card, or the whole glass. */
export type ScanArea = 'card' | 'glass';

export interface ScanRequest {
  readonly dpi: number;
  /** Defaults to `card`. A device without a selectable area scans its whole glass. */
  readonly area?: ScanArea;
  /** Side of the card on the glass. Only the simulated driver uses it, to select the sample. */
  readonly side?: 'front' | 'back';
  readonly signal: AbortSignal;
  /** Progress in percent, or null when unknown. Every call resets the stall timeout. */
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
  /** Devices that are currently available. Fails with SCAN-DRIVER-MISSING when the driver is not installed. */
  list(signal: AbortSignal): Promise<Result<readonly ScannerInfo[]>>;
  /** Makes one scan. Failures are the SCAN-… codes. @param device the part of the id after the driver. */
  scan(device: string, request: ScanRequest): Promise<Result<RawScan>>;
}

export interface Scanner {
  /** Devices of all drivers, each device once. Drivers that fail are ignored unless all of them fail. */
  list(): Promise<Result<readonly ScannerInfo[]>>;
  /**
   * Scans with a device of `list()`: one scan per device at a time (SCAN-BUSY), with a time limit, retries while the lamp warms
   * up, and validation of the result.
   */
  scan(id: string, request: ScanRequest): Promise<Result<RawScan>>;
}
