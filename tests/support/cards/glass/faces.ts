/**
 * Renders the faces of invented cards at 600 dpi for generated scans. Rendering needs a browser and is slow, so each face is
 * rendered loadOnce and cached in the temp folder under the hash of its SVG; a changed drawing is rendered again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { CardSide } from '#shared/domain/registration.ts';
import { launchBrowser } from '#tests/support/cards/browser.ts';
import { drawCard, drawPortrait } from '#tests/support/cards/draw.ts';
import { inventPerson, type CardKind } from '#tests/support/cards/people.ts';
import { renderPng } from '#tests/support/cards/render.ts';
import { createMipmap, type Mipmap } from './canvas.ts';

/** Seeds of the holders of the generated cards; two of them hold the sample cards. */
export const castSeeds = [8, 11, 20, 33, 46, 57] as const;
export const cardKinds: readonly CardKind[] = ['old', 'smart'];

export interface Face {
  readonly seed: number;
  readonly kind: CardKind;
  readonly side: CardSide;
}

export interface Faces {
  of(face: Face): Promise<Mipmap>;
  /** The same face on paper of this colour: each channel is multiplied, as by a white balance. */
  onPaper(face: Face, paper: readonly [number, number, number]): Promise<Mipmap>;
  /** The holder's portrait, 3 : 4. */
  portrait(seed: number): Promise<Mipmap>;
}

const FACE_PX = { width: 2022, height: 1275 };
const PORTRAIT_PX = { width: 900, height: 1200 };
const folder = path.join(tmpdir(), 'kiosk-drawn-cards');

const fileOf = (svg: string, { width, height }: { width: number; height: number }): string =>
  path.join(
    folder,
    `${createHash('sha256').update(`${width}x${height}${svg}`).digest('hex').slice(0, 32)}.png`,
  );

interface Drawing {
  readonly svg: string;
  readonly size: { width: number; height: number };
  readonly file: string;
}

const drawing = (svg: string, size: { width: number; height: number }): Drawing => ({
  svg,
  size,
  file: fileOf(svg, size),
});

/** Renders a few drawings in one browser, which has memory for about a dozen pictures of this size. */
const drawBatch = async (drawings: readonly Drawing[]): Promise<void> => {
  const browser = await launchBrowser();
  try {
    for (const { svg, size, file } of drawings) {
      const partialFile = `${file}.${randomUUID()}`;
      writeFileSync(partialFile, await renderPng(browser, svg, size));
      renameSync(partialFile, file);
    }
  } finally {
    await browser.close();
  }
};

const drawMissing = async (drawings: readonly Drawing[]): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  const missing = (): Drawing[] => drawings.filter(({ file }) => !existsSync(file));
  for (let remaining = missing(); remaining.length > 0;) {
    try {
      await drawBatch(remaining.slice(0, 8));
    } catch (error) {
      // A new browser continues with the next face. Without any progress the error is final.
      if (missing().length === remaining.length) throw error;
    }
    remaining = missing();
  }
};

const load = async (file: string): Promise<Mipmap> => {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return createMipmap({ data, width: info.width, height: info.height });
};

const loadOnce = (loaded: Map<string, Promise<Mipmap>>, file: string): Promise<Mipmap> => {
  const loading = loaded.get(file) ?? load(file);
  loaded.set(file, loading);
  return loading;
};

/** Colour of a face's paper: the median of the values above 200, by channel. */
const paperOf = ({ levels }: Mipmap): number[] => {
  const { data } = levels.at(-1)!;
  return [0, 1, 2].map((channel) => {
    const light: number[] = [];
    for (let at = channel; at < data.length; at += 3) if (data[at]! > 200) light.push(data[at]!);
    return light.sort((a, b) => a - b)[light.length >> 1] ?? 255;
  });
};

const rebalanced = (face: Mipmap, paper: readonly [number, number, number]): Mipmap => {
  const current = paperOf(face);
  const tables = paper.map((to, channel) =>
    Uint8Array.from({ length: 256 }, (_, value) =>
      Math.min(255, Math.round((value * to) / current[channel]!)),
    ),
  );
  // Cards on coloured paper are scanned at 300 dpi at most, so the second level is sufficient.
  const { data, width, height } = face.levels[1]!;
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 3)
    for (let c = 0; c < 3; c++) out[at + c] = tables[c]![data[at + c]!]!;
  return createMipmap({ data: out, width, height }, 3);
};

const nameOf = ({ seed, kind, side }: Face): string => `${seed} ${kind} ${side}`;

/** Loads the faces, and the portraits of the people with these seeds. Those that are not cached are rendered first. */
export const drawFaces = async (
  wanted: readonly Face[],
  portraits: readonly number[] = [],
): Promise<Faces> => {
  const faces = new Map<string, Drawing>();
  for (const face of wanted) {
    const card = await drawCard(inventPerson(face.seed), face.kind);
    faces.set(nameOf(face), drawing(card[face.side], FACE_PX));
  }
  for (const seed of portraits)
    faces.set(`${seed} portrait`, drawing(drawPortrait(inventPerson(seed)), PORTRAIT_PX));
  await drawMissing([...faces.values()]);
  const loaded = new Map<string, Promise<Mipmap>>();
  const loadNamed = async (name: string): Promise<Mipmap> => {
    const found = faces.get(name);
    if (!found) throw new RangeError(`not drawn: ${name}`);
    return loadOnce(loaded, found.file);
  };
  return {
    onPaper: async (face, paper) => rebalanced(await loadNamed(nameOf(face)), paper),
    of: (face) => loadNamed(nameOf(face)),
    portrait: (seed) => loadNamed(`${seed} portrait`),
  };
};

/** Loads both faces of both kinds of card, and the portrait, of every holder. */
export const castFaces = (): Promise<Faces> =>
  drawFaces(
    castSeeds.flatMap((seed) =>
      cardKinds.flatMap((kind) =>
        (['front', 'back'] as const).map((side) => ({ seed, kind, side })),
      ),
    ),
    castSeeds,
  );
