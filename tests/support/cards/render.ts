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
const LATIN_FONT = '@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2';
const BANGLA_FONT =
  '@fontsource-variable/noto-sans-bengali/files/noto-sans-bengali-bengali-wght-normal.woff2';
const CARD_DPI = 400;
const PHOTO_DPI = 72;
const JPEG_QUALITY = 90;

function fontFace(path: string, range: string): string {
  const file = fileURLToPath(import.meta.resolve(path));
  const data = readFileSync(file).toString('base64');
  return `@font-face{font-family:Card;font-weight:100 900;src:url(data:font/woff2;base64,${data}) format('woff2');unicode-range:${range}}`;
}

/** Embeds the bundled fonts, so that the pictures do not depend on the machine. */
function fontFaces(): string {
  return (
    fontFace(LATIN_FONT, 'U+0-24F,U+2000-200B,U+2010-206F') +
    fontFace(BANGLA_FONT, 'U+964-965,U+980-9FF,U+200C-200D,U+25CC')
  );
}

/** Opens a drawing in a new page, loads its fonts and portraits, condenses long names, and runs `inspect` on the page. */
async function withDrawing<T>(
  browser: Browser,
  svg: string,
  size: { width: number; height: number },
  inspect: (page: Page) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage({ viewport: size });
  try {
    const box = `width:${size.width}px;height:${size.height}px`;
    const style = `${fontFaces()}body{margin:0}svg{display:block;${box};font-family:Card;font-feature-settings:'tnum'}`;
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
        const maxWidth = Number(text.dataset['room']);
        if (text.getComputedTextLength() <= maxWidth) continue;
        text.setAttribute('textLength', String(maxWidth));
        text.setAttribute('lengthAdjust', 'spacingAndGlyphs');
      }
    });
    return await inspect(page);
  } finally {
    await page.close();
  }
}

/** Renders an SVG as PNG at a size in pixels. The file is large, because the browser's full compression takes longer than the rendering. */
export const renderPng = (
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

/** Bounding box of a field's text on a face (label, value and all lines), in millimetres from the top left corner of the card. */
export interface FieldBox {
  readonly field: FieldName;
  readonly leftMm: number;
  readonly topMm: number;
  readonly rightMm: number;
  readonly bottomMm: number;
}

/** Measures where the fields are printed on a face, by the line boxes of the fonts, which are slightly larger than the ink. */
export const measureFieldBoxes = (browser: Browser, svg: string): Promise<FieldBox[]> =>
  withDrawing(browser, svg, CARD_PIXELS, (page) =>
    page.evaluate(() => {
      const places = new Map<
        string,
        { left: number; top: number; right: number; bottom: number }
      >();
      for (const text of document.querySelectorAll<SVGTextElement>('text[data-field]')) {
        const { x, y, width, height } = text.getBBox();
        const field = text.dataset['field'] ?? '';
        const previous = places.get(field) ?? {
          left: x,
          top: y,
          right: x + width,
          bottom: y + height,
        };
        places.set(field, {
          left: Math.min(previous.left, x),
          top: Math.min(previous.top, y),
          right: Math.max(previous.right, x + width),
          bottom: Math.max(previous.bottom, y + height),
        });
      }
      // Card units are tenths of a millimetre.
      return [...places].map(([field, { left, top, right, bottom }]) => ({
        field: field as FieldName,
        leftMm: left / 10,
        topMm: top / 10,
        rightMm: right / 10,
        bottomMm: bottom / 10,
      }));
    }),
  );

async function encodeJpeg(png: Buffer, dpi: number): Promise<Buffer> {
  return sharp(png)
    .removeAlpha()
    .jpeg({ quality: JPEG_QUALITY, mozjpeg: true })
    .withMetadata({ density: dpi })
    .toBuffer();
}

/**
 * Draws both faces of a person's card and a portrait, as JPEG.
 * @param sharedBrowser the browser to use; when absent, one is started and closed again
 */
export async function renderCards(
  person: Person,
  kind: CardKind,
  sharedBrowser?: Browser,
  drawing: CardDrawing = {},
): Promise<CardPictures> {
  const browser = sharedBrowser ?? (await launchBrowser());
  try {
    const card = await drawCard(person, kind, drawing);
    const front = await encodeJpeg(await renderPng(browser, card.front, CARD_PIXELS), CARD_DPI);
    const back = await encodeJpeg(await renderPng(browser, card.back, CARD_PIXELS), CARD_DPI);
    const photo = await encodeJpeg(
      await renderPng(browser, drawPortrait(person), PHOTO_PIXELS),
      PHOTO_DPI,
    );
    return { front, back, photo };
  } finally {
    if (sharedBrowser === undefined) await browser.close();
  }
}
