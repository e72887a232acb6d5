/** Stores the scanner that was selected at this counter, and scans with this device only. */
import { err, ok, type Result } from '#shared/result.ts';
import type { RawScan, Scanner, ScannerInfo, ScanRequest } from '#main/scanner/port.ts';
import { recogniseScanner, toStoredScanner } from './recognise.ts';

/** The stored selection. `id` is null before the first selection. */
export interface ScannerChoice<Dpi extends number = number> {
  readonly id: string | null;
  readonly dpi: Dpi;
  readonly model?: string;
  readonly serial?: string;
}

export interface CounterScannerDeps<Dpi extends number> {
  readonly scanner: Scanner;
  readonly readChoice: () => ScannerChoice<Dpi>;
  readonly storeChoice: (choice: ScannerChoice<Dpi>) => Promise<Result<undefined>>;
}

/** Options of a scan; the resolution comes from the counter's settings. */
export type ScanOptions = Pick<ScanRequest, 'area' | 'side' | 'onProgress'>;

export interface CounterScanner<Dpi extends number = number> {
  /** Available scanners, and the one that the next scan uses (`chosen`); null when the selected one is not available. */
  list(): Promise<
    Result<{ readonly scanners: readonly ScannerInfo[]; readonly chosen: ScannerInfo | null }>
  >;
  /** Selects a scanner of the last {@link list}. */
  choose(id: string, dpi: Dpi): Promise<Result<undefined>>;
  /**
   * Scans with the selected scanner. Failures: SCAN-NOT-FOUND (`cause`: model of the selected scanner), and those of the driver.
   */
  scan(options: ScanOptions): Promise<Result<RawScan & { readonly name: string }>>;
  /** Cancels the scan in progress, if there is one. */
  cancel(): void;
}

export const createCounterScanner = <Dpi extends number>({
  scanner,
  readChoice: choice,
  storeChoice,
}: CounterScannerDeps<Dpi>): CounterScanner<Dpi> => {
  let runningScan: AbortController | null = null;
  let listed: readonly ScannerInfo[] = [];
  /** Id of the selected simulated scanner. It is not stored, because this scanner exists in training mode only. */
  let simulatedId: string | null = null;

  /**
   * The selected scanner, or the first one before any selection. A selected scanner that is missing is never replaced by another.
   */
  const findChosen = (found: readonly ScannerInfo[]): ScannerInfo | null => {
    const simulated = found.find((device) => device.id === simulatedId);
    if (simulated) return simulated;
    const { id, ...properties } = choice();
    return id === null ? (found[0] ?? null) : recogniseScanner(found, { id, ...properties });
  };

  const list: CounterScanner<Dpi>['list'] = async () => {
    const found = await scanner.list();
    if (!found.ok) return found;
    listed = found.data;
    const chosen = findChosen(listed);
    const { id, model, dpi } = choice();
    // Adds the model to a selection that was stored by a version without models. The stored id is kept, because it may be the id of
    // another driver.
    if (id !== null && model === undefined && chosen && chosen.id !== simulatedId)
      await storeChoice({ ...toStoredScanner(chosen, id), dpi });
    return ok({ scanners: listed, chosen });
  };

  return {
    list,
    choose: (id, dpi) => {
      const info = listed.find((device) => device.id === id);
      simulatedId = info?.driver === 'simulated' ? id : null;
      if (simulatedId !== null) return storeChoice({ ...choice(), dpi });
      return storeChoice({ ...(info ? toStoredScanner(info) : { id }), dpi });
    },
    scan: async (options) => {
      const found = await list();
      if (!found.ok) return found;
      const device = found.data.chosen;
      const { model, dpi } = choice();
      if (!device)
        return err('SCAN-NOT-FOUND', model === undefined ? {} : { params: { cause: model } });
      const abort = new AbortController();
      runningScan = abort;
      try {
        const scanned = await scanner.scan(device.id, { ...options, dpi, signal: abort.signal });
        return scanned.ok ? ok({ ...scanned.data, name: device.name }) : scanned;
      } finally {
        if (runningScan === abort) runningScan = null;
      }
    },
    cancel: () => runningScan?.abort(),
  };
};
