/** Renders drawn cards and portraits in Chromium to JPEG pictures. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import type { FieldName } from '#shared/domain/fields.ts';
import { launchBrowser } from './browser.ts';
import { drawCard, drawPortrait, type CardDrawing } from './draw.ts';
import type { CardKind, Person } from './people.ts';

/** JPEG pictures of one person: both faces of the card at 400 dpi (1,348 x 850 pixels) and a portrait of 900 x 1,200. */
export interface CardPictures {
  readonly front: Buffer;
  readonly back: Buffer;
  readonly photo: Buffer;
}

const CARD_PIXELS = { width: 1348, height: 850 };
const PHOTO_PIXELS = { width: 900, height: 1200 };
const LATIN = '@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2';
const BANGLA =
  '@fontsource-variable/noto-sans-bengali/files/noto-sans-bengali-bengali-wght-normal.woff2';
const DPI = 400;
const QUALITY = 90;

function fontFace(path: string, range: string): string {
  const file = fileURLToPath(import.meta.resolve(path));
  const data = readFileSync(file).toString('base64');
  return `@font-face{font-family:Card;font-weight:100 900;src:url(data:font/woff2;base64,${data}) format('woff2');unicode-range:${range}}`;
}

/** Embeds the bundled fonts, so that the pictures do not depend on the machine. */
function fonts(): string {
  return (
    fontFace(LATIN, 'U+0-24F,U+2000-200B,U+2010-206F') +
    fontFace(BANGLA, 'U+964-965,U+980-9FF,U+200C-200D,U+25CC')
  );
}

/** Opens a drawing in a page of its own, its fonts and portraits loaded and long names squeezed, and looks at it. */
async function withDrawing<T>(
  browser: Browser,
  svg: string,
  size: { width: number; height: number },
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage({ viewport: size });
  try {
    const box = `width:${size.width}px;height:${size.height}px`;
    const style = `${fonts()}body{margin:0}svg{display:block;${box};font-family:Card;font-feature-settings:'tnum'}`;
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${style}</style>${svg}`);
    await page.evaluate(async () => {
      await document.fonts.ready;
      await Promise.all(
        [...document.querySelectorAll('image')].map(async (image) => {
          const picture = new Image();
          picture.src = image.getAttribute('href') ?? '';
          await picture.decode();
        }),
      );
      for (const text of document.querySelectorAll<SVGTextElement>('text[data-room]')) {
        const room = Number(text.dataset['room']);
        if (text.getComputedTextLength() <= room) continue;
        text.setAttribute('textLength', String(room));
        text.setAttribute('lengthAdjust', 'spacingAndGlyphs');
      }
    });
    return await look(page);
  } finally {
    await page.close();
  }
}

/** Draws an SVG at a size in pixels, as PNG: a large one, because packing it as tightly as the browser can takes longer than drawing it. */
export const shoot = (
  browser: Browser,
  svg: string,
  size: { width: number; height: number },
): Promise<Buffer> =>
  withDrawing(browser, svg, size, async (page) => {
    const devtools = await page.context().newCDPSession(page);
    const { data } = await devtools.send('Page.captureScreenshot', {
      format: 'png',
      optimizeForSpeed: true,
    });
    return Buffer.from(data, 'base64');
  });

/** The place of a field's text on a face, label and value and all lines, in millimetres from its top left corner. */
export interface TextPlace {
  readonly field: FieldName;
  readonly leftMm: number;
  readonly topMm: number;
  readonly rightMm: number;
  readonly bottomMm: number;
}

/** Measures where the fields are printed on a face, by the boxes that the fonts give their lines: a little more than the ink. */
export const textPlaces = (browser: Browser, svg: string): Promise<TextPlace[]> =>
  withDrawing(browser, svg, CARD_PIXELS, (page) =>
    page.evaluate(() => {
      const places = new Map<string, { l: number; t: number; r: number; b: number }>();
      for (const text of document.querySelectorAll<SVGTextElement>('text[data-field]')) {
        const { x, y, width, height } = text.getBBox();
        const field = text.dataset['field'] ?? '';
        const before = places.get(field) ?? { l: x, t: y, r: x + width, b: y + height };
        places.set(field, {
          l: Math.min(before.l, x),
          t: Math.min(before.t, y),
          r: Math.max(before.r, x + width),
          b: Math.max(before.b, y + height),
        });
      }
      // Card units are tenths of a millimetre.
      return [...places].map(([field, { l, t, r, b }]) => ({
        field: field as FieldName,
        leftMm: l / 10,
        topMm: t / 10,
        rightMm: r / 10,
        bottomMm: b / 10,
      }));
    }),
  );

async function jpeg(png: Buffer, dpi: number): Promise<Buffer> {
  return sharp(png)
    .removeAlpha()
    .jpeg({ quality: QUALITY, mozjpeg: true })
    .withMetadata({ density: dpi })
    .toBuffer();
}

/**
 * Draws both faces of a person's card and a portrait, as JPEG.
 * @param shared a browser to use; without one, one is started and closed again
 */
export async function renderCards(
  person: Person,
  kind: CardKind,
  shared?: Browser,
  drawing: CardDrawing = {},
): Promise<CardPictures> {
  const browser = shared ?? (await launchBrowser());
  try {
    const card = await drawCard(person, kind, drawing);
    const front = await jpeg(await shoot(browser, card.front, CARD_PIXELS), DPI);
    const back = await jpeg(await shoot(browser, card.back, CARD_PIXELS), DPI);
    const photo = await jpeg(await shoot(browser, drawPortrait(person), PHOTO_PIXELS), 72);
    return { front, back, photo };
  } finally {
    if (shared === undefined) await browser.close();
  }
}
