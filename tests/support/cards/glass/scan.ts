/** Renders the scan of a placement: the picture file, and the true corners of each card. */
import sharp from 'sharp';
import type { CardCorners } from '#shared/domain/card-corners.ts';
import { createSeededRandom, type SeededRandom } from '#tests/support/cards/random.ts';
import {
  createBlank,
  paintDot,
  paintSheet,
  createMipmap,
  type Mapping,
  type PaintedSheet,
  type Point,
  type Rgb,
  type Mipmap,
} from './canvas.ts';
import type { Face, Faces } from './faces.ts';
import type { PlacedSheet, Placement } from './placement.ts';

export interface CardGroundTruth {
  readonly face: Face;
  /** Top left, top right, bottom right and bottom left corner of the card itself, in pixels; those of the film for a laminated card. */
  readonly cornersPx: readonly [Point, Point, Point, Point];
  /** The same in fractions of the picture. */
  readonly corners: CardCorners;
}

export interface Scan {
  /** A JPEG with the density in its header. */
  readonly bytes: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  /** In the order of the placement. */
  readonly cards: readonly CardGroundTruth[];
}

/** A fault of the light or the optics, applied to the complete picture before it is written. */
export type Fault = (
  picture: Rgb,
  cards: readonly CardGroundTruth[],
  random: SeededRandom,
) => Rgb | Promise<Rgb>;

const MM_PER_INCH = 25.4;
/** ID-1 card in millimetres: width, height, radius of the corners. */
const CARD = { w: 85.6, h: 53.98, corner: 3.2 };

interface SheetLayer {
  readonly sheet: PaintedSheet;
  readonly widthMm: number;
  readonly heightMm: number;
}

const drawTextPage = (random: SeededRandom): Mipmap => {
  const paper = createBlank(740, 1050);
  paper.data.fill(250);
  for (let line = 0; line < 30; line++) {
    const lineEnd = random.integer(250, 660);
    for (let x = 80; x < lineEnd; x++) {
      if ((x * 7 + line * 13) % 11 < 4) continue;
      for (let y = 90 + line * 29; y < 99 + line * 29; y++)
        paper.data.fill(60, (y * 740 + x) * 3, (y * 740 + x) * 3 + 3);
    }
  }
  return createMipmap(paper, 3);
};

/** Lines of print on a strip of till paper. */
const drawReceipt = (widthMm: number, heightMm: number, random: SeededRandom): Mipmap => {
  const [w, h] = [Math.round(widthMm * 8), Math.round(heightMm * 8)];
  const paper = createBlank(w, h);
  paper.data.fill(247);
  for (let y = 40; y < h - 60; y += 32) {
    const lineEnd = random.integer(w >> 1, w - 40);
    for (let x = 40; x < lineEnd; x++) {
      if ((x * 5 + y * 11) % 17 < 7) continue;
      for (let row = y; row < y + 17; row++)
        paper.data.fill(70, (row * w + x) * 3, (row * w + x) * 3 + 3);
    }
  }
  return createMipmap(paper, 4);
};

const createLayers = async (
  placed: PlacedSheet,
  faces: Faces,
  placement: Placement,
  random: SeededRandom,
): Promise<SheetLayer[]> => {
  const { shadow, pale } = placement;
  const createLayer = (
    sheet: Omit<PaintedSheet, 'opacity' | 'rim' | 'shadow'>,
    overrides: Partial<PaintedSheet> = {},
  ): SheetLayer => ({
    sheet: { opacity: 1, rim: 0.15, shadow, ...sheet, ...overrides },
    widthMm: sheet.widthMm,
    heightMm: sheet.heightMm,
  });
  switch (placed.what) {
    case 'card': {
      if (pale) {
        const picture = await faces.loadOnPaper(placed.face, pale.paper);
        const size = { widthMm: CARD.w, heightMm: CARD.h, cornerMm: CARD.corner };
        return [
          createLayer(
            { ...size, picture },
            { rim: 0, margin: { colour: pale.paper, widthMm: 1.7, fadeMm: 1 } },
          ),
        ];
      }
      const picture = await faces.load(placed.face);
      const card = { widthMm: CARD.w, heightMm: CARD.h, cornerMm: CARD.corner, picture };
      const film = placed.filmMm;
      if (!film) return [createLayer(card)];
      const outer = {
        widthMm: CARD.w + 2 * film.across,
        heightMm: CARD.h + 2 * film.down,
        cornerMm: 3,
      };
      return [
        createLayer({ ...outer, picture: [214, 220, 220] }, { opacity: 0.45, rim: 0.25 }),
        createLayer(card, { shadow: null }),
      ];
    }
    case 'photo':
      return [
        createLayer({
          widthMm: 35,
          heightMm: 45,
          cornerMm: 0,
          picture: await faces.loadPortrait(placed.seed),
        }),
      ];
    case 'page':
      return [
        createLayer({
          widthMm: placed.widthMm,
          heightMm: placed.heightMm,
          cornerMm: 0,
          picture: drawTextPage(random),
        }),
      ];
    case 'receipt':
      return [
        createLayer(
          {
            widthMm: placed.widthMm,
            heightMm: placed.heightMm,
            cornerMm: 0,
            picture: drawReceipt(placed.widthMm, placed.heightMm, random),
          },
          { rim: 0.02 },
        ),
      ];
  }
};

/** Maps pixels of the scan to millimetres on the sheet. */
const createMapping = (
  { centre: centre, turnDeg }: PlacedSheet,
  { widthMm, heightMm }: SheetLayer,
  dpi: number,
): Mapping => {
  const [c, s] = [Math.cos((turnDeg * Math.PI) / 180), Math.sin((turnDeg * Math.PI) / 180)];
  const mmPerPx = MM_PER_INCH / dpi;
  return [
    c * mmPerPx,
    s * mmPerPx,
    widthMm / 2 - c * centre.x - s * centre.y,
    -s * mmPerPx,
    c * mmPerPx,
    heightMm / 2 + s * centre.x - c * centre.y,
    0,
    0,
    1,
  ];
};

const cornersOf = (
  { centre: centre, turnDeg }: PlacedSheet,
  { widthMm, heightMm }: SheetLayer,
  dpi: number,
): CardGroundTruth['cornersPx'] => {
  const [c, s] = [Math.cos((turnDeg * Math.PI) / 180), Math.sin((turnDeg * Math.PI) / 180)];
  const corner = (right: number, down: number): Point => {
    const [x, y] = [(right * widthMm) / 2, (down * heightMm) / 2];
    return {
      x: ((centre.x + c * x - s * y) * dpi) / MM_PER_INCH,
      y: ((centre.y + s * x + c * y) * dpi) / MM_PER_INCH,
    };
  };
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
};

const boundingBox = (corners: readonly Point[], margin: number) => ({
  left: Math.min(...corners.map(({ x }) => x)) - margin,
  right: Math.max(...corners.map(({ x }) => x)) + margin,
  top: Math.min(...corners.map(({ y }) => y)) - margin,
  bottom: Math.max(...corners.map(({ y }) => y)) + margin,
});

/** Applies light that changes across the glass by up to 1 % either way, to the lid and to the sheets. */
const applyUnevenLight = ({ data, width, height }: Rgb, random: SeededRandom): void => {
  const [across, down] = [random.next() * 0.02 - 0.01, random.next() * 0.02 - 0.01];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = 1 + down * ((2 * y) / height - 1) + across * ((2 * x) / width - 1);
      const offset = (y * width + x) * 3;
      // Dithered by random rounding, which avoids banding at 8 bits.
      for (let c = offset; c < offset + 3; c++)
        data[c] = Math.min(255, data[c]! * light + random.next());
    }
  }
};

/** The lid, with slightly uneven light and a slight tint of the lamp. */
const drawLid = (width: number, height: number, lid: number, random: SeededRandom): Rgb => {
  const canvas = createBlank(width, height);
  const tint = [random.integer(-2, 2), 0, random.integer(-2, 2)];
  const [across, down] = [random.next() * 0.02 - 0.01, random.next() * 0.02 - 0.01];
  const row = new Uint8Array(width * 3);
  for (let y = 0; y < height; y++) {
    const rowLevel = lid * (1 + down * ((2 * y) / height - 1));
    for (let x = 0; x < width; x++) {
      const value = rowLevel * (1 + across * ((2 * x) / width - 1)) + 0.5;
      for (let c = 0; c < 3; c++) row[x * 3 + c] = Math.min(255, Math.max(0, value + tint[c]!));
    }
    canvas.data.set(row, y * width * 3);
  }
  return canvas;
};

const paintStroke = (
  canvas: Rgb,
  random: SeededRandom,
  from: Point,
  lengthPx: number,
  bend: number,
  style: { radius: number; level: number; opacity: number },
): void => {
  let angle = random.next() * 2 * Math.PI;
  let { x, y } = from;
  for (let step = 0; step < lengthPx; step += style.radius) {
    paintDot(canvas, x, y, style.radius, style.level, style.opacity);
    angle += (random.next() - 0.5) * bend;
    x += Math.cos(angle) * style.radius;
    y += Math.sin(angle) * style.radius;
  }
};

const addDirt = (
  canvas: Rgb,
  { dpi, specks, hairs, scratches, lid }: Placement,
  cards: readonly CardGroundTruth[],
  random: SeededRandom,
): void => {
  const pxPerMm = dpi / MM_PER_INCH;
  const randomPoint = (): Point => ({
    x: random.next() * canvas.width,
    y: random.next() * canvas.height,
  });
  for (let index = 0; index < specks; index++) {
    const { x, y } = randomPoint();
    paintDot(
      canvas,
      x,
      y,
      pxPerMm * (0.05 + random.next() * 0.35),
      lid > 128 ? 60 : 190,
      0.3 + random.next() * 0.6,
    );
  }
  for (let index = 0; index < hairs; index++)
    paintStroke(canvas, random, randomPoint(), pxPerMm * (8 + random.next() * 18), 0.12, {
      radius: Math.max(0.5, pxPerMm * 0.05),
      level: 50,
      opacity: 0.5,
    });
  for (let index = 0; index < scratches; index++) {
    const corners = cards[0]?.cornersPx;
    if (!corners) return;
    const t = 0.2 + 0.6 * random.next();
    const from = {
      x: corners[0].x + t * (corners[2].x - corners[0].x),
      y: corners[0].y + t * (corners[2].y - corners[0].y),
    };
    paintStroke(canvas, random, from, pxPerMm * (5 + random.next() * 12), 0.01, {
      radius: Math.max(0.4, pxPerMm * 0.04),
      level: 235,
      opacity: 0.5,
    });
  }
};

const TABLE_SIZE = 65_536;

/** Table of Gaussian noise with standard deviation 1 (Box–Muller transform). Reuse of its values is faster, and they need not be independent. */
const createNoiseTable = (random: SeededRandom): Float32Array => {
  const table = new Float32Array(TABLE_SIZE);
  for (let index = 0; index < TABLE_SIZE; index += 2) {
    const [r, a] = [Math.sqrt(-2 * Math.log(1 - random.next())), 2 * Math.PI * random.next()];
    table[index] = r * Math.cos(a);
    table[index + 1] = r * Math.sin(a);
  }
  return table;
};

export const addNoise = (canvas: Rgb, deviation: number, random: SeededRandom): void => {
  const table = createNoiseTable(random);
  const rowBytes = canvas.width * 3;
  for (let y = 0; y < canvas.height; y++) {
    const tableOffset = random.integer(0, TABLE_SIZE - 1);
    const rowOffset = y * rowBytes;
    for (let index = 0; index < rowBytes; index++) {
      const value =
        canvas.data[rowOffset + index]! +
        deviation * table[(tableOffset + index) & (TABLE_SIZE - 1)]! +
        0.5;
      canvas.data[rowOffset + index] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
};

/** Renders a scan. @param fault applied to the complete picture before the noise. */
export const renderScan = async (
  placement: Placement,
  faces: Faces,
  fault?: Fault,
): Promise<Scan> => {
  const { dpi, glass, seed } = placement;
  const random = createSeededRandom(seed + 77_000);
  const [width, height] = [
    Math.round((glass.widthMm / MM_PER_INCH) * dpi),
    Math.round((glass.heightMm / MM_PER_INCH) * dpi),
  ];
  const canvas = placement.pale
    ? createBlank(width, height)
    : drawLid(width, height, placement.lid, random);
  if (placement.pale) canvas.data.fill(placement.lid);
  const cards: CardGroundTruth[] = [];
  for (const placed of placement.placedSheets) {
    const sheets = await createLayers(placed, faces, placement, random);
    for (const layer of sheets) {
      paintSheet(
        canvas,
        layer.sheet,
        createMapping(placed, layer, dpi),
        boundingBox(cornersOf(placed, layer, dpi), (4 * dpi) / MM_PER_INCH),
      );
    }
    if (placed.what !== 'card') continue;
    const cornersPx = cornersOf(placed, sheets[0]!, dpi);
    const [a, b, c, d] = cornersPx.map(({ x, y }) => ({ x: x / width, y: y / height }));
    cards.push({ face: placed.face, cornersPx, corners: [a!, b!, c!, d!] });
  }
  if (placement.pale) applyUnevenLight(canvas, random);
  addDirt(canvas, placement, cards, random);
  const faulty = fault ? await fault(canvas, cards, random) : canvas;
  addNoise(faulty, placement.noise, random);
  const bytes = await sharp(faulty.data, { raw: { width, height, channels: 3 } })
    .withMetadata({ density: dpi })
    .jpeg({
      quality: placement.jpegQuality,
      chromaSubsampling: placement.jpegQuality > 90 ? '4:4:4' : '4:2:0',
    })
    .toBuffer();
  return { bytes: Uint8Array.from(bytes), widthPx: width, heightPx: height, dpi, cards };
};
