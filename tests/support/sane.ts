/** Sets up SANE's test backends as scanners: `pnm` delivers a test picture, `test` fails as configured. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

export interface SaneSetUp {
  /** Environment variables for the process that scans. */
  readonly env: Readonly<Record<string, string>>;
}

/** Writes a picture as 8-bit PPM, the one format the pnm backend reads. */
const writePpm = async (picture: string, target: string): Promise<void> => {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  await writeFile(
    target,
    Buffer.concat([Buffer.from(`P6\n${info.width} ${info.height}\n255\n`), data]),
  );
};

/**
 * Configures two scanners that show pictures (`pnm:0`, `pnm:1`) and two that follow options (`test:0`, `test:1`).
 * @param folder a folder of the test's own
 * @param options further scanimage options by device
 */
export const setUpSane = async (
  folder: string,
  pictures: { readonly first?: string; readonly second?: string },
  options: Readonly<Record<string, readonly string[]>> = {},
): Promise<SaneSetUp> => {
  const configFolder = path.join(folder, 'sane');
  await mkdir(configFolder, { recursive: true });
  await writeFile(path.join(configFolder, 'dll.conf'), pictures.first ? 'pnm\ntest\n' : '');
  await writeFile(path.join(configFolder, 'test.conf'), 'number_of_devices 2\n');
  const optionsByDevice: Record<string, string[]> = {};
  for (const [device, picture] of [
    ['pnm:0', pictures.first],
    ['pnm:1', pictures.second],
  ] as const) {
    if (!picture) continue;
    const ppm = path.join(folder, `${device.replace(':', '-')}.ppm`);
    await writePpm(picture, ppm);
    optionsByDevice[device] = [`--filename=${ppm}`];
  }
  for (const [device, deviceOptions] of Object.entries(options))
    optionsByDevice[device] = [...(optionsByDevice[device] ?? []), ...deviceOptions];
  return {
    env: { SANE_CONFIG_DIR: configFolder, KIOSK_SANE_OPTIONS: JSON.stringify(optionsByDevice) },
  };
};
