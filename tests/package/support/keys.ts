/** Creates keys for signing packages: a code-signing certificate for Windows, an OpenPGP key for Debian. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

export const makeCertificate = async (
  folder: string,
  name: string,
): Promise<{ certificate: string; key: string }> => {
  const [certificate, key] = [path.join(folder, `${name}.pem`), path.join(folder, `${name}.key`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'extendedKeyUsage=codeSigning'];
  await execFileAsync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    certificate,
    ...subject,
  ]);
  return { certificate, key };
};

export const makeGpgKey = async (
  home: string,
  name: string,
): Promise<{ home: string; keyring: string }> => {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const env = { ...process.env, GNUPGHOME: home };
  const keyring = path.join(home, 'keyring.gpg');
  await execFileAsync(
    'gpg',
    ['--batch', '--passphrase', '', '--quick-generate-key', name, 'ed25519', 'sign', '2d'],
    { env },
  );
  await execFileAsync('gpg', ['--batch', '--output', keyring, '--export', name], { env });
  return { home, keyring };
};
