import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keychainContract } from './contract.ts';
import { createKeychain } from '../../../../src/main/keychain/keychain.ts';
import { loadMasterKey } from '../../../../src/main/registrations/master-key.ts';
import type { Keychain } from '../../../../src/main/keychain/port.ts';
import { err, ok } from '../../../../src/shared/result.ts';

const SCRIPT = `
  import { createKeychain } from '#main/keychain/keychain.ts';
  const keychain = createKeychain({ service: 'ekyc-branch-kiosk-test', timeoutMs: Number(process.env.KEYCHAIN_TIMEOUT_MS) });
  const answers = [await keychain.set('a', Uint8Array.of(1)), await keychain.get('a'), await keychain.delete('a')];
  process.stdout.write(JSON.stringify(answers));
  process.exit(0);
`;

/** The keychain library reads where the bus is once per process, so every setting gets a process of its own. */
const answersWith = (bus: string | undefined, timeoutMs: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const { DBUS_SESSION_BUS_ADDRESS: _bus, XDG_RUNTIME_DIR: _run, DISPLAY: _display, ...rest } = process.env;
    const env = { ...rest, KEYCHAIN_TIMEOUT_MS: String(timeoutMs), ...(bus === undefined ? {} : { DBUS_SESSION_BUS_ADDRESS: bus }) };
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', SCRIPT], { env });
    let out = '';
    let errors = '';
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.on('close', () => (out === '' ? reject(new Error(errors)) : resolve(JSON.parse(out))));
  });

const failed = (code: string) => ({ ok: false, error: { code } });
describe.skipIf(process.platform !== 'linux')('a counter without a keychain', () => {
  it('is told so by every call when there is no session bus, and nothing goes into the kernel keyring', async () => {
    expect(await answersWith(undefined, 5_000)).toEqual([failed('KEY-UNAVAILABLE'), failed('KEY-UNAVAILABLE'), failed('KEY-UNAVAILABLE')]);
  });
});

describe('the master key', () => {
  const memory = (start: Uint8Array | null, forgets = false): Keychain => {
    let secret = start;
    return {
      get: async () => ok(secret),
      set: async (_account, value) => {
        if (!forgets) secret = value;
        return ok(undefined);
      },
      delete: async () => ok(false),
    };
  };

  it('is not used when the keychain does not keep it', async () => {
    expect(await loadMasterKey(memory(null, true))).toEqual(err('KEY-UNAVAILABLE'));
  });

  it('is made anew over a secret that cannot have been one', async () => {
    const made = await loadMasterKey(memory(new Uint8Array(5)));
    expect(made).toMatchObject({ ok: true, data: { created: true } });
    expect(made.ok && made.data.key.byteLength).toBe(32);
  });
});

/** The Secret Service of this session only: it has our private data folder in its surroundings. */
const secretServices = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('gnome-keyring')) return false;
        const surroundings = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return surroundings.includes(`XDG_DATA_HOME=${process.env['XDG_DATA_HOME'] ?? ''}`);
      } catch {
        return false;
      }
    })
    .map(Number);

const system = process.env['KIOSK_TEST_SYSTEM_KEYCHAIN'] === '1';
describe('the keychain of this system (needs KIOSK_TEST_SYSTEM_KEYCHAIN=1 in a session with an unlocked Secret Service)', () => {
  keychainContract(createKeychain({ service: 'ekyc-branch-kiosk-contract' }), !system);

  it.skipIf(!system)('gives up on one that stops answering, without blocking anything, and works again when it answers again', async () => {
    const keychain = createKeychain({ service: 'ekyc-branch-kiosk-contract', timeoutMs: 300 });
    await keychain.set('frozen', Uint8Array.of(1));
    const daemons = secretServices();
    expect(daemons).not.toEqual([]);
    for (const pid of daemons) process.kill(pid, 'SIGSTOP');
    try {
      expect(await keychain.get('frozen')).toEqual(err('KEY-TIMEOUT'));
    } finally {
      for (const pid of daemons) process.kill(pid, 'SIGCONT');
    }
    expect(await keychain.get('frozen')).toEqual(ok(Uint8Array.of(1)));
    await keychain.delete('frozen');
  });
});
