/** Handlers for scanner and camera, and for the scan of a blank sheet in Diagnostics. */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import type { EventPayload } from '#shared/ipc/contract.ts';
import { ok } from '#shared/result.ts';
import type { Registrations } from '#main/registrations/port.ts';
import type { Imaging, SheetImaging } from '#main/imaging/port.ts';
import { readPictureSize } from '#main/scanner/validate/picture-size.ts';
import type { CounterScanner, ScanOptions } from '#main/scanner/selection/counter-scanner.ts';
import type { SettingsValues } from '#main/settings/schema.ts';
import type { Settings } from '#main/settings/settings.ts';
import type { CameraLease } from '#main/window/camera-lease.ts';
import type { MemoryPictures } from '#main/window/memory-pictures.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface CaptureHandlerDeps {
  readonly scanner: CounterScanner<SettingsValues['scanner']['dpi']>;
  readonly settings: Settings;
  readonly registrations: Registrations;
  readonly imaging: Imaging & SheetImaging;
  readonly memoryPictures: MemoryPictures;
  readonly lease: CameraLease;
  readonly onProgress: (progress: EventPayload<'scan-progress'>) => void;
}

export const captureHandlers = ({
  scanner,
  settings,
  registrations,
  imaging,
  memoryPictures,
  lease,
  onProgress: progress,
}: CaptureHandlerDeps) => {
  const scan = (options: Pick<ScanOptions, 'area' | 'side'>) =>
    scanner.scan({
      ...options,
      onProgress: (percent) => progress({ side: options.side ?? null, percent }),
    });

  return {
    'scanner.list': async () => {
      const found = await scanner.list();
      if (!found.ok) return found;
      const { scanners, chosen } = found.data;
      return ok({
        scanners: scanners.map(({ id, driver, name }) => ({ id, driver, name })),
        chosen: chosen?.id ?? null,
        dpi: settings.get().scanner.dpi,
      });
    },
    'scanner.choose': ({ scanner: id, dpi }) => scanner.choose(id, dpi),
    'scanner.scan': async ({ id, side }) => {
      const scanned = await scan({ side });
      if (!scanned.ok) return scanned;
      return registrations.putPicture(id, {
        part: side,
        bytes: scanned.data.bytes,
        origin: 'scanner',
        dpi: scanned.data.dpi,
      });
    },
    'diagnostics.blankSheet': async () => {
      const scanned = await scan({ area: 'glass' });
      if (!scanned.ok) return scanned;
      const { bytes, dpi, name } = scanned.data;
      const sheet = await imaging.blankSheet({ bytes, dpi });
      if (!sheet.ok) return sheet;
      const shown = await imaging.clean({ kind: 'card', bytes });
      if (!shown.ok) return shown;
      const size = readPictureSize(bytes);
      const toMm = (px: number | undefined): number => ((px ?? 0) / dpi) * MM_PER_INCH;
      // Only one sheet is shown at a time, so the previous sheet is removed. Photos of customers are removed with it.
      memoryPictures.clear();
      const picture = {
        url: memoryPictures.put(shown.data.jpeg),
        widthMm: toMm(size?.width),
        heightMm: toMm(size?.height),
      };
      return ok({ scanner: name, dpi, picture, ...sheet.data });
    },
    'scanner.cancel': async () => {
      scanner.cancel();
      return ok(undefined);
    },
    'camera.lease': async ({ purpose }) => {
      lease.acquire(purpose);
      return ok({ camera: settings.get().camera });
    },
    'camera.choose': async ({ camera }) => {
      const updated = await settings.update({ camera });
      return updated.ok ? ok(undefined) : updated;
    },
    'camera.release': async () => {
      lease.release();
      return ok(undefined);
    },
  } satisfies Partial<Handlers>;
};
