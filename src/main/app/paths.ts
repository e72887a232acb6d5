/** Where things are: beside the built main process, or in the machine's data folder. */
import path from 'node:path';

export interface Paths {
  readonly data: string;
  readonly page: string;
  readonly preload: string;
  readonly resources: string;
  readonly log: string;
  /** Built entry of a helper process. */
  helper(entry: string): string;
}

/**
 * @param builtMain folder of the built main process (`out/main`).
 * @param data folder that holds the store, the settings and the log.
 * @param resources folder with lists, consent texts and samples.
 */
export const createPaths = (builtMain: string, data: string, resources: string): Paths => ({
  data,
  page: path.join(builtMain, '../renderer'),
  preload: path.join(builtMain, '../preload/index.cjs'),
  resources,
  log: path.join(data, 'log', 'kiosk.log'),
  helper: (entry) => path.join(builtMain, `${entry}.js`),
});
