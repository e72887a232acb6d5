/**
 * Measures how many cards are read: 40 old and 40 smart ones (15 above 300 dpi), each drawn once and then scanned at 200 to 600 dpi, clean
 * and with mild blur and noise. Each scan is rotated by up to half a degree, the deskew error of a crop. Prints one line per condition.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBarcodeDecoder } from '#main/card-reading/barcode.ts';
import { createOcr } from '#main/card-reading/ocr.ts';
import type { CardCodes } from '#main/card-reading/port.ts';
import { createCardReading, type ReadCard } from '#main/card-reading/read-card.ts';
import { formatWireDate } from '#shared/domain/civil-date.ts';
import { launchBrowser } from '#tests/support/cards/browser.ts';
import { drawCard } from '#tests/support/cards/draw.ts';
import { inventPerson, type CardKind, type Person } from '#tests/support/cards/people.ts';
import { createSeededRandom } from '#tests/support/cards/random.ts';
import { renderPng } from '#tests/support/cards/render.ts';

const PEOPLE = 40;
/** Fewer cards above 300 dpi, where only their size differs and a scan of 600 dpi takes as long as four of 300 dpi. */
const PEOPLE_ABOVE_300_DPI = 15;
const CARD = { widthInch: 85.6 / 25.4, aspect: 540 / 856 };
/** Size of a drawn card in pixels, at 600 dpi. */
const DRAWN_PX = { width: 2022, height: 1275 };

type Condition = 'clean' | 'mild';
interface DrawnCard {
  readonly person: Person;
  readonly png: Buffer;
}
const drawnCards: Record<CardKind, DrawnCard[]> = { old: [], smart: [] };
let readCard: ReadCard;

/** Draws the back of a card. Retries screenshots, which occasionally fail on a busy machine. */
const drawBack = async (
  browser: Browser,
  person: Person,
  kind: CardKind,
  attempts = 5,
): Promise<Buffer> => {
  try {
    return await renderPng(browser, (await drawCard(person, kind)).back, DRAWN_PX);
  } catch (error) {
    if (attempts <= 1) throw error;
    return drawBack(browser, person, kind, attempts - 1);
  }
};

beforeAll(async () => {
  const wasm = await readFile(
    createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'),
  );
  readCard = createCardReading({ barcode: createBarcodeDecoder(wasm), ocr: await createOcr() });
  const browser = await launchBrowser();
  try {
    for (let seed = 1; seed <= PEOPLE; seed++) {
      const person = inventPerson(seed);
      for (const kind of ['old', 'smart'] as const)
        drawnCards[kind].push({ person, png: await drawBack(browser, person, kind) });
    }
  } finally {
    await browser.close();
  }
});

const NOISE_TABLE_SIZE = 4_096;

/** Adds noise with about this standard deviation in grey levels; the same seed gives the same noise. */
const addNoise = (pixels: Buffer, seed: number, deviation: number): Buffer => {
  const random = createSeededRandom(seed);
  // The sum of three uniform values has a standard deviation of 0.5. A table of sums is faster than three values per pixel.
  const table = Array.from(
    { length: NOISE_TABLE_SIZE },
    () => (random.next() + random.next() + random.next() - 1.5) * 2 * deviation,
  );
  let index = random.integer(0, NOISE_TABLE_SIZE - 1);
  return pixels.map((value) => {
    // A linear congruential generator chooses the next value of the table.
    index = (index * 1_103 + 12_345) % NOISE_TABLE_SIZE;
    return Math.min(255, Math.max(0, Math.round(value + (table[index] ?? 0))));
  }) as Buffer;
};

/**
 * Renders a cropped scan of a card, rotated by up to half a degree. `mild` adds a blur of 0.1 mm and noise of 8 grey levels.
 */
const renderScan = async (
  { person, png }: DrawnCard,
  dpi: number,
  condition: Condition,
): Promise<Buffer> => {
  const width = Math.round(CARD.widthInch * dpi);
  const height = Math.round(width * CARD.aspect);
  const angle = createSeededRandom(person.seed + dpi).next() - 0.5;
  const rotated = await sharp(png)
    .removeAlpha()
    .rotate(angle, { background: '#D8D8D6' })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
  const rawInput = { raw: { width, height, channels: 3 as const } };
  if (condition === 'clean')
    return sharp(rotated, rawInput).jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
  const blurredPixels = await sharp(rotated, rawInput)
    .blur(Math.max(0.5, (dpi / 25.4) * 0.1))
    .raw()
    .toBuffer();
  return sharp(addNoise(blurredPixels, person.seed, 8), rawInput)
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer();
};

interface Tally {
  /** Cards whose code was decoded with the right values. */
  readonly correct: number;
  /** Cards with a wrong value, or with a code that they do not have. */
  readonly wrong: number;
  /** Cards whose English name was decoded correctly. */
  readonly correctNames: number;
  readonly cards: number;
  readonly medianMs: number;
}

/** Reads the cards of one kind. @returns the tally, which it also prints. */
const measureReading = async (
  kind: CardKind,
  dpi: number,
  condition: Condition,
): Promise<Tally> => {
  const times: number[] = [];
  let [correct, wrong, correctNames] = [0, 0, 0];
  const cards = drawnCards[kind].slice(0, dpi > 300 ? PEOPLE_ABOVE_300_DPI : PEOPLE);
  for (const card of cards) {
    const jpeg = await renderScan(card, dpi, condition);
    const startedAt = performance.now();
    const result = await readCard({ jpeg, side: 'back' });
    times.push(performance.now() - startedAt);
    if (!result.ok) throw new Error(result.error.code);
    const reading: CardCodes = result.data;
    const [expectedCode, unexpectedCode] =
      kind === 'old' ? [reading.barcode, reading.mrz] : [reading.mrz, reading.barcode];
    const expected = {
      nid: kind === 'old' ? card.person.nidOld : card.person.nidSmart,
      dob: card.person.dob,
    };
    const isCorrect =
      expectedCode?.nid === expected.nid &&
      expectedCode.dob !== null &&
      formatWireDate(expectedCode.dob) === expected.dob &&
      !reading.upsideDown;
    if (isCorrect) correct++;
    if ((expectedCode && !isCorrect) || unexpectedCode) wrong++;
    if (expectedCode?.nameEng === card.person.nameEn) correctNames++;
  }
  const tally = {
    correct,
    wrong,
    correctNames,
    cards: cards.length,
    medianMs: Math.round(times.sort((a, b) => a - b)[Math.floor(cards.length / 2)] ?? 0),
  };
  const label = `${kind === 'old' ? 'PDF417' : 'MRZ   '} ${dpi} dpi ${condition}`;
  process.stdout.write(
    `${label}: ${correct} of ${cards.length} read, ${wrong} wrong, names ${correctNames}, median ${tally.medianMs} ms\n`,
  );
  return tally;
};

const RESOLUTIONS_DPI = [200, 300, 400, 600];

describe('the barcode of an old card', () => {
  for (const dpi of RESOLUTIONS_DPI) {
    it(`is decoded at ${dpi} dpi`, async () => {
      const clean = await measureReading('old', dpi, 'clean');
      const mild = await measureReading('old', dpi, 'mild');
      expect(clean.wrong + mild.wrong).toBe(0);
      expect(clean.correct / clean.cards).toBeGreaterThanOrEqual(0.98);
      expect(mild.correct / mild.cards).toBeGreaterThanOrEqual(0.9);
    });
  }
});

describe('the machine-readable zone of a smart card', () => {
  for (const dpi of RESOLUTIONS_DPI) {
    it(`is decoded at ${dpi} dpi`, async () => {
      const clean = await measureReading('smart', dpi, 'clean');
      expect(clean.wrong).toBe(0);
      expect(clean.correct / clean.cards).toBeGreaterThanOrEqual(0.95);
    });
  }

  it('returns no wrong values from soft and noisy scans', async () => {
    const mild = await measureReading('smart', 300, 'mild');
    expect(mild.wrong).toBe(0);
    expect(mild.correct / mild.cards).toBeGreaterThanOrEqual(0.9);
  });
});

it('decodes the code of a card that is upside down and reports its orientation', async () => {
  for (const kind of ['old', 'smart'] as const) {
    const [card] = drawnCards[kind];
    const jpeg = await sharp(await renderScan(card!, 300, 'clean'))
      .rotate(180)
      .jpeg({ quality: 90 })
      .toBuffer();
    const result = await readCard({ jpeg, side: null });
    expect(result).toMatchObject({
      ok: true,
      data: {
        upsideDown: true,
        [kind === 'old' ? 'barcode' : 'mrz']: { nameEng: card!.person.nameEn },
      },
    });
  }
});
