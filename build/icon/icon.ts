/** Draws the app's icon in the sizes and formats that Windows and Linux desktops need. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

const SIZES = [16, 24, 32, 48, 64, 128, 256] as const;

/** Sizes of the file header (ICONDIR) and of the header of each image (ICONDIRENTRY). */
const ICO_HEADER_BYTES = 6;
const ICO_ENTRY_BYTES = 16;
const ICO_TYPE_ICON = 1;

/** Encodes an ICO file of PNG images, which Windows has supported since Vista. */
const encodeIco = (images: readonly { readonly size: number; readonly png: Buffer }[]): Buffer => {
  const header = Buffer.alloc(ICO_HEADER_BYTES + ICO_ENTRY_BYTES * images.length);
  header.writeUInt16LE(ICO_TYPE_ICON, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach(({ size, png }, index) => {
    const entry = ICO_HEADER_BYTES + ICO_ENTRY_BYTES * index;
    // Width and height; the format stores 256 as 0.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    // Colour planes, bits per pixel, and the size and offset of the image.
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
};

/** Writes `icon.ico` and `<size>.png` files. */
export const drawIcons = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const svg = await readFile(path.join(import.meta.dirname, 'icon.svg'));
  const images = await Promise.all(
    SIZES.map(async (size) => ({
      size,
      png: await sharp(svg, { density: 288 }).resize(size, size).png().toBuffer(),
    })),
  );
  for (const { size, png } of images) await writeFile(path.join(folder, `${size}.png`), png);
  await writeFile(path.join(folder, 'icon.ico'), encodeIco(images));
};

export const desktopIconSizes: readonly number[] = SIZES;
