/** Child process that records audit entries until it is killed, and prints every anchor (`SEQ:HASH`) that it has saved. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createAudit } from '#main/audit/audit.ts';
import { createFileKeychain } from '#tests/faults/store/file-keychain.ts';

const [folder = '', keychainFile = ''] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const keychain = createFileKeychain(keychainFile);
const audit = createAudit({
  folder,
  keychain: {
    ...keychain,
    set: async (account, secret) => {
      const result = await keychain.set(account, secret);
      if (account === 'audit anchor') process.stdout.write(`${new TextDecoder().decode(secret)}\n`);
      return result;
    },
  },
  onBroken: () => process.stdout.write('broken\n'),
  now: Date.now,
  log,
  maxFileBytes: 20_000,
});
audit.record('app.started', { clerk: null, version: '0.1.0' });
const recordRepeatedly = (): void => {
  audit.record('settings.changed', { clerk: toMobileNumber('01300000042'), settings: ['scanner'] });
  setTimeout(recordRepeatedly, Math.random() < 0.5 ? 0 : 2);
};
process.stdout.write('opening\n');
await audit.verified;
process.stdout.write('working\n');
recordRepeatedly();
