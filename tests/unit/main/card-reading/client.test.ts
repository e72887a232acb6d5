import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createCardCodeDecoder } from '#main/card-reading/client.ts';
import type { CardCodes } from '#main/card-reading/port.ts';
import { createLog } from '#main/log/log.ts';
import { formatWireDate } from '#shared/domain/civil-date.ts';
import { smartBackWithBarcode } from '#tests/support/cards/card-codes.ts';
import { forkNodeChild, type NodeChild } from '#tests/support/node-child.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const entry = path.join(root, 'src/main/card-reading/entry.ts');
const log = createLog({ stderr: false });
const children: NodeChild[] = [];
const decoder = createCardCodeDecoder({
  log,
  fork: () => {
    const child = forkNodeChild(entry);
    children.push(child);
    return child;
  },
});
afterAll(() => decoder.stop());

const readSample = (name: string): Promise<Buffer> =>
  readFile(path.join(root, 'resources/samples', `${name}.jpg`));
const people = JSON.parse(
  await readFile(path.join(root, 'resources/samples/people.json'), 'utf8'),
) as Record<string, string>[];
const readCard = async (
  jpeg: Uint8Array,
  side: 'front' | 'back' | null = null,
): Promise<CardCodes> => {
  const answer = await decoder.read({ jpeg, side });
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.data;
};
const rotateBy180 = async (jpeg: Buffer): Promise<Buffer> =>
  sharp(jpeg).rotate(180).jpeg({ quality: 90 }).toBuffer();
const identityOf = (code: CardCodes['mrz']): unknown =>
  code && [code.nid, code.dob && formatWireDate(code.dob), code.nameEng];
const expectedIdentity = (kind: 'old' | 'smart'): unknown => {
  const person = people.find(({ card }) => card === kind)!;
  return [person['nid_no'], person['dob'], person['customer_name_eng']];
};

describe('card reading', () => {
  it('reads the barcode of an old card in both orientations', async () => {
    const jpeg = await readSample('old-back');
    for (const [picture, upsideDown] of [
      [jpeg, false],
      [await rotateBy180(jpeg), true],
    ] as const) {
      const reading = await readCard(picture, 'back');
      expect(identityOf(reading.barcode)).toEqual(expectedIdentity('old'));
      expect(reading).toMatchObject({ mrz: null, upsideDown });
    }
  });

  it('reads the machine-readable zone of a smart card in both orientations', async () => {
    const jpeg = await readSample('smart-back');
    for (const [picture, upsideDown] of [
      [jpeg, false],
      [await rotateBy180(jpeg), true],
    ] as const) {
      const reading = await readCard(picture);
      expect(identityOf(reading.mrz)).toEqual(expectedIdentity('smart'));
      expect(reading).toMatchObject({ barcode: null, upsideDown });
    }
  });

  it('recognises a back in place of a front', async () => {
    expect(identityOf((await readCard(await readSample('old-back'), 'front')).barcode)).toEqual(
      expectedIdentity('old'),
    );
    expect(identityOf((await readCard(await readSample('smart-back'), 'front')).mrz)).toEqual(
      expectedIdentity('smart'),
    );
  });

  it('returns both codes of a card even when they contradict each other', async () => {
    const jpeg = await readFile(smartBackWithBarcode);
    const barcode = {
      nid: '5554459730',
      oldNid: '19801234567890123',
      dob: { year: 1980, month: 10, day: 1 },
      nameEng: 'MD. RAFIQ MIA',
    };
    for (const [picture, upsideDown] of [
      [jpeg, false],
      [await rotateBy180(jpeg), true],
    ] as const) {
      for (const side of ['back', 'front', null] as const) {
        const reading = await readCard(picture, side);
        expect(identityOf(reading.mrz)).toEqual(expectedIdentity('smart'));
        expect(reading).toMatchObject({ barcode, mrz: { sex: 'female' }, upsideDown });
      }
    }
  });

  it('reads the machine-readable zone beside a barcode that needs every decoding attempt', async () => {
    const jpeg = await sharp(await readFile(smartBackWithBarcode))
      .blur(1.6)
      .jpeg({ quality: 80 })
      .toBuffer();
    const reading = await readCard(jpeg, 'back');
    expect(reading.barcode?.nid).toBe('5554459730');
    expect(identityOf(reading.mrz)).toEqual(expectedIdentity('smart'));
  });

  it('finds no code on a front or a portrait', async () => {
    const noCodes = { barcode: null, mrz: null, upsideDown: false };
    for (const name of ['old-front', 'smart-front', 'old-photo'])
      expect(await readCard(await readSample(name), 'front')).toEqual(noCodes);
  });
});

describe('picture without a card', () => {
  it('returns no code within the time limit, even when it is noise', async () => {
    const [width, height] = [1348, 850];
    // A linear congruential generator with the constants of the C standard's example of `rand`.
    let generatorState = 1;
    const noise = Buffer.from(
      Array.from(
        { length: width * height },
        () => (generatorState = (generatorState * 1_103_515_245 + 12_345) % 2_147_483_648) >>> 23,
      ),
    );
    const jpeg = await sharp(noise, { raw: { width, height, channels: 1 } })
      .jpeg({ quality: 90 })
      .toBuffer();
    expect(await readCard(jpeg)).toEqual({ barcode: null, mrz: null, upsideDown: false });
  });
});

describe('card-reading process', () => {
  it('refuses a file that is not a JPEG, is truncated or too large', async () => {
    const jpeg = await readSample('old-back');
    const png = await sharp(jpeg).png().toBuffer();
    const hugePicture = await sharp({
      create: { width: 6_000, height: 4_000, channels: 3, background: '#fff' },
    })
      .jpeg()
      .toBuffer();
    for (const file of [
      png,
      jpeg.subarray(0, 20_000),
      hugePicture,
      new Uint8Array(0),
      Buffer.from('no picture'),
    ]) {
      expect(await decoder.read({ jpeg: file, side: null })).toMatchObject({
        ok: false,
        error: { code: 'IMG-BROKEN' },
      });
    }
    const tinyPicture = await sharp({
      create: { width: 3, height: 2, channels: 3, background: '#fff' },
    })
      .jpeg()
      .toBuffer();
    expect(await readCard(tinyPicture)).toEqual({ barcode: null, mrz: null, upsideDown: false });
  });

  it('is ended between two cards above its memory limit, and reads the next card in a new process', async () => {
    const processes: NodeChild[] = [];
    const exits: Promise<number>[] = [];
    const limitedDecoder = createCardCodeDecoder({
      log,
      maxIdleBytes: 50 * 1024 * 1024,
      fork: () => {
        const child = forkNodeChild(entry);
        processes.push(child);
        exits.push(new Promise((resolve) => child.onExit(resolve)));
        return child;
      },
    });
    const jpeg = await readSample('old-back');
    const first = await limitedDecoder.read({ jpeg, side: 'back' });
    await exits[0];
    expect(await limitedDecoder.read({ jpeg, side: 'back' })).toEqual(first);
    expect(first).toMatchObject({ ok: true, data: { barcode: {} } });
    expect(processes).toHaveLength(2);
    await limitedDecoder.stop();
  });

  it('fails only the current card when it crashes', async () => {
    const jpeg = await readSample('old-back');
    await readCard(jpeg);
    const before = children.length;
    const pending = decoder.read({ jpeg, side: null });
    process.kill(children.at(-1)!.pid, 'SIGKILL');
    expect(await pending).toMatchObject({ ok: false, error: { code: 'IMG-PROCESS' } });
    expect(identityOf((await readCard(jpeg)).barcode)).toEqual(expectedIdentity('old'));
    expect(children.length).toBe(before + 1);
  });

  it('is rejected when it returns values that no card can contain', async () => {
    const compromisedDecoder = createCardCodeDecoder({
      log,
      fork: () => forkNodeChild(path.join(import.meta.dirname, 'invalid-answers-child.ts')),
    });
    expect(
      await compromisedDecoder.read({ jpeg: await readSample('old-back'), side: null }),
    ).toMatchObject({
      ok: false,
      error: { code: 'IMG-PROCESS' },
    });
    await compromisedDecoder.stop();
  });
});
