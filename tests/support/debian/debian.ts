/**
 * A minimal Debian in a folder, made by debootstrap from the mirror that this machine's apt uses. Needs root. Mounts exist
 * only in the mount namespace of each process, so that removing the folder can never reach this machine's files.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const repository = path.resolve(import.meta.dirname, '../../..');
const COMMAND_TIMEOUT_MS = 240_000;
const MAX_OUTPUT_BYTES = 2 ** 26;

const ENVIRONMENT = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
  DEBIAN_FRONTEND: 'noninteractive',
};

export interface StartOptions {
  readonly user: string;
  /** Groups besides the user's own. */
  readonly groups: string;
  readonly env?: Readonly<Record<string, string>>;
  /** File descriptor that receives the output; pipes when absent. */
  readonly output?: number;
}

export interface Debian {
  /** Path on this machine of a file of the Debian. */
  at(file: string): string;
  /** Runs a program as root. @returns stdout and stderr; rejects with both when the program fails. */
  run(program: string, ...args: string[]): Promise<string>;
  /**
   * Starts a program as a user. The repository is mounted read-only at the path it has on this machine. The returned process is
   * the program, not a wrapper around it, so that a signal reaches it.
   */
  start(program: string, args: readonly string[], options: StartOptions): ChildProcess;
}

interface AptSource {
  readonly uri: string;
  readonly release: string;
  readonly component: string;
}

/** The apt sources of this machine that belong to its own release. */
const readAptSources = async (): Promise<{ codename: string; sources: readonly AptSource[] }> => {
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1];
  const { stdout } = await execute('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(RELEASE) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  const sources = [...new Set(stdout.trim().split('\n'))].map((line): AptSource => {
    const [uri = '', release = '', component = ''] = line.split(' ');
    return { uri, release, component };
  });
  return {
    codename: codename ?? '',
    sources: sources.filter(({ release }) => release.startsWith(codename ?? '')),
  };
};

/** Folder in which downloaded packages are kept between runs. */
const createCacheFolder = async (): Promise<string> => {
  const folder = path.join(repository, 'node_modules/.cache/debian-packages');
  await mkdir(path.join(folder, 'partial'), { recursive: true });
  return folder;
};

const MOUNT_AND_CHROOT = [
  'set -e',
  'root=$1; cache=$2; repository=$3; shift 3',
  'mount -t proc proc "$root/proc"',
  'mount --bind "$cache" "$root/var/cache/apt/archives"',
  'mount --bind "$repository" "$root$repository"',
  'mount -o remount,bind,ro "$root$repository"',
  'exec chroot "$@"',
].join('\n');

export const createDebian = async (root: string): Promise<Debian> => {
  const { codename, sources } = await readAptSources();
  const cache = await createCacheFolder();
  const mirror = sources.find(({ release }) => release === codename)?.uri ?? '';
  await execute(
    'debootstrap',
    ['--variant=minbase', `--cache-dir=${cache}`, codename, root, mirror],
    { timeout: COMMAND_TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES },
  );
  const at = (file: string): string => path.join(root, file);
  await writeFile(
    at('etc/apt/sources.list'),
    sources.map(({ uri, release, component }) => `deb ${uri} ${release} ${component}\n`).join(''),
  );
  await copyFile('/etc/resolv.conf', at('etc/resolv.conf'));
  // Exit code 101 of policy-rc.d forbids the start of services. Writes need not survive a power cut, so dpkg skips its syncs.
  await writeFile(at('usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  await writeFile(at('etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n');
  await writeFile(
    at('etc/apt/apt.conf.d/tests'),
    'APT::Keep-Downloaded-Packages "true";\nAPT::Sandbox::User "root";\nAcquire::Languages "none";\n',
  );
  await mkdir(at(repository), { recursive: true });

  const unshareArguments = (chrootArguments: readonly string[]): string[] => [
    ...['--mount', '--propagation', 'private', 'sh', '-c', MOUNT_AND_CHROOT, 'sh'],
    ...[root, cache, repository, ...chrootArguments],
  ];
  return {
    at,
    run: async (program, ...args) => {
      const { stdout, stderr } = await execute(
        'unshare',
        unshareArguments([root, program, ...args]),
        {
          env: ENVIRONMENT,
          timeout: COMMAND_TIMEOUT_MS,
          maxBuffer: MAX_OUTPUT_BYTES,
        },
      );
      return stdout + stderr;
    },
    start: (program, args, { user, groups, env, output }) =>
      spawn(
        'unshare',
        unshareArguments([`--userspec=${user}`, `--groups=${groups}`, root, program, ...args]),
        {
          env: { ...ENVIRONMENT, HOME: `/home/${user}`, ...env },
          stdio: output === undefined ? 'pipe' : ['ignore', output, output],
        },
      ),
  };
};
