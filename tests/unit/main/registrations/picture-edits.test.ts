import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imaging, createCellPicture } from '#tests/support/in-process-imaging.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { createTestCounter, type TestCounter } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import type { PicturePart } from '#shared/domain/registration.ts';
import { err } from '#shared/result.ts';

const folders = createTemporaryFolders();
let counter: TestCounter;
let id = '';
beforeEach(async () => {
  counter = await createTestCounter({ file: path.join(await folders.make(), 'store.sqlite') });
  id = unwrap(await counter.registrations.start()).id;
});
afterEach(async () => {
  await counter.stop();
  await folders.remove();
});

const putPicture = async (part: PicturePart, bytes: Uint8Array) =>
  unwrap(await counter.registrations.putPicture(id, { part, bytes, origin: 'scanner', dpi: 400 }))
    .pictures;
const bytesOf = (url: string) => counter.registrations.pictureBytes(url);

describe('picture of a registration', () => {
  it('is cleaned, sealed and served under a random address', async () => {
    const { front } = await putPicture('front', await createCellPicture(1));
    expect(front).toMatchObject({
      widthPx: 1_011,
      dpi: 300,
      origin: 'scanner',
      failedChecks: [],
      override: null,
    });
    expect(front!.url).toMatch(/^capture\/[0-9a-f-]{36}$/);
    const jpeg = await bytesOf(front!.url);
    expect(jpeg?.byteLength).toBe(front!.bytes);
    expect((await sharp(jpeg!).metadata()).format).toBe('jpeg');
    expect(await bytesOf(front!.url.slice('capture/'.length))).toEqual(jpeg);
    expect((await counter.view(id)).pictures.front!.url).toBe(front!.url);
  });

  it('is refused when it is not an image, and the earlier one stays', async () => {
    const { front } = await putPicture('front', await createCellPicture(1));
    expect(
      await counter.registrations.putPicture(id, {
        part: 'front',
        bytes: Buffer.from('no picture'),
        origin: 'import',
        dpi: null,
      }),
    ).toEqual(err('IMG-NOT-IMAGE'));
    expect(await bytesOf(front!.url)).not.toBeNull();
  });

  it('of a card must be wide enough, unlike one of a face', async () => {
    expect(
      (await putPicture('front', await createCellPicture(1, 999))).front!.failedChecks,
    ).toEqual(['wide-enough']);
    expect(
      (await putPicture('front', await createCellPicture(1, 1_000))).front!.failedChecks,
    ).toEqual([]);
    expect(
      (await putPicture('photo', await createCellPicture(1, 640))).photo!.failedChecks,
    ).toEqual([]);
  });

  it('of the same side twice fails the check on the later one until either is replaced', async () => {
    await putPicture('front', await createCellPicture(1));
    const sameSide = await sharp(await createCellPicture(1))
      .modulate({ brightness: 1.1 })
      .png()
      .toBuffer();
    expect(await putPicture('back', sameSide)).toMatchObject({
      front: { failedChecks: [] },
      back: { failedChecks: ['two-different-sides'] },
    });
    expect(await putPicture('front', await createCellPicture(2))).toMatchObject({
      front: { failedChecks: [] },
      back: { failedChecks: [] },
    });
    expect(await putPicture('front', sameSide)).toMatchObject({
      front: { failedChecks: ['two-different-sides'] },
      back: { failedChecks: [] },
    });
    unwrap(await counter.registrations.overridePicture(id, 'front', 'best-possible'));
    const { pictures } = unwrap(await counter.registrations.removePicture(id, 'back'));
    // The reason belongs to the failed check and is removed with it.
    expect(pictures).toMatchObject({ front: { failedChecks: [], override: null }, back: null });
  });

  it('with a failed check is accepted with a reason, which is removed with the picture', async () => {
    await putPicture('front', await createCellPicture(1, 500));
    const { pictures } = unwrap(
      await counter.registrations.overridePicture(id, 'front', 'card-damaged'),
    );
    expect(pictures.front).toMatchObject({
      failedChecks: ['wide-enough'],
      override: 'card-damaged',
    });
    expect((await putPicture('front', await createCellPicture(1, 500))).front!.override).toBeNull();
    expect(await counter.registrations.overridePicture(id, 'back', 'card-damaged')).toEqual(
      err('REG-NO-CARD'),
    );
  });

  it('is not served after it was replaced or removed, or its registration closed', async () => {
    const first = (await putPicture('front', await createCellPicture(1))).front!.url;
    const second = (await putPicture('front', await createCellPicture(2))).front!.url;
    const photo = (await putPicture('photo', await createCellPicture(3))).photo!.url;
    expect(await bytesOf(first)).toBeNull();
    expect(await bytesOf(second)).not.toBeNull();
    unwrap(await counter.registrations.removePicture(id, 'photo'));
    expect(await bytesOf(photo)).toBeNull();
    unwrap(await counter.registrations.putAside(id));
    expect(await bytesOf(second)).toBeNull();
    const opened = unwrap(await counter.registrations.open(id));
    expect(await bytesOf(opened.pictures.front!.url)).not.toBeNull();
    expect(opened.pictures.front!.url).not.toBe(second);
  });

  it('of a card is cropped again to the clerk’s corners, from the scan that is kept until submission', async () => {
    const { front } = await putPicture('front', await createCellPicture(1, 2_000));
    expect(await bytesOf(front!.crop!.url)).not.toBeNull();
    const corners = [
      { x: 0.1, y: 0.1 },
      { x: 0.9, y: 0.1 },
      { x: 0.9, y: 0.9 },
      { x: 0.1, y: 0.9 },
    ] as const;
    const { pictures } = unwrap(await counter.registrations.cropCard(id, 'front', corners));
    expect(pictures.front).toMatchObject({
      origin: 'scanner',
      crop: { corners, foundBy: 'hand', widthPx: 2_000 },
    });
    expect(pictures.front!.url).not.toBe(front!.url);
    expect(pictures.front!.crop!.url).toBe(front!.crop!.url);
    expect(await bytesOf(front!.url)).toBeNull();
  });

  it('is not cropped to corners that enclose no card, or without a stored scan', async () => {
    const { front } = await putPicture('front', await createCellPicture(1));
    const [a, b, c, d] = [
      { x: 0.1, y: 0.1 },
      { x: 0.9, y: 0.1 },
      { x: 0.9, y: 0.9 },
      { x: 0.1, y: 0.9 },
    ];
    for (const corners of [
      [b, a, c, d],
      [a, b, { x: 0.2, y: 0.2 }, d],
      [a, { x: 0.15, y: 0.1 }, { x: 0.15, y: 0.9 }, d],
    ] as const) {
      expect(await counter.registrations.cropCard(id, 'front', corners as never)).toEqual(
        err('IMG-CORNERS'),
      );
    }
    expect((await counter.view(id)).pictures.front!.url).toBe(front!.url);
    expect(await counter.registrations.cropCard(id, 'back', [a, b, c, d])).toEqual(
      err('REG-NO-CARD'),
    );
  });

  it('is not decoded when registrations are listed', async () => {
    await putPicture('front', await createCellPicture(1));
    const requestsBefore = imaging.requests.length;
    expect(unwrap(await counter.registrations.list('all'))).toMatchObject([{ id, state: 'draft' }]);
    expect(imaging.requests.length).toBe(requestsBefore);
  });
});
