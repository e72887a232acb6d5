/** Tests detection of an outdated store with the anchor: old copies, a lost journal, a lost file and a damaged anchor. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareWithAcks, must, createRegistration } from './registrations.ts';
import { flipBits, TRIALS } from './random-damage.ts';
import { OPENED_AT, NEEDING_REVIEW, readStates, useStoreCopies } from './store-copies.ts';

/** Size of each of the two slots of the anchor file. */
const SLOT_BYTES = 4096;

const {
  acks,
  anchorFile: anchor,
  restoreCopy,
  dataDir,
  expectUnderReview,
  storeFile: main,
  open,
  root,
} = useStoreCopies();

describe('an old copy of the store', () => {
  it(`is detected in ${String(TRIALS)} trials, and sends nothing automatically`, async () => {
    let reviewedRegistrations = 0;
    for (let trial = 0; trial < TRIALS; trial += 1) {
      restoreCopy('closed');
      const oldCopy = path.join(root(), 'old.sqlite');
      copyFileSync(main(), oldCopy);
      const current = await open();
      const usedReferences = new Set<string>();
      for (let added = 0; added <= trial % 4; added += 1)
        usedReferences.add((await createRegistration(current.store, 'SINCE', 10)).reference);
      current.store.close();
      copyFileSync(oldCopy, main());
      const opened = await open();
      expect(opened.notice).toBe('STORE-ROLLED-BACK');
      await expectUnderReview(opened, 'STORE-ROLLED-BACK');
      reviewedRegistrations += [...(await readStates(opened)).values()].filter(
        (state) => state === 'needs-review',
      ).length;
      for (const { id, state } of acks()) {
        if (state === 'unknown')
          expect(must(await opened.store.get(id)).unknownSince).toBe(OPENED_AT);
      }
      expect(
        usedReferences.has((await createRegistration(opened.store, 'NEXT', 10)).reference),
      ).toBe(false);
      opened.store.close();
      // The notice is reported once; the old copy is then the current store.
      const second = await open();
      expect(second.notice).toBeNull();
      second.store.close();
    }
    console.log(
      `rolled back: ${String(TRIALS)} of ${String(TRIALS)} noticed, put under review ${String(reviewedRegistrations)}`,
    );
  });

  it('is detected when the journal is missing or truncated', async () => {
    let trialsWithNotice = 0;
    let lostRegistrations = 0;
    let trialsWithoutLoss = 0;
    for (let trial = 0; trial < TRIALS; trial += 1) {
      restoreCopy('killed');
      const journal = `${main()}-wal`;
      rmSync(`${main()}-shm`, { force: true });
      // The valid frames are in the first third of the file; the rest dates from before the last checkpoint.
      const size = statSync(journal).size / 3;
      if (trial === 0) rmSync(journal);
      else truncateSync(journal, Math.floor((size * trial) / (TRIALS + 1)));
      const opened = await open();
      const { intact: intactCount, lost: lostIds } = await compareWithAcks(opened.store, acks());
      if (opened.notice === null) {
        // Only frames from before the checkpoint were cut off.
        expect(intactCount).toBe(acks().length);
        trialsWithoutLoss += 1;
      } else {
        expect(['STORE-ROLLED-BACK', 'STORE-LOST']).toContain(opened.notice);
        for (const state of (await readStates(opened)).values())
          expect(NEEDING_REVIEW).not.toContain(state);
        lostRegistrations += lostIds.length;
        trialsWithNotice += 1;
      }
      opened.store.close();
    }
    expect(trialsWithNotice).toBeGreaterThan(TRIALS / 4);
    expect(lostRegistrations).toBeGreaterThan(0);
    console.log(
      `journal missing or truncated: ${String(trialsWithNotice)} noticed, ${String(trialsWithoutLoss)} without loss, of ${String(TRIALS)}; registrations lost ${String(lostRegistrations)}`,
    );
  });
});

describe('a missing store', () => {
  it('is replaced by a new one, with a notice and the next unused reference', async () => {
    rmSync(main());
    const opened = await open();
    expect(opened).toMatchObject({
      notice: 'STORE-LOST',
      params: { salvaged: 0, lost: acks().length },
    });
    const created = await createRegistration(opened.store, 'NEXT', 10);
    expect(created.reference).toBe(`a-${String(acks().length + 1).padStart(4, '0')}`);
    opened.store.close();
  });

  it('is replaced, and its journal is set aside', async () => {
    restoreCopy('killed');
    const journal = readFileSync(`${main()}-wal`);
    rmSync(main());
    const opened = await open();
    expect(opened.notice).toBe('STORE-LOST');
    opened.store.close();
    const setAsideJournal = readdirSync(dataDir()).find(
      (file) => file.startsWith('store.set-aside-') && file.endsWith('-wal'),
    )!;
    expect(readFileSync(path.join(dataDir(), setAsideJournal)).equals(journal)).toBe(true);
  });
});

describe('the anchor', () => {
  it('is still valid when one of its two slots is damaged', async () => {
    for (const slot of [0, 1]) {
      restoreCopy('closed');
      flipBits(anchor(), slot * SLOT_BYTES + 30);
      const opened = await open();
      expect(opened.notice).toBeNull();
      opened.store.close();
    }
  });

  it('results in STORE-ROLLED-BACK when both slots are damaged', async () => {
    writeFileSync(anchor(), Buffer.alloc(2 * SLOT_BYTES, 3));
    const opened = await open();
    expect(opened.notice).toBe('STORE-ROLLED-BACK');
    await expectUnderReview(opened, 'STORE-ROLLED-BACK');
    opened.store.close();
  });

  it('is created for a store without one', async () => {
    rmSync(anchor());
    mkdirSync(dataDir(), { recursive: true });
    const opened = await open();
    expect(opened.notice).toBeNull();
    opened.store.close();
    expect(existsSync(anchor())).toBe(true);
  });

  it('contains no readable field', () => {
    expect(readFileSync(anchor()).toString('latin1')).not.toMatch(/storeId|writes|nextNumber/);
  });
});
