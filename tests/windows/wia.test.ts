/** Tests the WIA driver with the built helper process on Windows (Wine) and a fake scanner behind COM. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import type { ScanAnswer, ScanQuestion } from './programs/scan.ts';
import { windowsPath } from '#tests/support/wine/windows.ts';
import { readRecordedSteps, runOnWindows } from './run.ts';

/** Start of the GUIDs of WIA's picture formats. */
const PNG_FORMAT = 'B96B3CAF';
const BMP_FORMAT = 'B96B3CAB';
const SCANNER = 'wia:{6BDD1FC6-0000}\\0001';

let card: string;
beforeAll(async () => {
  // The card area at 300 dpi with noise, so that every region is unique.
  const noiseImage = {
    width: 1299,
    height: 945,
    channels: 3,
    background: '#888',
    noise: { type: 'gaussian', mean: 128, sigma: 40 },
  } as const;
  const image = sharp({ create: noiseImage });
  card = path.join(inject('winePrefix'), 'card.png');
  await writeFile(card, await image.png({ compressionLevel: 1 }).toBuffer());
});

const runProgram = async (question: ScanQuestion, env: NodeJS.ProcessEnv = {}) => {
  const pictureFile = path.join(inject('winePrefix'), `taken-${crypto.randomUUID()}`);
  const questionWithPicture = { ...question, picture: windowsPath(pictureFile) };
  const { answer, folder } = await runOnWindows('scan.ts', questionWithPicture, {
    FAKE_WIA_PICTURE: windowsPath(card),
    ...env,
  });
  return {
    ...(answer as ScanAnswer),
    notes: await readRecordedSteps(folder).catch(() => []),
    picture: () => readFile(pictureFile),
  };
};
const scan = (env: NodeJS.ProcessEnv = {}, request: Partial<ScanQuestion> = {}) =>
  runProgram({ id: SCANNER, dpi: 300, ...request }, env);

/** Lists the files in the data folder and in the folders for temporary files. */
const listRemainingFiles = async (): Promise<string[]> => {
  // With file types, links are not followed: Wine links the user's folders to those of this machine.
  const listFiles = async (folder: string): Promise<string[]> => {
    const root = path.join(inject('winePrefix'), 'drive_c', folder);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  };
  const temporaryFiles = (await listFiles('users')).filter((name) => /[\\/]Temp[\\/]/i.test(name));
  return [
    ...(await listFiles('kiosk/data')),
    ...temporaryFiles,
    ...(await listFiles('windows/temp')),
  ];
};

describe('a scanner on Windows', () => {
  it('is listed with a name in any script, while a camera is not listed', async () => {
    const { result } = await runProgram({ id: null });
    expect(result).toEqual(ok([{ id: SCANNER, driver: 'wia', name: 'স্ক্যানার 9000' }]));
  });

  it('returns the picture of the card area byte for byte', async () => {
    const { result, notes, picture } = await scan();
    expect(result).toEqual(ok(300));
    expect(Buffer.compare(await picture(), await readFile(card))).toBe(0);
    // Position and extent of the card area in pixels (WIA_IPS_XPOS, YPOS, XEXTENT and YEXTENT).
    const area = ['put 6149=0', 'put 6150=0', 'put 6151=1299', 'put 6152=945'];
    // Flatbed (WIA_DPS_DOCUMENT_HANDLING_SELECT), colour (WIA_IPS_CUR_INTENT), and the resolutions (WIA_IPS_XRES, WIA_IPS_YRES).
    expect(notes.filter((note) => note.startsWith('put'))).toEqual([
      'put 3088=2',
      'put 6146=1',
      'put 6147=300',
      'put 6148=300',
      ...area,
    ]);
    expect(notes.find((note) => note.startsWith('transfer'))).toContain(PNG_FORMAT);
    expect(await listRemainingFiles()).toEqual([]);
  });

  it('releases all COM objects before the answer', async () => {
    expect((await scan()).notes.at(-1)).toBe('all given back');
    expect((await scan({ FAKE_WIA_FAIL: 'Transfer:80210006' })).notes.at(-1)).toBe(
      'all given back',
    );
  });

  it('scans at the next higher resolution and reports it when the requested one is not supported', async () => {
    const { result, notes } = await scan(
      { FAKE_WIA: 'few-dpis', FAKE_WIA_PICTURE: windowsPath(await createCardPicture(600)) },
      { dpi: 400 },
    );
    expect(result).toEqual(ok(600));
    expect(notes).toEqual(
      expect.arrayContaining([
        'put 6147=400 refused',
        'put 6147=600',
        'put 6148=600',
        'put 6151=2598',
      ]),
    );
  });

  it.each([
    ['no area to choose', 'no-area'],
    ['no optional property at all', 'bare'],
  ])('scans with %s', async (_title, behaviour) => {
    expect((await scan({ FAKE_WIA: behaviour })).result).toEqual(ok(300));
  });

  it('may return another format than requested', async () => {
    const jpeg = path.join(inject('winePrefix'), 'card.jpg');
    await sharp(card).jpeg().toFile(jpeg);
    const { result, notes, picture } = await scan({
      FAKE_WIA: 'few-formats',
      FAKE_WIA_PICTURE: windowsPath(jpeg),
    });
    expect(result).toEqual(ok(300));
    expect(notes.find((note) => note.startsWith('transfer'))).toContain(BMP_FORMAT);
    expect(Buffer.compare(await picture(), await readFile(jpeg))).toBe(0);
  });

  it('fails with SCAN-BAD-IMAGE when it returns no picture', async () => {
    const text = path.join(inject('winePrefix'), 'text.png');
    await writeFile(text, 'this is no picture');
    expect((await scan({ FAKE_WIA_PICTURE: windowsPath(text) })).result).toEqual(
      err('SCAN-BAD-IMAGE'),
    );
  });
});

const createCardPicture = async (dpi: number): Promise<string> => {
  const file = path.join(inject('winePrefix'), `card-${dpi}.png`);
  await sharp(card)
    .resize((1299 * dpi) / 300)
    .toFile(file);
  return file;
};

describe('a scanner on Windows that fails', () => {
  it.each([
    ['is busy', 'Transfer:80210006', 'SCAN-BUSY'],
    ['is locked by another program', 'Connect:8021000D', 'SCAN-BUSY'],
    ['has its cover open', 'Transfer:80210016', 'SCAN-COVER-OPEN'],
    ['is offline', 'Connect:80210005', 'SCAN-OFFLINE'],
    ['is unplugged', 'Connect:80210015', 'SCAN-NOT-FOUND'],
    ['is jammed', 'Transfer:80210002', 'SCAN-JAMMED'],
    ['warms up for too long', 'Transfer:80210007', 'SCAN-WARMING-UP'],
    ['has nothing to scan', 'Transfer:80210003', 'SCAN-NO-DOCS'],
    ['refuses the resolution', 'Value:80070057', 'SCAN-DRIVER'],
    ['loses its connection', 'Transfer:8021000A', 'SCAN-IO'],
    ['loses its service', 'Transfer:800706BE', 'SCAN-IO'],
    ['denies access', 'Connect:80070005', 'SCAN-ACCESS-DENIED'],
    ['has a driver that fails', 'Transfer:8021000E', 'SCAN-DRIVER'],
  ])('%s', async (_title, failure, code) => {
    const hresult = `0x${failure.split(':')[1]}`;
    const { result, log } = await scan({ FAKE_WIA_FAIL: failure });
    expect(result).toEqual(err(code as 'SCAN-DRIVER', { params: { hresult } }));
    expect(log).toContainEqual({ event: 'wia.failed', code, hresult });
    expect(await listRemainingFiles()).toEqual([]);
  });

  it.each(['hresult', 'deferred'])(
    'returns the failure when it is reported as: %s',
    async (reporting) => {
      const { result } = await scan({
        FAKE_WIA_FAIL: 'Transfer:80210016',
        FAKE_WIA_HOW: reporting,
      });
      expect(result).toEqual(err('SCAN-COVER-OPEN', { params: { hresult: '0x80210016' } }));
    },
  );

  it('is retried while its lamp warms up', async () => {
    const { notes, log } = await scan({ FAKE_WIA_FAIL: 'BinaryData:80210007' });
    expect(notes.filter((note) => note.startsWith('transfer'))).toHaveLength(4);
    expect(log.filter(({ event }) => event === 'scanner.warming-up')).toHaveLength(3);
  });

  it('is not found after its removal', async () => {
    const { result } = await scan({}, { id: 'wia:{6BDD1FC6-0000}\\0009' });
    expect(result).toEqual(err('SCAN-NOT-FOUND', { params: { hresult: '0x80210015' } }));
  });

  it('is distinguished from Windows without WIA', async () => {
    const { result } = await runProgram({ id: null }, { FAKE_WIA_FAIL: 'Create:80040154' });
    expect(result).toEqual(err('SCAN-DRIVER-MISSING', { params: { hresult: '0x80040154' } }));
  });
});

describe('a scan on Windows that does not complete', () => {
  it('can be cancelled during the transfer', async () => {
    expect((await scan({ FAKE_WIA: 'hang' }, { cancelAt: 'hanging' })).result).toEqual(
      err('SCAN-CANCELLED'),
    );
    expect(await listRemainingFiles()).toEqual([]);
  });

  it('leaves no file when cancelled while the picture is read', async () => {
    const { result, notes } = await scan({ FAKE_WIA: 'half' }, { cancelAt: 'hanging' });
    expect(result).toEqual(err('SCAN-CANCELLED'));
    expect(notes.some((note) => note === 'reading')).toBe(true);
    expect(await listRemainingFiles()).toEqual([]);
  });

  it('leaves no file when the vendor’s driver crashes', async () => {
    const { result, notes, log } = await scan({ FAKE_WIA: 'crash' });
    expect(result).toEqual(err('SCAN-DRIVER'));
    expect(log.map(({ event }) => event)).toContain('helper.exited');
    expect(notes.some((note) => note === 'reading')).toBe(true);
    expect(await listRemainingFiles()).toEqual([]);
  });

  it('is ended on timeout', async () => {
    expect((await scan({ FAKE_WIA: 'hang' }, { totalMs: 3_000 })).result).toEqual(
      err('SCAN-TIMEOUT'),
    );
    expect(await listRemainingFiles()).toEqual([]);
  });
});
