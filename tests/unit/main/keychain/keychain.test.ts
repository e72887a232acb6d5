import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const SCRIPT = `
  import { createKeychain } from '#main/keychain/keychain.ts';
  const keychain = createKeychain({ service: 'ekyc-branch-kiosk-test' });
  const answers = [await keychain.set('a', Uint8Array.of(1)), await keychain.get('a'), await keychain.delete('a')];
  process.stdout.write(JSON.stringify(answers));
`;

/** Runs in a separate process, because the library reads the address of the session bus once per process. */
const callWithoutSessionBus = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const {
      DBUS_SESSION_BUS_ADDRESS: _bus,
      XDG_RUNTIME_DIR: _run,
      DISPLAY: _display,
      ...env
    } = process.env;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', SCRIPT], {
      env,
    });
    let output = '';
    let errorOutput = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (errorOutput += text.toString()));
    child.on('close', () =>
      output === '' ? reject(new Error(errorOutput)) : resolve(JSON.parse(output)),
    );
  });

describe.skipIf(process.platform !== 'linux')('createKeychain without a Secret Service', () => {
  it('fails every call and writes nothing to the kernel keyring', async () => {
    const unavailable = { ok: false, error: { code: 'KEY-UNAVAILABLE' } };
    expect(await callWithoutSessionBus()).toEqual([unavailable, unavailable, unavailable]);
  });
});
