/** Handlers for scanner and camera. */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import type { EventPayload } from '#shared/ipc/contract.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Registrations } from '#main/registrations/port.ts';
import type { Imaging, SheetImaging } from '#main/imaging/port.ts';
import { pictureSize } from '#main/scanner/validate/picture-size.ts';
import type { RawScan, Scanner, ScannerInfo, ScanRequest } from '#main/scanner/port.ts';
import { recognise, toRemember } from '#main/scanner/selection/recognise.ts';
import type { Settings } from '#main/settings/settings.ts';
import type { CameraLease } from '#main/window/camera-lease.ts';
import type { PictureShelf } from '#main/window/picture-shelf.ts';
import type { Handlers } from '#main/ipc/answer.ts';

export interface CaptureDeps {
  readonly scanner: Scanner;
  readonly settings: Settings;
  readonly registrations: Registrations;
  readonly imaging: Imaging & SheetImaging;
  readonly shelf: PictureShelf;
  readonly lease: CameraLease;
  readonly progress: (progress: EventPayload<'scan-progress'>) => void;
}

export const captureHandlers = ({
  scanner,
  settings,
  registrations,
  imaging,
  shelf,
  lease,
  progress,
}: CaptureDeps) => {
  let running: AbortController | null = null;
  /** What the last look found: a choice is made among these. */
  let seen: readonly ScannerInfo[] = [];
  /** A scanner of the training is chosen for now and not for the counter: tomorrow it is not there. */
  let forNow: string | null = null;

  /** The one chosen, or the first when nobody ever chose; null when the chosen one is gone. Another never takes its place. */
  const chosenAmong = (found: readonly ScannerInfo[]): ScannerInfo | null => {
    const trained = found.find((device) => device.id === forNow);
    if (trained) return trained;
    const { id, model, serial } = settings.get().scanner;
    return id === null ? (found[0] ?? null) : recognise(found, { id, model, serial });
  };

  const look = async (): Promise<Result<ScannerInfo | null>> => {
    const found = await scanner.list();
    if (!found.ok) return found;
    seen = found.data;
    const chosen = chosenAmong(seen);
    const { id, model, dpi } = settings.get().scanner;
    // A choice made before models were remembered learns its own. Its id stays: it may be what another driver calls it.
    if (id !== null && model === undefined && chosen && chosen.id !== forNow) {
      await settings.update({ scanner: { ...toRemember(chosen, id), dpi } });
    }
    return ok(chosen);
  };

  /** Scans with the chosen scanner; its name goes with what it gave. */
  const scan = async (
    options: Pick<ScanRequest, 'area' | 'side'>,
  ): Promise<Result<RawScan & { readonly name: string }>> => {
    const found = await look();
    if (!found.ok) return found;
    const device = found.data;
    const chosen = settings.get().scanner;
    if (!device)
      return err(
        'SCAN-NOT-FOUND',
        chosen.model === undefined ? {} : { params: { cause: chosen.model } },
      );
    const abort = new AbortController();
    running = abort;
    try {
      const onProgress = (percent: number | null): void =>
        progress({ side: options.side ?? null, percent });
      const given = await scanner.scan(device.id, {
        ...options,
        dpi: chosen.dpi,
        signal: abort.signal,
        onProgress,
      });
      return given.ok ? ok({ ...given.data, name: device.name }) : given;
    } finally {
      if (running === abort) running = null;
    }
  };

  return {
    'scanner.list': async () => {
      const chosen = await look();
      if (!chosen.ok) return chosen;
      const scanners = seen.map(({ id, driver, name }) => ({ id, driver, name }));
      return ok({ scanners, chosen: chosen.data?.id ?? null, dpi: settings.get().scanner.dpi });
    },
    'scanner.choose': async ({ scanner: id, dpi }) => {
      const info = seen.find((device) => device.id === id);
      forNow = info?.driver === 'simulated' ? id : null;
      const kept = await settings.update({
        scanner:
          forNow === null
            ? { ...(info ? toRemember(info) : { id }), dpi }
            : { ...settings.get().scanner, dpi },
      });
      return kept.ok ? ok(undefined) : kept;
    },
    'scanner.scan': async ({ id, side }) => {
      const given = await scan({ side });
      if (!given.ok) return given;
      return registrations.putPicture(id, {
        part: side,
        bytes: given.data.bytes,
        origin: 'scanner',
        dpi: given.data.dpi,
      });
    },
    'diagnostics.blankSheet': async () => {
      const given = await scan({ area: 'glass' });
      if (!given.ok) return given;
      const { bytes, dpi, name } = given.data;
      const sheet = await imaging.blankSheet({ bytes, dpi });
      if (!sheet.ok) return sheet;
      const shown = await imaging.clean({ kind: 'card', bytes });
      if (!shown.ok) return shown;
      const size = pictureSize(bytes);
      const mm = (px: number | undefined): number => ((px ?? 0) / dpi) * MM_PER_INCH;
      // One sheet is shown at a time, and a customer's photos are none of this screen's business.
      shelf.clear();
      const picture = {
        url: shelf.put(shown.data.jpeg),
        widthMm: mm(size?.width),
        heightMm: mm(size?.height),
      };
      return ok({ scanner: name, dpi, picture, ...sheet.data });
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
