/** Simulated scanner for training mode: returns sample cards after a realistic time and can be cancelled. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CARD_WIDTH_MM, MM_PER_INCH } from '#shared/domain/card-corners.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, ok } from '#shared/result.ts';
import { readPictureSize } from '#main/scanner/validate/picture-size.ts';
import type { ScannerDriver } from '#main/scanner/port.ts';

export interface SimulatedDeps {
  /** Loads the sample picture of a side. */
  readonly loadFront: () => Promise<Uint8Array>;
  readonly loadBack: () => Promise<Uint8Array>;
  /** Name in the list of scanners. */
  readonly name?: string;
  /** Failure that every scan currently returns; null or absent for none. */
  readonly fault?: () => ErrorCode | null;
  /** Duration of a scan in milliseconds. */
  readonly durationMs?: number;
}

const CARD_WIDTH_INCHES = CARD_WIDTH_MM / MM_PER_INCH;
const PROGRESS_STEPS = 10;

/** Driver that returns the requested side of the sample card; without one it alternates between front and back. */
export const createSimulatedDriver = ({
  loadFront: front,
  loadBack: back,
  name = 'Training scanner',
  fault = () => null,
  durationMs = 1_500,
}: SimulatedDeps): ScannerDriver => {
  let nextSide: 'front' | 'back' = 'front';
  return {
    kind: 'simulated',
    list: async () => ok([{ id: 'simulated:card', driver: 'simulated', name }]),
    scan: async (device, { signal, side, onProgress }) => {
      if (device !== 'card') return err('SCAN-NOT-FOUND');
      const activeFault = fault();
      if (activeFault) return err(activeFault);
      for (let step = 0; step < PROGRESS_STEPS; step++) {
        if (signal.aborted) return err('SCAN-CANCELLED');
        onProgress?.((step * 100) / PROGRESS_STEPS);
        await sleep(durationMs / PROGRESS_STEPS, undefined, { signal }).catch(() => undefined);
      }
      if (signal.aborted) return err('SCAN-CANCELLED');
      onProgress?.(100);
      const returnedSide = side ?? nextSide;
      nextSide = returnedSide === 'front' ? 'back' : 'front';
      const bytes = returnedSide === 'front' ? await front() : await back();
      const size = readPictureSize(bytes);
      // A sample picture shows only the card, so its resolution is calculated from its size.
      return size
        ? ok({ bytes, dpi: Math.round(Math.max(size.width, size.height) / CARD_WIDTH_INCHES) })
        : err('SCAN-BAD-IMAGE');
    },
  };
};
