/** A keychain in a file that outlives the process, written as a whole or not at all. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Keychain } from '#main/keychain/port.ts';
import { ok } from '#shared/result.ts';

export const createFileKeychain = (
  file: string,
  around: <T>(job: () => T) => T = (job) => job(),
): Keychain => {
  const read = (): Record<string, string> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const write = (items: Record<string, string>): void =>
    around(() => {
      writeFileSync(`${file}.new`, JSON.stringify(items));
      renameSync(`${file}.new`, file);
    });
  return {
    get: async (account) => {
      const found = read()[account];
      return ok(found === undefined ? null : Buffer.from(found, 'base64'));
    },
    set: async (account, secret) => {
      write({ ...read(), [account]: Buffer.from(secret).toString('base64') });
      return ok(undefined);
    },
    delete: async (account) => {
      const { [account]: found, ...rest } = read();
      if (found !== undefined) write(rest);
      return ok(found !== undefined);
    },
  };
};
