/** Entry point of the card-reading process. It handles one card at a time and neither stores nor logs its content. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as v from 'valibot';
import { collectAllGarbage, collectGarbage } from '#main/process/collect-garbage.ts';
import { parentPortOf, serveHelper } from '#main/process/serve.ts';
import { createBarcodeDecoder } from './barcode.ts';
import { createOcr } from './ocr.ts';
import { hardenLibvips } from './picture.ts';
import { createCardReading, type ReadCard } from './read-card.ts';

const requestSchema = v.object({
  jpeg: v.instance(Uint8Array<ArrayBufferLike>),
  side: v.nullable(v.picklist(['front', 'back'])),
});

const port = parentPortOf(process);
if (!port) throw new Error('The card-reading process is started by the app, not by hand');
hardenLibvips();
const loadCardReader = async (): Promise<ReadCard> => {
  const wasm = await readFile(
    createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'),
  );
  return createCardReading({ barcode: createBarcodeDecoder(wasm), ocr: await createOcr() });
};
const cardReader = loadCardReader();
// The first request reports a failed start. This handler keeps an unhandled rejection from terminating the process earlier.
cardReader.catch(() => undefined);
serveHelper(
  port,
  { read: async (payload) => (await cardReader)(v.parse(requestSchema, payload)) },
  { free: collectGarbage, freeWhenIdle: collectAllGarbage },
);
