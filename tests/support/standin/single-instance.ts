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
  /** @returns whether this process has the lock; otherwise `message` is sent to the first instance. */
  request(userData: string, message: SecondInstance): boolean;
  has(): boolean;
  release(): void;
}

/**
 * Uses SQLite's exclusive lock on a file: the operating system grants it to one process without waiting, and releases it when that
 * process ends, even by SIGKILL. A second instance writes its message to the folder, which the first one watches.
 */
export function createSingleInstance(onSecond: (message: SecondInstance) => void): SingleInstance {
  let lockDatabase: DatabaseSync | null = null;
  let watcher: FSWatcher | null = null;

  const receiveMessages = (folder: string): void => {
    for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json'))) {
      const file = join(folder, name);
      const message = JSON.parse(readFileSync(file, 'utf8')) as SecondInstance;
      rmSync(file, { force: true });
      onSecond(message);
    }
  };
  const sendMessage = (folder: string, message: SecondInstance): void => {
    const name = randomUUID();
    writeFileSync(join(folder, `${name}.part`), JSON.stringify(message));
    renameSync(join(folder, `${name}.part`), join(folder, `${name}.json`));
  };
  const release = (): void => {
    watcher?.close();
    lockDatabase?.close();
    watcher = lockDatabase = null;
  };
  return {
    release,
    has: () => lockDatabase !== null,
    request(userData, message) {
      if (lockDatabase !== null) return true;
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
        sendMessage(folder, message);
        return false;
      }
      lockDatabase = database;
      for (const name of readdirSync(folder).filter((entry) => /\.(json|part)$/.test(entry)))
        rmSync(join(folder, name), { force: true });
      watcher = watch(folder, () => {
        receiveMessages(folder);
      });
      watcher.unref();
      return true;
    },
  };
}
