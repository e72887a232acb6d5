/** Starts a session bus with an unlocked gnome-keyring for an account of a Debian installation. */
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Debian } from './debian.ts';

export interface SecretService {
  /** Where the session bus listens. */
  readonly address: string;
  /** Ends bus and keyring; the stored secrets are lost. */
  stop(): Promise<void>;
}

const WITH_KEYRING = path.resolve(import.meta.dirname, '../with-keyring.sh');

/** The session ends when its input is closed, also when the test process is killed. */
export const startSecretService = async (
  debian: Debian,
  account: string,
  groups: string,
): Promise<SecretService> => {
  const session = debian.start(
    'bash',
    [WITH_KEYRING, 'sh', '-c', 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat'],
    { account, groups },
  );
  const gone = once(session, 'exit');
  let complaints = '';
  session.stderr?.on('data', (text: Buffer) => (complaints += text.toString()));
  if (!session.stdout) throw new Error('no output of the session');
  const lines = createInterface({ input: session.stdout });
  const [address] = (await Promise.race([
    once(lines, 'line'),
    gone.then(() => Promise.reject(new Error(`no session bus: ${complaints}`))),
  ])) as [string];
  return {
    address,
    stop: async () => {
      session.stdin?.end();
      await gone;
    },
  };
};
