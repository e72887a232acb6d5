/** Resolves file locations: resources beside the built main process, and the machine's data folder. */
import path from 'node:path';

export interface Paths {
  readonly dataFolder: string;
  readonly pageFolder: string;
  readonly preload: string;
  readonly customerPreload: string;
  /** Lists, consent texts and samples. */
  readonly resources: string;
  readonly logFile: string;
  /** Times of the app's own restarts. */
  readonly restartsFile: string;
  /** Marker file by which the next start detects that the watchdog killed this process. */
  readonly hangMarker: string;
  /** Built entry of a helper process or thread. */
  helperFile(entry: string): string;
}

/**
 * @param mainFolder folder of the built main process (`out/main`).
 * @param data folder that holds the store, the settings and the log.
 */
export const createPaths = (mainFolder: string, data: string): Paths => ({
  dataFolder: data,
  pageFolder: path.join(mainFolder, '../renderer'),
  preload: path.join(mainFolder, '../preload/index.cjs'),
  customerPreload: path.join(mainFolder, '../preload/customer.cjs'),
  // Not relative to the app path, which is the folder of the built file or the package root, depending on how Electron was started.
  resources: path.join(mainFolder, '../../resources'),
  logFile: path.join(data, 'log', 'kiosk.log'),
  restartsFile: path.join(data, 'restarts.json'),
  hangMarker: path.join(data, 'hung'),
  helperFile: (entry) => path.join(mainFolder, `${entry}.js`),
});
