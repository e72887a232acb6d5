/** The scanner of a counter: which one was chosen there, and scans with that one and no other. */
import { err, ok, type Result } from '#shared/result.ts';
import type { RawScan, Scanner, ScannerInfo, ScanRequest } from '#main/scanner/port.ts';
import { recognise, toRemember } from './recognise.ts';

/** The choice as it is kept; `id` is null while nobody chose. */
export interface ScannerChoice<Dpi extends number = number> {
  readonly id: string | null;
  readonly dpi: Dpi;
  readonly model?: string;
  readonly serial?: string;
}

export interface CounterScannerDeps<Dpi extends number> {
  readonly scanner: Scanner;
  readonly choice: () => ScannerChoice<Dpi>;
  readonly remember: (choice: ScannerChoice<Dpi>) => Promise<Result<undefined>>;
}

/** What a scan is for; the resolution is the counter's. */
export type ScanWish = Pick<ScanRequest, 'area' | 'side' | 'onProgress'>;

export interface CounterScanner<Dpi extends number = number> {
  /** The scanners that are there, and the one that the next scan takes; null when the chosen one is gone. */
  list(): Promise<
    Result<{ readonly scanners: readonly ScannerInfo[]; readonly chosen: ScannerInfo | null }>
  >;
  /** Chooses among what {@link list} found last. */
  choose(id: string, dpi: Dpi): Promise<Result<undefined>>;
  /** Failures: SCAN-NOT-FOUND (`cause`: the model that was chosen and is gone), and those of the driver. */
  scan(wish: ScanWish): Promise<Result<RawScan & { readonly name: string }>>;
  cancel(): void;
}

export const createCounterScanner = <Dpi extends number>({
  scanner,
  choice,
  remember,
}: CounterScannerDeps<Dpi>): CounterScanner<Dpi> => {
  let running: AbortController | null = null;
  let seen: readonly ScannerInfo[] = [];
  /** A simulated scanner is chosen until the app ends: without training mode it is not there. */
  let simulatedChoice: string | null = null;

  /** The first one found while nobody ever chose. Another never takes the place of a chosen one. */
  const chosenAmong = (found: readonly ScannerInfo[]): ScannerInfo | null => {
    const simulated = found.find((device) => device.id === simulatedChoice);
    if (simulated) return simulated;
    const { id, ...known } = choice();
    return id === null ? (found[0] ?? null) : recognise(found, { id, ...known });
  };

  const list: CounterScanner<Dpi>['list'] = async () => {
    const found = await scanner.list();
    if (!found.ok) return found;
    seen = found.data;
    const chosen = chosenAmong(seen);
    const { id, model, dpi } = choice();
    // A choice made before models were remembered learns its own. Its id stays: it may be what another driver calls it.
    if (id !== null && model === undefined && chosen && chosen.id !== simulatedChoice)
      await remember({ ...toRemember(chosen, id), dpi });
    return ok({ scanners: seen, chosen });
  };

  return {
    list,
    choose: (id, dpi) => {
      const info = seen.find((device) => device.id === id);
      simulatedChoice = info?.driver === 'simulated' ? id : null;
      if (simulatedChoice !== null) return remember({ ...choice(), dpi });
      return remember({ ...(info ? toRemember(info) : { id }), dpi });
    },
    scan: async (wish) => {
      const found = await list();
      if (!found.ok) return found;
      const device = found.data.chosen;
      const { model, dpi } = choice();
      if (!device)
        return err('SCAN-NOT-FOUND', model === undefined ? {} : { params: { cause: model } });
      const abort = new AbortController();
      running = abort;
      try {
        const given = await scanner.scan(device.id, { ...wish, dpi, signal: abort.signal });
        return given.ok ? ok({ ...given.data, name: device.name }) : given;
      } finally {
        if (running === abort) running = null;
      }
    },
    cancel: () => running?.abort(),
  };
};
