/** Tests the keychain against a real Secret Service on a private session bus (tests/support/with-keyring.sh). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeKeychain } from '#tests/unit/main/keychain/contract.ts';
import { createKeychain } from '#main/keychain/keychain.ts';
import { err, ok } from '#shared/result.ts';

/** @returns the process ids of this session's Secret Service, identified by the private data folder in its environment. */
const findSecretServicePids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('gnome-keyring')) return false;
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return environment.includes(`XDG_DATA_HOME=${process.env['XDG_DATA_HOME'] ?? ''}`);
      } catch {
        // The process has ended, or its environment is not readable.
        return false;
      }
    })
    .map(Number);

const hasSystemKeychain = process.env['KIOSK_TEST_SYSTEM_KEYCHAIN'] === '1';
describe('the keychain of this system (needs KIOSK_TEST_SYSTEM_KEYCHAIN=1 in a session with an unlocked Secret Service)', () => {
  describeKeychain(createKeychain({ service: 'ekyc-branch-kiosk-contract' }), !hasSystemKeychain);

  it.skipIf(!hasSystemKeychain)(
    'returns KEY-TIMEOUT while the Secret Service is stopped, and works again when it continues',
    async () => {
      const keychain = createKeychain({ service: 'ekyc-branch-kiosk-contract', timeoutMs: 300 });
      await keychain.set('frozen', Uint8Array.of(1));
      const daemons = findSecretServicePids();
      expect(daemons).not.toEqual([]);
      for (const pid of daemons) process.kill(pid, 'SIGSTOP');
      try {
        expect(await keychain.get('frozen')).toEqual(err('KEY-TIMEOUT'));
      } finally {
        for (const pid of daemons) process.kill(pid, 'SIGCONT');
      }
      expect(await keychain.get('frozen')).toEqual(ok(Uint8Array.of(1)));
      await keychain.delete('frozen');
    },
  );
});
