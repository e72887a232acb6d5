/** Constructs the scanner with the drivers that this counter is configured for: training, eSCL, WIA or SANE, folder. */
import type { Log } from '#main/log/log.ts';
import type { ForkHelper } from '#main/process/port.ts';
import { createEsclDriver } from '#main/scanner/escl/driver.ts';
import { createFolderDriver } from '#main/scanner/folder/driver.ts';
import type { Scanner, ScannerDriver } from '#main/scanner/port.ts';
import { createSaneDriver } from '#main/scanner/sane/driver.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import { createWiaDriver } from '#main/scanner/wia/driver.ts';
import type { Settings } from '#main/settings/settings.ts';

export interface ConfiguredScannerDeps {
  readonly config: Pick<ReturnType<Settings['get']>, 'esclScanners' | 'saneOptions' | 'scanFolder'>;
  /** The driver of the training mode; null outside it. */
  readonly training: ScannerDriver | null;
  /** PEM certificates that network scanners are verified against. */
  readonly caCertificates: readonly string[];
  readonly forkHelper: ForkHelper;
  readonly log: Log;
}

export const createConfiguredScanner = ({
  config,
  training,
  caCertificates,
  forkHelper,
  log,
}: ConfiguredScannerDeps): Scanner =>
  createScanner({
    // In order of preference, because the first scanner found is used when none was chosen.
    drivers: [
      ...(training ? [training] : []),
      ...(config.esclScanners.length > 0
        ? [createEsclDriver({ devices: config.esclScanners, caCertificates })]
        : []),
      process.platform === 'win32'
        ? createWiaDriver({ fork: () => forkHelper('wia'), log })
        : createSaneDriver({ deviceOptions: config.saneOptions }),
      ...(config.scanFolder === null ? [] : [createFolderDriver({ folder: config.scanFolder })]),
    ],
    log,
  });
