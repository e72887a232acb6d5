import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';

const KILLS = 20;
const folders = createTemporaryFolders();
afterEach(folders.remove);

interface AcknowledgedWrite {
  readonly id: string;
  readonly reference: string;
  readonly rev: number;
  readonly state: string;
  readonly name: string;
  readonly front: string | null;
}

/** Runs the writer until it has acknowledged `minWrites` writes, and kills it with SIGKILL. @returns every acknowledged write. */
const runAndKill = (file: string, minWrites: number): Promise<AcknowledgedWrite[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'store-writer.ts'), file],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    let errorOutput = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      if (output.split('\n').length > minWrites) child.kill('SIGKILL');
    });
    child.stderr.on('data', (text: Buffer) => (errorOutput += text.toString()));
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(errorOutput));
      // The text after the last line break is not a complete acknowledgement.
      resolve(
        output
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as AcknowledgedWrite),
      );
    });
  });

describe('store whose process is killed during writes', () => {
  it(`has every acknowledged write, complete, after each of ${String(KILLS)} kills`, async () => {
    const file = path.join(await folders.make(), 'store.sqlite');
    const acknowledgedById = new Map<string, AcknowledgedWrite>();
    let acknowledgedCount = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const writes = await runAndKill(file, 3 + ((kill * 7) % 23));
      acknowledgedCount += writes.length;
      for (const write of writes) acknowledgedById.set(write.id, write);
      const store = await openStoreAt(file);
      for (const last of acknowledgedById.values()) {
        const record = unwrap(await store.get(last.id));
        // The store may contain one write more than was acknowledged, but never one less.
        expect(record.rev).toBeGreaterThanOrEqual(last.rev);
        if (record.rev > last.rev) continue;
        expect([
          record.reference,
          record.state,
          record.body.fields.applicant_name_eng.value,
        ]).toEqual([last.reference, last.state, last.name]);
        const front = unwrap(await store.part(last.id, 'front'));
        expect(front && createHash('sha256').update(front).digest('hex')).toBe(last.front);
      }
      const rows = unwrap(await store.list('all'));
      expect(new Set(rows.map((row) => row.reference)).size).toBe(rows.length);
      store.close();
    }
    expect(acknowledgedCount).toBeGreaterThan(KILLS * 3);
    const connection = new DatabaseSync(file, { readOnly: true });
    expect(connection.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    // Transitions are atomic: the last event of each registration has its current state.
    const mismatched = connection.prepare(
      `SELECT r.id FROM registration r WHERE r.state IS NOT
       (SELECT dst FROM event e WHERE e.registration_id = r.id ORDER BY seq DESC LIMIT 1)`,
    );
    expect(mismatched.all()).toEqual([]);
    connection.close();
  }, 600_000);
});
