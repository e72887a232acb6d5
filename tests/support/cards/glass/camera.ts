/** Renders a card on a desk as a counter's camera sees it, with perspective, a textured desk and uneven light, from one seed. */
import sharp from 'sharp';
import { createSeededRandom, type SeededRandom } from '#tests/support/cards/random.ts';
import { createBlank, paintSheet, type Mapping, type Point, type Rgb } from './canvas.ts';
import { cardKinds, holderSeeds, type Face, type Faces } from './faces.ts';
import { addNoise, type Fault, type Scan, type CardGroundTruth } from './scan.ts';

export const desks = ['wood', 'dark', 'cloth', 'stone', 'mat'] as const;
export type Desk = (typeof desks)[number];

export interface FrameOptions {
  readonly face?: Partial<Face>;
  readonly desk?: Desk;
  /** Share of the frame's width that the card takes; random when absent. */
  readonly share?: number;
  /** Whether the desk has no card. */
  readonly empty?: boolean;
}

const FRAME = { width: 1920, height: 1080 };
/** ID-1 card in millimetres: width, height, radius of the corners. */
const CARD = { w: 85.6, h: 53.98, corner: 3.2 };
const FOCAL_PX = 1_700;

const randomBetween = (random: SeededRandom, low: number, high: number): number =>
  low + random.next() * (high - low);

/** Value noise from 0 to 1, interpolated on a grid of `stepX` by `stepY` pixels. */
const valueNoise = (
  random: SeededRandom,
  stepX: number,
  stepY: number,
): ((x: number, y: number) => number) => {
  const across = Math.ceil(FRAME.width / stepX) + 2;
  const grid = Float32Array.from({ length: across * (Math.ceil(FRAME.height / stepY) + 2) }, () =>
    random.next(),
  );
  return (x, y) => {
    const [u, v] = [x / stepX, y / stepY];
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const [f, g] = [u - i, v - j];
    const index = j * across + i;
    return (
      (grid[index]! * (1 - f) + grid[index + 1]! * f) * (1 - g) +
      (grid[index + across]! * (1 - f) + grid[index + across + 1]! * f) * g
    );
  };
};

const deskColours: Readonly<Record<Desk, readonly [number, number, number]>> = {
  wood: [148, 104, 66],
  dark: [52, 48, 46],
  cloth: [70, 92, 120],
  stone: [128, 126, 122],
  mat: [34, 60, 48],
};

const drawDesk = (desk: Desk, random: SeededRandom): Rgb => {
  const canvas = createBlank(FRAME.width, FRAME.height);
  const colour = deskColours[desk];
  const [broad, streaks, grains] = [
    valueNoise(random, 300, 200),
    valueNoise(random, 240, 5),
    valueNoise(random, 3, 3),
  ];
  const light = { x: randomBetween(random, -0.15, 0.15), y: randomBetween(random, -0.15, 0.15) };
  for (let y = 0; y < FRAME.height; y++) {
    for (let x = 0; x < FRAME.width; x++) {
      let value = 0.9 + 0.2 * broad(x, y);
      if (desk === 'wood') value += 0.28 * (streaks(x, y) - 0.5);
      if (desk === 'stone') value += 0.3 * (grains(x, y) - 0.5);
      if (desk === 'cloth') value += (x % 6 < 3 ? 0.05 : -0.05) + (y % 6 < 3 ? 0.05 : -0.05);
      if (desk === 'mat' && (x % 160 < 2 || y % 160 < 2)) value += 0.5;
      value *= 1 + light.x * ((2 * x) / FRAME.width - 1) + light.y * ((2 * y) / FRAME.height - 1);
      for (let channel = 0; channel < 3; channel++)
        canvas.data[(y * FRAME.width + x) * 3 + channel] = Math.min(255, colour[channel]! * value);
    }
  }
  return canvas;
};

/** The adjugate matrix: the inverse up to a factor, which the division by W removes. */
const invert = ([a, b, c, d, e, f, g, h, i]: Mapping): Mapping => [
  e * i - f * h,
  c * h - b * i,
  b * f - c * e,
  f * g - d * i,
  a * i - c * g,
  c * d - a * f,
  d * h - e * g,
  b * g - a * h,
  a * e - b * d,
];

/** Maps millimetres on the card to pixels of the frame, as a pinhole camera above the desk. */
const randomPose = (random: SeededRandom, share: number): Mapping => {
  const [tiltX, tiltY, turn] = [
    randomBetween(random, -0.3, 0.3),
    randomBetween(random, -0.3, 0.3),
    randomBetween(random, -0.14, 0.14),
  ];
  const [cx, sx, cy, sy, cz, sz] = [
    Math.cos(tiltX),
    Math.sin(tiltX),
    Math.cos(tiltY),
    Math.sin(tiltY),
    Math.cos(turn),
    Math.sin(turn),
  ];
  // Columns of the rotation matrix for the two axes of the card.
  const right = [cy * cz, sx * sy * cz + cx * sz, -cx * sy * cz + sx * sz];
  const down = [-cy * sz, -sx * sy * sz + cx * cz, cx * sy * sz + sx * cz];
  const distance = (FOCAL_PX * CARD.w) / (share * FRAME.width);
  const [atX, atY] = [
    randomBetween(random, -0.04, 0.04) * distance,
    randomBetween(random, -0.03, 0.03) * distance,
  ];
  const origin = [0, 1, 2].map(
    (axis) =>
      [atX, atY, distance][axis]! - (right[axis]! * CARD.w) / 2 - (down[axis]! * CARD.h) / 2,
  );
  const row = (axis: number, shift: number): [number, number, number] =>
    [right, down, origin].map((v) => FOCAL_PX * v[axis]! + shift * v[2]!) as [
      number,
      number,
      number,
    ];
  return [...row(0, FRAME.width / 2), ...row(1, FRAME.height / 2), right[2]!, down[2]!, origin[2]!];
};

const project = (m: Mapping, x: number, y: number): Point => {
  const w = m[6] * x + m[7] * y + m[8];
  return { x: (m[0] * x + m[1] * y + m[2]) / w, y: (m[3] * x + m[4] * y + m[5]) / w };
};

const cornersAt = (toFrame: Mapping) =>
  [
    project(toFrame, 0, 0),
    project(toFrame, CARD.w, 0),
    project(toFrame, CARD.w, CARD.h),
    project(toFrame, 0, CARD.h),
  ] as const;

/** Minimum distance of the card's corners from the edges of the frame. */
const EDGE_PX = 10;

/** Draws poses until the card is completely in the frame, because the outline on the screen prevents people from cutting it off. */
const framedPose = (random: SeededRandom, share: number | undefined): Mapping => {
  for (;;) {
    const candidate = randomPose(random, share ?? randomBetween(random, 0.5, 0.78));
    const isInside = ({ x, y }: Point): boolean =>
      x > EDGE_PX && y > EDGE_PX && x < FRAME.width - EDGE_PX && y < FRAME.height - EDGE_PX;
    if (cornersAt(candidate).every(isInside)) return candidate;
  }
};

/** Renders the frame of a seed. The same seed, options and fault give the same frame. */
export const renderCameraFrame = async (
  seed: number,
  faces: Faces,
  options: FrameOptions = {},
  fault?: Fault,
): Promise<Scan> => {
  const random = createSeededRandom(seed + 31_000);
  const { width, height } = FRAME;
  const face: Face = {
    seed: options.face?.seed ?? random.pick(holderSeeds),
    kind: options.face?.kind ?? random.pick(cardKinds),
    side: options.face?.side ?? random.pick(['front', 'back'] as const),
  };
  const canvas = drawDesk(options.desk ?? random.pick(desks), random);
  const toFrame = framedPose(random, options.share);
  const cards: CardGroundTruth[] = [];
  if (options.empty !== true) {
    const cornersPx = cornersAt(toFrame);
    const shadow = {
      dxMm: randomBetween(random, -1, 1),
      dyMm: randomBetween(random, -1, 1),
      softMm: randomBetween(random, 0.8, 2.5),
      depth: randomBetween(random, 0.15, 0.5),
    };
    const sheet = {
      widthMm: CARD.w,
      heightMm: CARD.h,
      cornerMm: CARD.corner,
      picture: await faces.load(face),
      opacity: 1,
      rim: 0.1,
      shadow,
    };
    const box = { left: 0, top: 0, right: width, bottom: height };
    paintSheet(canvas, sheet, invert(toFrame), box);
    const [a, b, c, d] = cornersPx.map(({ x, y }) => ({ x: x / width, y: y / height }));
    cards.push({ face, cornersPx, corners: [a!, b!, c!, d!] });
  }
  const blurred = await sharp(canvas.data, { raw: { width, height, channels: 3 } })
    .blur({ sigma: randomBetween(random, 0.5, 1) })
    .raw()
    .toBuffer();
  const photographed = { data: Uint8Array.from(blurred), width, height };
  const faulty = fault ? await fault(photographed, cards, random) : photographed;
  addNoise(faulty, randomBetween(random, 2, 5), random);
  const bytes = await sharp(faulty.data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: random.pick([80, 90]) })
    .toBuffer();
  return { bytes: Uint8Array.from(bytes), widthPx: width, heightPx: height, dpi: 72, cards };
};
