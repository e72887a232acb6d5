/**
 * Entry point of the imaging process. It receives and returns pictures only, so it has no secrets that a compromised decoder
 * could disclose.
 */
import * as v from 'valibot';
import { collectAllGarbage, collectGarbage } from '#main/process/collect-garbage.ts';
import { limitYoungGeneration } from '#main/process/limit-young-generation.ts';
import { parentPortOf, serveHelper } from '#main/process/serve.ts';
import { measureBlankSheet } from './blank-sheet.ts';
import { prepareCard } from './card/prepare-card.ts';
import { cleanPicture } from './clean.ts';
import { hardenLibvips } from './decode/decode.ts';

const bytes = v.instance(Uint8Array<ArrayBufferLike>);
const point = v.object({ x: v.pipe(v.number(), v.finite()), y: v.pipe(v.number(), v.finite()) });

const cleanRequest = v.object({
  kind: v.picklist(['card', 'photo']),
  bytes,
  maxBytes: v.exactOptional(v.number()),
});

const cardRequest = v.object({
  bytes,
  side: v.picklist(['front', 'back']),
  origin: v.picklist(['scanner', 'import', 'camera']),
  dpi: v.nullable(v.number()),
  corners: v.exactOptional(v.strictTuple([point, point, point, point])),
});

const blankSheetRequest = v.object({
  bytes,
  dpi: v.pipe(v.number(), v.minValue(50), v.maxValue(2_400)),
});

const port = parentPortOf(process);
if (!port) throw new Error('The imaging process is started by the app, not manually');
hardenLibvips();
limitYoungGeneration();
serveHelper(
  port,
  {
    clean: (payload) => cleanPicture(v.parse(cleanRequest, payload)),
    card: (payload) => prepareCard(v.parse(cardRequest, payload)),
    blankSheet: (payload) => measureBlankSheet(v.parse(blankSheetRequest, payload)),
  },
  { free: collectGarbage, freeWhenIdle: collectAllGarbage },
);
