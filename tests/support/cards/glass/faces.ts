/**
 * Renders the faces of invented cards at 600 dpi for generated scans. Rendering needs a browser and is slow, so each face is
 * rendered once and cached in the temp folder under the hash of its SVG; a changed drawing is rendered again.
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
export const holderSeeds = [8, 11, 20, 33, 46, 57] as const;
export const cardKinds: readonly CardKind[] = ['old', 'smart'];

export interface Face {
  readonly seed: number;
  readonly kind: CardKind;
  readonly side: CardSide;
}

export interface Faces {
  load(face: Face): Promise<Mipmap>;
  /** The same face on paper of this colour: each channel is multiplied, as by a white balance. */
  loadOnPaper(face: Face, paper: readonly [number, number, number]): Promise<Mipmap>;
  /** The holder's portrait, 3 : 4. */
  loadPortrait(seed: number): Promise<Mipmap>;
}

const FACE_PX = { width: 2022, height: 1275 };
const PORTRAIT_PX = { width: 900, height: 1200 };
const CACHE_FOLDER = path.join(tmpdir(), 'kiosk-drawn-cards');

const fileOf = (svg: string, { width, height }: { width: number; height: number }): string =>
  path.join(
    CACHE_FOLDER,
    `${createHash('sha256').update(`${width}x${height}${svg}`).digest('hex').slice(0, 32)}.png`,
  );

interface Drawing {
  readonly svg: string;
  readonly size: { width: number; height: number };
  readonly file: string;
}

const createDrawing = (svg: string, size: { width: number; height: number }): Drawing => ({
  svg,
  size,
  file: fileOf(svg, size),
});

/** Drawings that one browser renders; its memory is sufficient for about a dozen pictures of this size. */
const BATCH_SIZE = 8;

/** Renders a batch of drawings in one browser. */
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
  mkdirSync(CACHE_FOLDER, { recursive: true });
  const missing = (): Drawing[] => drawings.filter(({ file }) => !existsSync(file));
  for (let remaining = missing(); remaining.length > 0;) {
    try {
      await drawBatch(remaining.slice(0, BATCH_SIZE));
    } catch (error) {
      // A new browser continues with the next face. Without any progress the error is final.
      if (missing().length === remaining.length) throw error;
    }
    remaining = missing();
  }
};

const loadMipmap = async (file: string): Promise<Mipmap> => {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return createMipmap({ data, width: info.width, height: info.height });
};

const loadOnce = (loadedFiles: Map<string, Promise<Mipmap>>, file: string): Promise<Mipmap> => {
  const mipmap = loadedFiles.get(file) ?? loadMipmap(file);
  loadedFiles.set(file, mipmap);
  return mipmap;
};

const MIN_PAPER_LEVEL = 200;

/** Measures the colour of a face's paper: the median of the values above a minimum, by channel. */
const measurePaper = ({ levels }: Mipmap): number[] => {
  const { data } = levels.at(-1)!;
  return [0, 1, 2].map((channel) => {
    const lightValues: number[] = [];
    for (let index = channel; index < data.length; index += 3)
      if (data[index]! > MIN_PAPER_LEVEL) lightValues.push(data[index]!);
    return lightValues.sort((a, b) => a - b)[lightValues.length >> 1] ?? 255;
  });
};

const rebalance = (face: Mipmap, paper: readonly [number, number, number]): Mipmap => {
  const paperColour = measurePaper(face);
  const tables = paper.map((target, channel) =>
    Uint8Array.from({ length: 256 }, (_, value) =>
      Math.min(255, Math.round((value * target) / paperColour[channel]!)),
    ),
  );
  // Cards on coloured paper are scanned at 300 dpi at most, so the second level is sufficient.
  const { data, width, height } = face.levels[1]!;
  const rebalanced = new Uint8Array(data.length);
  for (let index = 0; index < data.length; index += 3)
    for (let channel = 0; channel < 3; channel++)
      rebalanced[index + channel] = tables[channel]![data[index + channel]!]!;
  return createMipmap({ data: rebalanced, width, height }, 3);
};

const keyOf = ({ seed, kind, side }: Face): string => `${seed} ${kind} ${side}`;

/** Loads the faces, and the portraits of the people with these seeds. Those that are not cached are rendered first. */
export const drawFaces = async (
  requestedFaces: readonly Face[],
  portraits: readonly number[] = [],
): Promise<Faces> => {
  const faces = new Map<string, Drawing>();
  for (const face of requestedFaces) {
    const card = await drawCard(inventPerson(face.seed), face.kind);
    faces.set(keyOf(face), createDrawing(card[face.side], FACE_PX));
  }
  for (const seed of portraits)
    faces.set(`${seed} portrait`, createDrawing(drawPortrait(inventPerson(seed)), PORTRAIT_PX));
  await drawMissing([...faces.values()]);
  const loadedFiles = new Map<string, Promise<Mipmap>>();
  const loadNamed = async (name: string): Promise<Mipmap> => {
    const drawing = faces.get(name);
    if (!drawing) throw new RangeError(`not drawn: ${name}`);
    return loadOnce(loadedFiles, drawing.file);
  };
  return {
    loadOnPaper: async (face, paper) => rebalance(await loadNamed(keyOf(face)), paper),
    load: (face) => loadNamed(keyOf(face)),
    loadPortrait: (seed) => loadNamed(`${seed} portrait`),
  };
};

/** Loads both faces of both kinds of card, and the portrait, of every holder. */
export const drawHolderFaces = (): Promise<Faces> =>
  drawFaces(
    holderSeeds.flatMap((seed) =>
      cardKinds.flatMap((kind) =>
        (['front', 'back'] as const).map((side) => ({ seed, kind, side })),
      ),
    ),
    holderSeeds,
  );
