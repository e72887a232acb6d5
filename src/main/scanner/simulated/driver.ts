/** Simulated scanner for training mode: returns sample cards after a realistic time and can be cancelled. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, ok } from '#shared/result.ts';
import { pictureSize } from '#main/scanner/validate/picture-size.ts';
import type { ScannerDriver } from '#main/scanner/port.ts';

export interface SimulatedDeps {
  readonly front: () => Promise<Uint8Array>;
  readonly back: () => Promise<Uint8Array>;
  /** Name in the list of scanners. */
  readonly name?: string;
  /** Failure that every scan returns now; null or absent for none. */
  readonly fault?: () => ErrorCode | null;
  /** Duration of a scan in milliseconds. */
  readonly durationMs?: number;
}

const CARD_WIDTH_INCHES = 85.6 / 25.4;
const STEPS = 10;

/** Driver that returns the requested side of the sample card; without one it alternates between front and back. */
export const createSimulatedDriver = ({
  front,
  back,
  name = 'Training scanner',
  fault = () => null,
  durationMs = 1_500,
}: SimulatedDeps): ScannerDriver => {
  let next: 'front' | 'back' = 'front';
  return {
    kind: 'simulated',
    list: async () => ok([{ id: 'simulated:card', driver: 'simulated', name }]),
    scan: async (device, { signal, side, onProgress }) => {
      if (device !== 'card') return err('SCAN-NOT-FOUND');
      const activeFault = fault();
      if (activeFault) return err(activeFault);
      for (let step = 0; step < STEPS; step++) {
        if (signal.aborted) return err('SCAN-CANCELLED');
        onProgress?.((step * 100) / STEPS);
        await sleep(durationMs / STEPS, undefined, { signal }).catch(() => undefined);
      }
      if (signal.aborted) return err('SCAN-CANCELLED');
      onProgress?.(100);
      const shown = side ?? next;
      next = shown === 'front' ? 'back' : 'front';
      const bytes = shown === 'front' ? await front() : await back();
      const size = pictureSize(bytes);
      // A sample shows nothing but the card, so its resolution follows from its size.
      return size
        ? ok({ bytes, dpi: Math.round(Math.max(size.width, size.height) / CARD_WIDTH_INCHES) })
        : err('SCAN-BAD-IMAGE');
    },
  };
};
