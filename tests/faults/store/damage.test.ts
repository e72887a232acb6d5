/** Tests opening a damaged store: flipped bytes, zeroed pages, truncation, a lost header, and a salvage that was killed. */
import {
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  compareWithAcks,
  hasIntactPictures,
  must,
  openStoreIn,
  createRegistration,
} from './registrations.ts';
import { flipBits, TRIALS } from './random-damage.ts';
import { NEEDING_REVIEW, readStates, useStoreCopies } from './store-copies.ts';

/** Page size of the store, SQLite's default. */
const PAGE_BYTES = 4096;
/** Size of the header of a SQLite file. */
const HEADER_BYTES = 100;

const {
  acks,
  setAsideStores: asides,
  restoreCopy,
  dataDir,
  expectUnderReview,
  storeFile: main,
  open,
  root,
} = useStoreCopies();

const overwriteHeader = (): void => {
  writeFileSync(
    main(),
    Buffer.concat([Buffer.alloc(HEADER_BYTES, 1), readFileSync(main()).subarray(HEADER_BYTES)]),
  );
};

describe('an undamaged store', () => {
  it('opens without a notice and with every registration', async () => {
    for (const copy of ['closed', 'killed'] as const) {
      restoreCopy(copy);
      const opened = await open();
      expect(opened).toMatchObject({ notice: null, params: null });
      expect(await compareWithAcks(opened.store, acks())).toEqual({
        intact: acks().length,
        lost: [],
        inconsistent: [],
      });
      opened.store.close();
    }
  });
});

describe('damaged store', () => {
  const tally = { undamaged: 0, damaged: 0, salvaged: 0, lost: 0, unreadable: 0 };
  /** Expects right values or errors from a store that opens without a notice, and intact registrations from one that was salvaged. */
  const expectValidOpening = async (): Promise<void> => {
    const damagedBytes = readFileSync(main());
    const opened = await open();
    if (opened.notice === null) {
      tally.undamaged += 1;
      for (const ack of acks()) {
        const record = await opened.store.get(ack.id);
        if (record.ok) expect(record.data.body.fields.applicant_name_eng.value).toBe(ack.name);
        if (!record.ok || !(await hasIntactPictures(opened.store, record.data)))
          tally.unreadable += 1;
      }
    } else {
      expect(opened.notice).toBe('STORE-DAMAGED');
      tally.damaged += 1;
      tally.salvaged += opened.params!.salvaged;
      tally.lost += opened.params!.lost;
      expect(opened.params!.salvaged + opened.params!.lost).toBe(acks().length);
      expect((await readStates(opened)).size).toBe(opened.params!.salvaged);
      expect(asides()).toHaveLength(1);
      expect(readFileSync(path.join(dataDir(), asides()[0]!)).equals(damagedBytes)).toBe(true);
      for (const [id, state] of await readStates(opened)) {
        expect(NEEDING_REVIEW).not.toContain(state);
        const record = must(await opened.store.get(id));
        expect(record.body.fields.applicant_name_eng.value).toBe(
          acks().find((ack) => ack.id === id)!.name,
        );
        expect(await hasIntactPictures(opened.store, record)).toBe(true);
      }
    }
    opened.store.close();
  };
  const printTally = (damage: string): void => {
    console.log(`${damage}: ${JSON.stringify(tally)}`);
    Object.assign(tally, { undamaged: 0, damaged: 0, salvaged: 0, lost: 0, unreadable: 0 });
  };

  it(`returns no wrong value after one flipped byte, in ${String(TRIALS)} trials`, async () => {
    for (let trial = 0; trial < TRIALS; trial += 1) {
      restoreCopy('closed');
      const { size } = statSync(main());
      flipBits(main(), HEADER_BYTES + Math.floor(Math.random() * (size - HEADER_BYTES)));
      await expectValidOpening();
    }
    printTally('one flipped byte');
  });

  it(`salvages the intact registrations after a page was wiped, in ${String(TRIALS)} trials`, async () => {
    let salvaged = 0;
    for (let trial = 0; trial < TRIALS; trial += 1) {
      restoreCopy('closed');
      const bytes = readFileSync(main());
      const pageStart = PAGE_BYTES * Math.floor(Math.random() * (bytes.length / PAGE_BYTES));
      bytes.fill(0, pageStart, pageStart + PAGE_BYTES);
      writeFileSync(main(), bytes);
      await expectValidOpening();
      salvaged = Math.max(salvaged, tally.salvaged);
    }
    expect(salvaged).toBeGreaterThan(acks().length);
    printTally('one wiped page');
  });

  it(`salvages the intact registrations after truncation, in ${String(TRIALS)} trials`, async () => {
    for (let trial = 1; trial <= TRIALS; trial += 1) {
      restoreCopy('closed');
      truncateSync(main(), Math.floor((statSync(main()).size * trial) / (TRIALS + 1)));
      await expectValidOpening();
    }
    expect(tally).toMatchObject({ undamaged: 0, damaged: TRIALS });
    printTally('truncated file');
  });

  it('salvages every registration after the header was overwritten, and continues with the next reference', async () => {
    const usedReferences = new Set<string>();
    const undamaged = await open();
    for (const row of must(await undamaged.store.list('all'))) usedReferences.add(row.reference);
    undamaged.store.close();
    overwriteHeader();
    const opened = await open();
    expect(opened).toMatchObject({
      notice: 'STORE-DAMAGED',
      params: { salvaged: acks().length, lost: 0 },
    });
    await expectUnderReview(opened, 'STORE-DAMAGED');
    const next = await createRegistration(opened.store, 'NEXT', 10);
    expect(usedReferences.has(next.reference)).toBe(false);
    opened.store.close();
    const second = await open();
    expect(second.notice).toBeNull();
    second.store.close();
  });

  it('is reported as STORE-DAMAGED when the file is empty', async () => {
    truncateSync(main(), 0);
    const opened = await open();
    expect(opened).toMatchObject({
      notice: 'STORE-DAMAGED',
      params: { salvaged: 0, lost: acks().length },
    });
    opened.store.close();
    expect(asides()).toHaveLength(1);
  });
});

describe('a start after the replacement of a damaged store was killed', () => {
  it('repeats the salvage while the damaged store is in place', async () => {
    writeFileSync(path.join(dataDir(), 'store.fresh.sqlite'), 'half of it');
    overwriteHeader();
    const opened = await open();
    expect(opened).toMatchObject({
      notice: 'STORE-DAMAGED',
      params: { salvaged: acks().length, lost: 0 },
    });
    opened.store.close();
    expect(existsSync(path.join(dataDir(), 'store.fresh.sqlite'))).toBe(false);
  });

  it('completes the replacement when the damaged store was set aside, and reports it', async () => {
    renameSync(main(), path.join(dataDir(), 'store.set-aside-before.sqlite'));
    const replacementFolder = path.join(root(), 'other');
    const replacement = await openStoreIn(replacementFolder);
    await createRegistration(replacement.store, 'SALVAGED', 10);
    replacement.store.close();
    copyFileSync(
      path.join(replacementFolder, 'store.sqlite'),
      path.join(dataDir(), 'store.fresh.sqlite'),
    );
    rmSync(replacementFolder, { recursive: true });
    const opened = await open();
    expect(opened.notice).toBe('STORE-ROLLED-BACK');
    expect((await readStates(opened)).size).toBe(1);
    opened.store.close();
  });
});
