/** Starts a session bus with an unlocked gnome-keyring for a user of a Debian installation. */
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Debian } from './debian.ts';

export interface SecretService {
  /** Address of the session bus. */
  readonly address: string;
  /** Ends bus and keyring; the stored secrets are lost. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const WITH_KEYRING = path.resolve(import.meta.dirname, '../with-keyring.sh');

/** The session ends when its input is closed, also when the test process is killed. */
export const startSecretService = async (
  debian: Debian,
  user: string,
  groups: string,
): Promise<SecretService> => {
  const session = debian.start(
    'bash',
    [WITH_KEYRING, 'sh', '-c', 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat'],
    { user, groups },
  );
  const exited = once(session, 'exit');
  let stderr = '';
  session.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
  if (!session.stdout) throw new Error('no output of the session');
  const lines = createInterface({ input: session.stdout });
  const [address] = (await Promise.race([
    once(lines, 'line', { signal: AbortSignal.timeout(START_TIMEOUT_MS) }),
    exited.then(() => Promise.reject(new Error('the session has ended'))),
  ]).catch((error: unknown) => {
    session.kill('SIGKILL');
    throw new Error(`no session bus: ${stderr}`, { cause: error });
  })) as [string];
  return {
    address,
    stop: async () => {
      session.stdin?.end();
      await exited;
    },
  };
};
