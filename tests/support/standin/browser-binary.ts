/** Finds or unpacks the Chromium that the stand-in host runs. */
import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from './settings.ts';

const PACKAGE_ROOT = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'node_modules',
  '@sparticuz',
  'chromium',
);

/** Executable of a Chromium, and its build. */
export interface BrowserBinary {
  readonly path: string;
  /** True for the windowless build: it has no headed mode, and its window has no frame. */
  readonly isHeadlessShell: boolean;
}

function findOnPath(names: readonly string[]): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const candidate = join(folder, name);
      try {
        accessSync(candidate, constants.X_OK);
        return candidate;
      } catch {
        // Not in this folder; look in the next.
      }
    }
  }
  return null;
}

/**
 * Unpacks the Chromium of the npm package once per version. The package reuses any file named `chromium` in the temporary folder, of any
 * version and even incomplete. It therefore unpacks into its own folder, which gets its final name when it is complete.
 */
async function unpackChromium(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(tmpdir(), `standin-chromium-${version}`);
  const binary = join(folder, 'chromium');
  if (existsSync(binary)) return binary;
  const partialFolder = `${folder}.${String(process.pid)}`;
  mkdirSync(partialFolder, { recursive: true });
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      TMPDIR: partialFolder,
      TMP: partialFolder,
      TEMP: partialFolder,
      NODE_OPTIONS: '',
    },
  });
  try {
    renameSync(partialFolder, folder);
  } catch (error) {
    // Another process has finished first, and its folder is used.
    rmSync(partialFolder, { recursive: true, force: true });
    if (!existsSync(binary)) throw error;
  }
  return binary;
}

/** Finds the browser to run, by the settings. */
export async function findBrowser(
  settings: Pick<Settings, 'chromium' | 'headed'>,
): Promise<BrowserBinary> {
  if (settings.chromium !== null)
    return {
      path: settings.chromium,
      isHeadlessShell: /headless[-_]shell|standin-chromium-/.test(settings.chromium),
    };
  if (!settings.headed) return { path: await unpackChromium(), isHeadlessShell: true };
  const installed = findOnPath(['chromium', 'chromium-browser', 'google-chrome', 'chrome']);
  if (installed === null)
    throw new Error('stand-in: STANDIN_HEADED=1 needs an installed Chromium: none is on the PATH');
  return { path: installed, isHeadlessShell: false };
}
