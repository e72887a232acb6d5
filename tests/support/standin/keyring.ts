/** Replaces the module `@napi-rs/keyring`: keychain items in a file, or a machine without a keychain. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AsyncEntry as RealAsyncEntry, Entry as RealEntry } from '@napi-rs/keyring';

/** Value of `STANDIN_KEYCHAIN` for a machine without a keychain. */
export const NO_KEYCHAIN = 'none';

type Items = Record<string, string>;

function fileOrRefuse(): string {
  const file = process.env['STANDIN_KEYCHAIN'] ?? NO_KEYCHAIN;
  if (file === NO_KEYCHAIN)
    throw new Error('Platform secure storage failure: no secret service is running');
  return file;
}

function read(file: string): Items {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Items) : {};
}

/** The file is replaced whole, so that a process killed in between leaves the old items or the new ones. */
function write(file: string, items: Items): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const making = `${file}.${String(process.pid)}.part`;
  writeFileSync(making, JSON.stringify(items), { mode: 0o600 });
  renameSync(making, file);
}

/** The name of an item in the file. */
export const keychainItemKey = (service: string, user: string): string =>
  createHash('sha256')
    .update(JSON.stringify([service, user]))
    .digest('hex');

function get(key: string): Buffer | null {
  const text = read(fileOrRefuse())[key];
  return text === undefined ? null : Buffer.from(text, 'base64');
}

function set(key: string, secret: Uint8Array): void {
  const file = fileOrRefuse();
  write(file, { ...read(file), [key]: Buffer.from(secret).toString('base64') });
}

function remove(key: string): boolean {
  const file = fileOrRefuse();
  const { [key]: found, ...others } = read(file);
  if (found !== undefined) write(file, others);
  return found !== undefined;
}

/** Replaces the keychain entry of the same name: its items are in the file that STANDIN_KEYCHAIN names. */
export class Entry implements RealEntry {
  private readonly key: string;

  constructor(service: string, username: string, _options?: object | null) {
    this.key = keychainItemKey(service, username);
  }

  static withTarget(target: string, service: string, username: string): Entry {
    return new Entry(`${target}/${service}`, username);
  }

  setPassword(password: string): void {
    set(this.key, Buffer.from(password, 'utf8'));
  }
  setSecret(secret: Uint8Array): void {
    set(this.key, secret);
  }
  getPassword(): string | null {
    return get(this.key)?.toString('utf8') ?? null;
  }
  getSecret(): number[] | null {
    const secret = get(this.key);
    return secret === null ? null : [...secret];
  }
  deleteCredential(): boolean {
    return remove(this.key);
  }
  deletePassword(): boolean {
    return remove(this.key);
  }
}

/** The same entry, whose answers are promises; without a keychain each one rejects. */
export class AsyncEntry implements RealAsyncEntry {
  private readonly entry: Entry;

  constructor(service: string, username: string, _options?: object | null) {
    this.entry = new Entry(service, username);
  }

  static withTarget(target: string, service: string, username: string): AsyncEntry {
    return new AsyncEntry(`${target}/${service}`, username);
  }

  async setPassword(password: string): Promise<void> {
    await Promise.resolve();
    this.entry.setPassword(password);
  }
  async setSecret(secret: Uint8Array): Promise<void> {
    await Promise.resolve();
    this.entry.setSecret(secret);
  }
  async getPassword(): Promise<string | null> {
    await Promise.resolve();
    return this.entry.getPassword();
  }
  async getSecret(): Promise<number[] | null> {
    await Promise.resolve();
    return this.entry.getSecret();
  }
  async deleteCredential(): Promise<boolean> {
    await Promise.resolve();
    return this.entry.deleteCredential();
  }
  async deletePassword(): Promise<boolean> {
    await Promise.resolve();
    return this.entry.deletePassword();
  }
}
