/**
 * Configures SANE with software backends only, for example `test` (errors, delays, patterns) and `pnm` (any picture). Needs the Debian
 * packages sane-utils and libsane1, but no device or privileges, and writes only to a private folder.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface SaneConfiguration {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly remove: () => void;
}

/** @param backends names for SANE's list of drivers. */
export const configureSane = (backends: readonly string[]): SaneConfiguration => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sane-'));
  writeFileSync(path.join(folder, 'dll.conf'), backends.map((name) => `${name}\n`).join(''));
  writeFileSync(path.join(folder, 'test.conf'), readFileSync('/etc/sane.d/test.conf'));
  return {
    folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      SANE_CONFIG_DIR: folder,
      // The locale of a counter. The driver replaces it, because it reads the messages of scanimage.
      LC_ALL: 'bn_BD.UTF-8',
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
