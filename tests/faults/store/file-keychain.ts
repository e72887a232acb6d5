/** A keychain in a file, which is kept when the process is killed and is replaced atomically. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Keychain } from '#main/keychain/port.ts';
import { ok } from '#shared/result.ts';

/** @param runWrite runs the given write, for example as a durable step. */
export const createFileKeychain = (
  file: string,
  runWrite: <T>(job: () => T) => T = (job) => job(),
): Keychain => {
  const readItems = (): Record<string, string> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const writeItems = (items: Record<string, string>): void =>
    runWrite(() => {
      writeFileSync(`${file}.new`, JSON.stringify(items));
      renameSync(`${file}.new`, file);
    });
  return {
    get: async (account) => {
      const secret = readItems()[account];
      return ok(secret === undefined ? null : Buffer.from(secret, 'base64'));
    },
    set: async (account, secret) => {
      writeItems({ ...readItems(), [account]: Buffer.from(secret).toString('base64') });
      return ok(undefined);
    },
    delete: async (account) => {
      const { [account]: removed, ...remaining } = readItems();
      if (removed !== undefined) writeItems(remaining);
      return ok(removed !== undefined);
    },
  };
};
