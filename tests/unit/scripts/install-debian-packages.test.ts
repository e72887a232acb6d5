/** Tests install-debian-packages.sh with fakes of dpkg-query and apt-get. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = path.resolve(import.meta.dirname, '../../../scripts/install-debian-packages.sh');
/** Prefix that runs a command as an unprivileged user. */
const AS_UNPRIVILEGED = ['setpriv', '--reuid=65534', '--clear-groups'] as const;
const isRoot = process.getuid?.() === 0;

let folder = '';
const inFolder = (name: string): string => path.join(folder, name);
const writeProgram = (name: string, body: string): void => {
  writeFileSync(inFolder(name), `#!/bin/sh\n${body}\n`);
  chmodSync(inFolder(name), 0o755);
};

/** Writes a dpkg-query that reports every package as installed, except those for which `otherStatuses` has a command. */
const writeDpkgQuery = (otherStatuses: Readonly<Record<string, string>>): void => {
  const cases = Object.entries(otherStatuses).map(([name, command]) => `${name}) ${command} ;;`);
  writeProgram(
    'dpkg-query',
    `for name; do :; done\ncase $name in ${cases.join(' ')} *) echo ' installed ' ;; esac`,
  );
};

const runScript = (
  prefix: readonly string[] = [],
): Promise<{ readonly exitCode: number; readonly error: string }> =>
  new Promise((resolve) => {
    const [command, ...args] = [...prefix, inFolder('script')];
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    execFile(command, args, { env }, (failure, _output, error) => {
      resolve({ exitCode: failure === null ? 0 : Number(failure.code), error });
    });
  });
const readAptCalls = (): string =>
  existsSync(inFolder('apt')) ? readFileSync(inFolder('apt'), 'utf8') : '';

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kiosk-packages-'));
  chmodSync(folder, 0o755);
  // A copy, because the unprivileged account may not be able to read the project.
  copyFileSync(SCRIPT, inFolder('script'));
  writeProgram('apt-get', `echo "$*" >> ${inFolder('apt')}`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform !== 'linux')('install-debian-packages.sh', () => {
  it('installs nothing and needs no root when every package is installed', async () => {
    // A package for two architectures has two statuses.
    writeDpkgQuery({ libwine: "echo ' installed  installed '" });
    expect(await runScript(isRoot ? AS_UNPRIVILEGED : [])).toEqual({ exitCode: 0, error: '' });
    expect(readAptCalls()).toBe('');
  });

  it.runIf(isRoot)(
    'installs a package that dpkg does not know, and one that was removed but not purged',
    async () => {
      writeDpkgQuery({ jq: 'exit 1', xauth: "echo ' config-files '" });
      expect(await runScript()).toEqual({ exitCode: 0, error: '' });
      expect(readAptCalls()).toBe('update -qq\ninstall -y -qq --no-install-recommends xauth jq\n');
    },
  );

  it('fails and names the missing packages when it is not run as root', async () => {
    writeDpkgQuery({ jq: "echo ' not-installed '" });
    const { exitCode, error } = await runScript(isRoot ? AS_UNPRIVILEGED : []);
    expect(exitCode).toBe(1);
    expect(error).toBe('Not installed: jq. Run this script as root.\n');
    expect(readAptCalls()).toBe('');
  });
});
