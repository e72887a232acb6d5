/** Starts the headless Chromium that renders the drawn cards. */
import { mkdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packed from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

function versionOfPacked(): string {
  const file = findPackageJSON('@sparticuz/chromium', import.meta.url);
  const found: unknown = file === undefined ? null : JSON.parse(readFileSync(file, 'utf8'));
  const version =
    typeof found === 'object' && found !== null && 'version' in found ? found.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

/**
 * Starts the packed headless Chromium; the caller closes it.
 * It unpacks itself into the temp folder and takes any `chromium` found there, even of another version:
 * so every version gets a folder of its own.
 */
export async function launchBrowser(): Promise<Browser> {
  const before = process.env['TMPDIR'];
  const folder = join(tmpdir(), `packed-chromium-${versionOfPacked()}`);
  mkdirSync(folder, { recursive: true });
  process.env['TMPDIR'] = folder;
  try {
    const executablePath = await packed.executablePath();
    return await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--force-color-profile=srgb'],
      headless: true,
    });
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
