/**
 * Drawn faces of invented cards at 600 dpi, for laying on a generated glass. Drawing needs a browser and takes a while, so
 * each face is drawn once and kept in the temp folder under the hash of its drawing: a changed drawing is drawn anew.
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
import { shoot } from '#tests/support/cards/render.ts';
import { scaled, type Scaled } from './canvas.ts';

/** The holders of the generated cards; two of them hold the sample cards. */
export const castSeeds = [8, 11, 20, 33, 46, 57] as const;
export const cardKinds: readonly CardKind[] = ['old', 'smart'];

export interface Face {
  readonly seed: number;
  readonly kind: CardKind;
  readonly side: CardSide;
}

export interface Faces {
  of(face: Face): Promise<Scaled>;
  /** The same on paper of this colour: the channels are scaled as a white balance does. */
  onPaper(face: Face, paper: readonly [number, number, number]): Promise<Scaled>;
  /** The holder's portrait, 3 : 4. */
  portrait(seed: number): Promise<Scaled>;
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

/** Draws until the browser fails: the packed one has memory for about a dozen pictures of this size. */
const drawSome = async (drawings: readonly Drawing[]): Promise<void> => {
  const browser = await launchBrowser();
  try {
    for (const { svg, size, file } of drawings) {
      const half = `${file}.${randomUUID()}`;
      writeFileSync(half, await shoot(browser, svg, size));
      renameSync(half, file);
    }
  } finally {
    await browser.close();
  }
};

const drawMissing = async (drawings: readonly Drawing[]): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  const missing = (): Drawing[] => drawings.filter(({ file }) => !existsSync(file));
  for (let left = missing(); left.length > 0;) {
    try {
      await drawSome(left.slice(0, 8));
    } catch (error) {
      // A new browser continues with the next face; one that drew nothing is a failure.
      if (missing().length === left.length) throw error;
    }
    left = missing();
  }
};

const load = async (file: string): Promise<Scaled> => {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return scaled({ data, width: info.width, height: info.height });
};

const once = (loaded: Map<string, Promise<Scaled>>, file: string): Promise<Scaled> => {
  const known = loaded.get(file) ?? load(file);
  loaded.set(file, known);
  return known;
};

/** Colour of a face's paper: the median of what is light. */
const paperOf = ({ levels }: Scaled): number[] => {
  const { data } = levels.at(-1)!;
  return [0, 1, 2].map((channel) => {
    const light: number[] = [];
    for (let at = channel; at < data.length; at += 3) if (data[at]! > 200) light.push(data[at]!);
    return light.sort((a, b) => a - b)[light.length >> 1] ?? 255;
  });
};

const rebalanced = (face: Scaled, paper: readonly [number, number, number]): Scaled => {
  const from = paperOf(face);
  const tables = paper.map((to, channel) =>
    Uint8Array.from({ length: 256 }, (_, value) =>
      Math.min(255, Math.round((value * to) / from[channel]!)),
    ),
  );
  // 300 dpi is what these are scanned at, at most.
  const { data, width, height } = face.levels[1]!;
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 3)
    for (let c = 0; c < 3; c++) out[at + c] = tables[c]![data[at + c]!]!;
  return scaled({ data: out, width, height }, 3);
};

const nameOf = ({ seed, kind, side }: Face): string => `${seed} ${kind} ${side}`;

/** These faces, and the portraits of these people; those never drawn before are drawn now. */
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
  const loaded = new Map<string, Promise<Scaled>>();
  const get = async (name: string): Promise<Scaled> => {
    const found = faces.get(name);
    if (!found) throw new RangeError(`not drawn: ${name}`);
    return once(loaded, found.file);
  };
  return {
    onPaper: async (face, paper) => rebalanced(await get(nameOf(face)), paper),
    of: (face) => get(nameOf(face)),
    portrait: (seed) => get(`${seed} portrait`),
  };
};

/** All faces and portraits of the cast. */
export const castFaces = (): Promise<Faces> =>
  drawFaces(
    castSeeds.flatMap((seed) =>
      cardKinds.flatMap((kind) =>
        (['front', 'back'] as const).map((side) => ({ seed, kind, side })),
      ),
    ),
    castSeeds,
  );
