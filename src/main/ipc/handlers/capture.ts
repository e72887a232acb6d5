/** Scanner and camera. */
import type { EventPayload } from '#shared/ipc/contract.ts';
import { err, ok } from '#shared/result.ts';
import type { Registrations } from '../../registrations/port.ts';
import type { Scanner } from '../../scanner/port.ts';
import type { Settings } from '../../settings/settings.ts';
import type { CameraLease } from '../../window/camera-lease.ts';
import type { Handlers } from '../answer.ts';

export interface CaptureDeps {
  readonly scanner: Scanner;
  readonly settings: Settings;
  readonly registrations: Registrations;
  readonly lease: CameraLease;
  readonly progress: (progress: EventPayload<'scan-progress'>) => void;
}

export const captureHandlers = ({ scanner, settings, registrations, lease, progress }: CaptureDeps) => {
  let running: AbortController | null = null;

  return {
    'scanner.list': async () => {
      const found = await scanner.list();
      if (!found.ok) return found;
      const { id, dpi } = settings.get().scanner;
      const known = found.data.some((device) => device.id === id);
      return ok({ scanners: [...found.data], chosen: known ? id : (found.data[0]?.id ?? null), dpi });
    },
    'scanner.choose': async ({ scanner: id, dpi }) => {
      const kept = await settings.update({ scanner: { id, dpi } });
      return kept.ok ? ok(undefined) : kept;
    },
    'scanner.scan': async ({ id, side }) => {
      const chosen = settings.get().scanner;
      const found = await scanner.list();
      if (!found.ok) return found;
      const device = found.data.find((candidate) => candidate.id === chosen.id) ?? found.data[0];
      if (!device) return err('SCAN-NOT-FOUND');
      const abort = new AbortController();
      running = abort;
      try {
        const scan = await scanner.scan(device.id, {
          dpi: chosen.dpi,
          side,
          signal: abort.signal,
          onProgress: (percent) => progress({ side, percent }),
        });
        if (!scan.ok) return scan;
        return await registrations.putPicture(id, { part: side, bytes: scan.data.bytes, origin: 'scanner', dpi: scan.data.dpi });
      } finally {
        if (running === abort) running = null;
      }
    },
    'scanner.cancel': async () => {
      running?.abort();
      return ok(undefined);
    },
    'camera.lease': async ({ purpose }) => {
      lease.take(purpose);
      return ok({ camera: settings.get().camera });
    },
    'camera.choose': async ({ camera }) => {
      const kept = await settings.update({ camera });
      return kept.ok ? ok(undefined) : kept;
    },
    'camera.release': async () => {
      lease.release();
      return ok(undefined);
    },
  } satisfies Partial<Handlers>;
};
