/** Starts and ends the Chromium of the stand-in host, or connects to one that runs on another system. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { findBrowser } from './browser-binary.ts';
import { connectPipe } from './cdp.ts';
import type { CdpSession } from './cdp.ts';
import type { Settings } from './settings.ts';

const START_TIMEOUT_MS = 120_000;
const CLOSE_TIMEOUT_MS = 1_500;
const MAX_STDERR_CHARS = 4_000;
const PROFILE_PREFIX = 'standin-profile-';

/** A running Chromium. */
export interface Chromium {
  readonly browser: CdpSession;
  readonly pid: number;
  /** Where other DevTools clients (the tests) can connect. */
  readonly endpoint: string;
  readonly profile: string;
  /** Resolves when the process has exited; `expected` after close() or drop(). */
  readonly exited: Promise<{ readonly expected: boolean }>;
  close(): Promise<void>;
  /** Ends the process at once and removes its profile; for an exit handler, which cannot wait. */
  kill(): void;
}

function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Removes the profiles of hosts that were killed before they could remove them. */
function removeStaleProfiles(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PROFILE_PREFIX)
      ? Number(name.slice(PROFILE_PREFIX.length).split('-')[0])
      : NaN;
    if (Number.isInteger(pid) && !isProcessRunning(pid))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Creates a profile. Only its preference disables the translate bubble, which covers the page despite the disabled feature. */
function createProfile(locale: string): string {
  const profile = mkdtempSync(join(tmpdir(), `${PROFILE_PREFIX}${String(process.pid)}-`));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(
    join(profile, 'Default', 'Preferences'),
    JSON.stringify({
      translate: { enabled: false },
      intl: { accept_languages: locale, selected_languages: locale },
      credentials_enable_service: false,
    }),
  );
  return profile;
}

/** Port of `--remote-debugging-port`, as in Electron; with 0 the system chooses one. */
function debuggingPort(): string {
  const ports = process.argv.map((arg) => /^--remote-debugging-port=(\d+)$/.exec(arg)?.[1]);
  return ports.find((port) => port !== undefined) ?? '0';
}

function createArguments(
  settings: Settings,
  isHeadlessShell: boolean,
  profile: string,
  locale: string,
  switches: readonly string[],
): string[] {
  const { width, height } = settings.window;
  return [
    '--remote-debugging-pipe',
    `--remote-debugging-port=${debuggingPort()}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--disable-background-timer-throttling',
    '--disable-dev-shm-usage',
    '--disable-breakpad',
    '--metrics-recording-only',
    '--password-store=basic',
    '--use-mock-keychain',
    // The last two features are switched off, because they refuse the development server's channel, and requests that only the app's
    // own policies and handlers must refuse.
    '--disable-features=Translate,TranslateUI,MediaRouter,OptimizationHints,AutofillServerCommunication,InterestFeedContentSuggestions,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
    '--font-render-hinting=none',
    '--force-color-profile=srgb',
    '--mute-audio',
    `--lang=${locale}`,
    `--window-size=${String(width)},${String(height)}`,
    '--window-position=0,0',
    '--force-device-scale-factor=1',
    // The app's handlers decide (permissions.ts); without this the windowless build answers NotSupportedError.
    '--use-fake-ui-for-media-stream',
    settings.camera === null
      ? '--use-fake-device-for-media-stream=device-count=0'
      : '--use-fake-device-for-media-stream',
    ...(settings.camera === null ? [] : [`--use-file-for-fake-video-capture=${settings.camera}`]),
    ...(settings.headed ? ['--kiosk'] : [isHeadlessShell ? '--headless' : '--headless=new']),
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...switches,
    'about:blank',
  ];
}

async function readEndpoint(profile: string, child: ChildProcess): Promise<string> {
  const file = join(profile, 'DevToolsActivePort');
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline;) {
    if (existsSync(file)) {
      const [port, path] = readFileSync(file, 'utf8').trim().split('\n');
      if (port !== undefined && path !== undefined) return `ws://127.0.0.1:${port}${path}`;
    }
    if (child.exitCode !== null || child.signalCode !== null) break;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('stand-in: Chromium did not start');
}

/** Connects to the browser at `STANDIN_BROWSER`; the process that started it also ends it. */
async function attachChromium(port: number): Promise<Chromium> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const connection = connectPipe(socket, socket);
  let expected = false;
  const exited = once(socket, 'close').then(() => ({ expected }));
  const drop = (): void => {
    expected = true;
    socket.destroy();
  };
  return {
    browser: connection.browser,
    pid: 0,
    endpoint: '',
    profile: '',
    exited,
    kill: drop,
    close() {
      drop();
      return Promise.resolve();
    },
  };
}

/** A browser for a host that cannot start one itself. */
export interface SharedBrowser {
  /** Where the host reaches the browser's debugging pipe: the value of STANDIN_BROWSER. */
  readonly port: number;
  /** Where other DevTools clients (the tests) can connect. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts a browser for a host on a system without a Chromium, and forwards its debugging pipe over loopback. */
export async function startSharedChromium(settings: Settings): Promise<SharedBrowser> {
  const binary = await findBrowser(settings);
  const profile = createProfile('en-US');
  const child = spawn(
    binary.path,
    createArguments(settings, binary.isHeadlessShell, profile, 'en-US', []),
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(child.stdio[3] as Writable);
    (child.stdio[4] as Readable).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    endpoint: await readEndpoint(profile, child),
    async close() {
      server.close();
      child.kill('SIGKILL');
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    },
  };
}

/** Starts Chromium with a new profile in the temporary folder. */
export async function startChromium(
  settings: Settings,
  locale: string,
  switches: readonly string[],
): Promise<Chromium> {
  if (settings.browserPort !== null) return attachChromium(settings.browserPort);
  const binary = await findBrowser(settings);
  removeStaleProfiles();
  const profile = createProfile(locale);
  const child = spawn(
    binary.path,
    createArguments(settings, binary.isHeadlessShell, profile, locale, switches),
    {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  let stderrTail = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderrTail = (stderrTail + chunk.toString('utf8')).slice(-MAX_STDERR_CHARS);
  });
  const connection = connectPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);

  let expected = false;
  const exited = new Promise<{ expected: boolean }>((resolve) => {
    child.once('exit', () => {
      connection.close('the browser has gone');
      resolve({ expected });
    });
    child.once('error', (error) => {
      stderrTail += error.message;
      connection.close(error.message);
      resolve({ expected });
    });
  });
  const removeProfile = (): void => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  };
  const drop = (): void => {
    expected = true;
    child.kill('SIGKILL');
    try {
      removeProfile();
    } catch {
      // A process of the browser may still be writing; the next host removes the folder.
    }
  };
  const endpoint = await readEndpoint(profile, child).catch((error: unknown) => {
    drop();
    throw new Error(`${String(error)}\n${stderrTail}`);
  });
  return {
    browser: connection.browser,
    pid: child.pid ?? 0,
    endpoint,
    profile,
    exited,
    kill: drop,
    async close() {
      expected = true;
      void connection.browser.send('Browser.close').catch(() => undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
      drop();
    },
  };
}
