import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { createFolders, must, openStoreAt } from '#tests/support/test-counter.ts';

const KILLS = 20;
const folders = createFolders();
afterEach(folders.remove);

interface Said {
  readonly id: string;
  readonly reference: string;
  readonly rev: number;
  readonly state: string;
  readonly name: string;
  readonly front: string | null;
}

/** Runs the writer until it has said as much as asked, kills it without warning, and gives back all that it said. */
const runAndKill = (file: string, lines: number): Promise<Said[]> =>
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
      // The last line may be cut off; what follows the last line break was not said.
      resolve(
        out
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Said),
      );
    });
  });

describe('a counter that is killed during its work', () => {
  it(`has every acknowledged write, complete, after each of ${String(KILLS)} kills`, async () => {
    const file = path.join(await folders.make(), 'store.sqlite');
    const said = new Map<string, Said>();
    let acknowledged = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const lines = await runAndKill(file, 3 + ((kill * 7) % 23));
      acknowledged += lines.length;
      for (const line of lines) said.set(line.id, line);
      const store = await openStoreAt(file);
      for (const last of said.values()) {
        const record = must(await store.get(last.id));
        // It may have done one thing more than it had time to say, never one thing less.
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
      const all = must(await store.list('all'));
      expect(new Set(all.map((row) => row.reference)).size).toBe(all.length);
      store.close();
    }
    expect(acknowledged).toBeGreaterThan(KILLS * 3);
    const raw = new DatabaseSync(file, { readOnly: true });
    expect(raw.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    // No half move: the last event of each tells the state it is in.
    const astray = raw.prepare(
      `SELECT r.id FROM registration r WHERE r.state IS NOT
       (SELECT dst FROM event e WHERE e.registration_id = r.id ORDER BY seq DESC LIMIT 1)`,
    );
    expect(astray.all()).toEqual([]);
    raw.close();
  }, 600_000);
});
