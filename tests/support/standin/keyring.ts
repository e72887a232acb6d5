/** Replaces the module `@napi-rs/keyring`: keychain items in a file, or a machine without a keychain. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AsyncEntry as RealAsyncEntry, Entry as RealEntry } from '@napi-rs/keyring';

/** Value of `STANDIN_KEYCHAIN` for a machine without a keychain. */
export const NO_KEYCHAIN = 'none';

type Items = Record<string, string>;

function requireKeychainFile(): string {
  const file = process.env['STANDIN_KEYCHAIN'] ?? NO_KEYCHAIN;
  if (file === NO_KEYCHAIN)
    throw new Error('Platform secure storage failure: no secret service is running');
  return file;
}

function readItems(file: string): Items {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Items) : {};
}

/** Replaces the file atomically, so that a process that is killed meanwhile leaves the old items or the new ones. */
function writeItems(file: string, items: Items): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const partialFile = `${file}.${String(process.pid)}.part`;
  writeFileSync(partialFile, JSON.stringify(items), { mode: 0o600 });
  renameSync(partialFile, file);
}

/** The name of an item in the file. */
export const keychainItemKey = (service: string, user: string): string =>
  createHash('sha256')
    .update(JSON.stringify([service, user]))
    .digest('hex');

function getItem(key: string): Buffer | null {
  const text = readItems(requireKeychainFile())[key];
  return text === undefined ? null : Buffer.from(text, 'base64');
}

function setItem(key: string, secret: Uint8Array): void {
  const file = requireKeychainFile();
  writeItems(file, { ...readItems(file), [key]: Buffer.from(secret).toString('base64') });
}

function removeItem(key: string): boolean {
  const file = requireKeychainFile();
  const { [key]: removedItem, ...remainingItems } = readItems(file);
  if (removedItem !== undefined) writeItems(file, remainingItems);
  return removedItem !== undefined;
}

/** Replaces the class of the same name; its items are in the file that STANDIN_KEYCHAIN names. */
export class Entry implements RealEntry {
  private readonly key: string;

  constructor(service: string, username: string, _options?: object | null) {
    this.key = keychainItemKey(service, username);
  }

  static withTarget(target: string, service: string, username: string): Entry {
    return new Entry(`${target}/${service}`, username);
  }

  setPassword(password: string): void {
    setItem(this.key, Buffer.from(password, 'utf8'));
  }
  setSecret(secret: Uint8Array): void {
    setItem(this.key, secret);
  }
  getPassword(): string | null {
    return getItem(this.key)?.toString('utf8') ?? null;
  }
  getSecret(): number[] | null {
    const secret = getItem(this.key);
    return secret === null ? null : [...secret];
  }
  deleteCredential(): boolean {
    return removeItem(this.key);
  }
  deletePassword(): boolean {
    return removeItem(this.key);
  }
}

/** The same entry with promises, which reject without a keychain. */
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
