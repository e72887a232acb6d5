/** Electron’s single-instance lock on the stand-in host. */
import { createHash, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The message of a second instance to the first. */
export interface SecondInstance {
  readonly argv: string[];
  readonly cwd: string;
  readonly data: unknown;
}

/** The lock that only one process per data folder can hold. */
export interface SingleInstance {
  request(userData: string, mine: SecondInstance): boolean;
  has(): boolean;
  release(): void;
}

/**
 * The lock is the lock that SQLite takes on a file: the operating system gives it to one process, answers at once, and takes it back
 * when that process dies, even by SIGKILL. A second instance leaves a note in the folder, which the first one watches.
 */
export function createSingleInstance(onSecond: (second: SecondInstance) => void): SingleInstance {
  let held: DatabaseSync | null = null;
  let watcher: FSWatcher | null = null;

  const readNotes = (folder: string): void => {
    for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json'))) {
      const file = join(folder, name);
      const note = JSON.parse(readFileSync(file, 'utf8')) as SecondInstance;
      rmSync(file, { force: true });
      onSecond(note);
    }
  };
  const leaveNote = (folder: string, mine: SecondInstance): void => {
    const name = randomUUID();
    writeFileSync(join(folder, `${name}.part`), JSON.stringify(mine));
    renameSync(join(folder, `${name}.part`), join(folder, `${name}.json`));
  };
  const release = (): void => {
    watcher?.close();
    held?.close();
    watcher = held = null;
  };
  return {
    release,
    has: () => held !== null,
    request(userData, mine) {
      if (held !== null) return true;
      const folder = join(
        tmpdir(),
        'standin-instances',
        createHash('sha256').update(resolve(userData)).digest('hex').slice(0, 16),
      );
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const database = new DatabaseSync(join(folder, 'lock.db'));
      try {
        database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
      } catch {
        database.close();
        leaveNote(folder, mine);
        return false;
      }
      held = database;
      for (const name of readdirSync(folder).filter((entry) => /\.(json|part)$/.test(entry)))
        rmSync(join(folder, name), { force: true });
      watcher = watch(folder, () => {
        readNotes(folder);
      });
      watcher.unref();
      return true;
    },
  };
}
