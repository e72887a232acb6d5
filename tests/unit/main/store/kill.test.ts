import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { createFolders, must, openStoreAt } from '#tests/support/test-counter.ts';

const KILLS = 20;
const folders = createFolders();
afterEach(folders.remove);

interface Acknowledged {
  readonly id: string;
  readonly reference: string;
  readonly rev: number;
  readonly state: string;
  readonly name: string;
  readonly front: string | null;
}

/** Runs the writer until it has acknowledged `lines` writes, and kills it with SIGKILL. @returns every acknowledged write. */
const runAndKill = (file: string, lines: number): Promise<Acknowledged[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'store-writer.ts'), file],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let out = '';
    let errors = '';
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString();
      if (out.split('\n').length > lines) child.kill('SIGKILL');
    });
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(errors));
      // The text after the last line break is not a complete acknowledgement.
      resolve(
        out
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Acknowledged),
      );
    });
  });

describe('store whose process is killed during writes', () => {
  it(`has every acknowledged write, complete, after each of ${String(KILLS)} kills`, async () => {
    const file = path.join(await folders.make(), 'store.sqlite');
    const acknowledgedById = new Map<string, Acknowledged>();
    let acknowledgedCount = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const lines = await runAndKill(file, 3 + ((kill * 7) % 23));
      acknowledgedCount += lines.length;
      for (const line of lines) acknowledgedById.set(line.id, line);
      const store = await openStoreAt(file);
      for (const last of acknowledgedById.values()) {
        const record = must(await store.get(last.id));
        // The store may contain one write more than was acknowledged, but never one less.
        expect(record.rev).toBeGreaterThanOrEqual(last.rev);
        if (record.rev > last.rev) continue;
        expect([
          record.reference,
          record.state,
          record.body.fields.applicant_name_eng.value,
        ]).toEqual([last.reference, last.state, last.name]);
        const front = must(await store.part(last.id, 'front'));
        expect(front && createHash('sha256').update(front).digest('hex')).toBe(last.front);
      }
      const rows = must(await store.list('all'));
      expect(new Set(rows.map((row) => row.reference)).size).toBe(rows.length);
      store.close();
    }
    expect(acknowledgedCount).toBeGreaterThan(KILLS * 3);
    const raw = new DatabaseSync(file, { readOnly: true });
    expect(raw.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    // Transitions are atomic: the last event of each registration has its current state.
    const mismatched = raw.prepare(
      `SELECT r.id FROM registration r WHERE r.state IS NOT
       (SELECT dst FROM event e WHERE e.registration_id = r.id ORDER BY seq DESC LIMIT 1)`,
    );
    expect(mismatched.all()).toEqual([]);
    raw.close();
  }, 600_000);
});
