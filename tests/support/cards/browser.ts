/** Starts the headless Chromium that renders the drawn cards. */
import { mkdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packed from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

function readPackageVersion(): string {
  const file = findPackageJSON('@sparticuz/chromium', import.meta.url);
  const manifest: unknown = file === undefined ? null : JSON.parse(readFileSync(file, 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? manifest.version
      : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

/**
 * Starts the headless Chromium of @sparticuz/chromium; the caller closes it.
 * The package unpacks itself into the temp folder and reuses any file named `chromium` there, even of another version, so each
 * version gets its own folder.
 */
export async function launchBrowser(): Promise<Browser> {
  const previousTmpdir = process.env['TMPDIR'];
  const folder = join(tmpdir(), `packed-chromium-${readPackageVersion()}`);
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
    if (previousTmpdir === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = previousTmpdir;
  }
}
