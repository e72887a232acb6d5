/** Resolves file locations: resources beside the built main process, and the machine's data folder. */
import path from 'node:path';

export interface Paths {
  readonly data: string;
  readonly page: string;
  readonly preload: string;
  readonly customerPreload: string;
  /** Lists, consent texts and samples. */
  readonly resources: string;
  readonly log: string;
  /** When the app started itself again. */
  readonly restarts: string;
  /** Marker by which the next start detects that this process was killed because it hung. */
  readonly hangMarker: string;
  /** Built entry of a helper process or thread. */
  helper(entry: string): string;
}

/**
 * @param builtMain folder of the built main process (`out/main`).
 * @param data folder that holds the store, the settings and the log.
 */
export const createPaths = (builtMain: string, data: string): Paths => ({
  data,
  page: path.join(builtMain, '../renderer'),
  preload: path.join(builtMain, '../preload/index.cjs'),
  customerPreload: path.join(builtMain, '../preload/customer.cjs'),
  // Not from the app path: that is the built file's own folder when Electron is given the file, the package root otherwise.
  resources: path.join(builtMain, '../../resources'),
  log: path.join(data, 'log', 'kiosk.log'),
  restarts: path.join(data, 'restarts.json'),
  hangMarker: path.join(data, 'hung'),
  helper: (entry) => path.join(builtMain, `${entry}.js`),
});
