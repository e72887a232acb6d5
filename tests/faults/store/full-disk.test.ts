/** Tests the store on a small disk that becomes full, with the ballast that keeps space for small writes. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { execFileSync } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createBallast } from '#main/store/ballast.ts';
import { withBallast } from '#main/store/store-with-ballast.ts';
import type { StoredRegistration } from '#main/store/port.ts';
import { newBody } from '#main/record/body.ts';
import { mountSmallDisk } from '#tests/faults/small-disk.ts';
import {
  ackOf,
  compareWithAcks,
  must,
  openStoreIn,
  createPictureRemoval,
  createPictureChange,
  type Ack,
} from './registrations.ts';

const MB = 1024 * 1024;
const disk = mountSmallDisk('kiosk-full', '24m');
const mountPoint = disk?.mountPoint ?? '';

describe.skipIf(!disk)('store on a full disk (needs root, for a small tmpfs)', () => {
  const readFreeBlocks = async (): Promise<number> => (await statfs(mountPoint)).bavail;
  afterAll(() => {
    // Removes the disk even if the test failed and left the store open.
    disk?.remove();
  });

  it('refuses the next picture, keeps every acknowledged write, and continues to send and delete with the ballast', async () => {
    const dataDir = path.join(mountPoint, 'data');
    const opened = await openStoreIn(dataDir);
    const ballast = createBallast({ file: path.join(dataDir, 'store.ballast'), bytes: 4 * MB });
    expect(await ballast.allocate()).toBe(true);
    const store = withBallast(opened.store, ballast);
    const acks = new Map<string, Ack>();
    const recordAck = (record: StoredRegistration): StoredRegistration => {
      acks.set(record.id, ackOf(record));
      return record;
    };
    let refusalCode: string | null = null;
    for (let round = 1; refusalCode === null; round += 1) {
      const created = await store.create({
        body: newBody(toMobileNumber('01300000042'), round),
        prefix: 'a-',
        at: round,
      });
      if (!created.ok) {
        refusalCode = created.error.code;
        break;
      }
      recordAck(created.data);
      const written = await store.write(
        created.data,
        createPictureChange(created.data.body, `ROUND ${String(round)}`, 250_000),
        round,
      );
      if (!written.ok) refusalCode = written.error.code;
      else recordAck(written.data!);
    }
    expect(refusalCode).toBe('STORE-FULL');
    expect(ballast.exists()).toBe(true);
    expect(await compareWithAcks(store, acks.values())).toEqual({
      intact: acks.size,
      lost: [],
      inconsistent: [],
    });
    const registrationsWhenFull = acks.size;

    // Another process uses the remaining space.
    try {
      execFileSync('dd', ['if=/dev/urandom', `of=${path.join(mountPoint, 'other')}`, 'bs=4k'], {
        stdio: 'ignore',
      });
    } catch {
      // dd fails when the disk is full.
    }
    expect(await readFreeBlocks()).toBe(0);

    let writeCount = 0;
    for (const { id } of [...acks.values()].filter(({ name }) => name !== '')) {
      const record = must(await store.get(id));
      const submitted = recordAck(
        must(await store.write(record, { transition: { event: 'submit' }, submittedAt: 2 }, 2))!,
      );
      const sent = recordAck(
        must(await store.write(submitted, { transition: { event: 'send-form' } }, 2))!,
      );
      recordAck(
        must(
          await store.write(
            sent,
            {
              ...createPictureRemoval(sent.body),
              transition: { event: 'accepted' },
              acceptedAt: 3,
            },
            3,
          ),
        )!,
      );
      // The app sweeps after each deletion as well.
      must(await store.sweep());
      writeCount += 3;
    }
    expect(ballast.exists()).toBe(false);
    expect(writeCount).toBeGreaterThanOrEqual(20);
    expect(await compareWithAcks(store, acks.values())).toEqual({
      intact: acks.size,
      lost: [],
      inconsistent: [],
    });

    const next = recordAck(
      must(
        await store.create({
          body: newBody(toMobileNumber('01300000042'), 9),
          prefix: 'a-',
          at: 9,
        }),
      ),
    );
    recordAck(
      must(await store.write(next, createPictureChange(next.body, 'SPACE AGAIN', 250_000), 9))!,
    );
    store.close();
    const reopened = await openStoreIn(dataDir);
    expect(reopened.notice).toBeNull();
    expect(await compareWithAcks(reopened.store, acks.values())).toEqual({
      intact: acks.size,
      lost: [],
      inconsistent: [],
    });
    reopened.store.close();
    console.log(
      `disk full after ${String(registrationsWhenFull)} registrations; ${String(writeCount)} small writes succeeded with the ballast; lost 0`,
    );
  });
});
