/** Starts the built app for a test, on Electron or on the stand-in host, with its own data folder and keychain. */
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type * as Electron from 'electron';
import type { Page } from 'playwright-core';
import { startOnElectron } from './kiosk-electron.ts';
import { startOnStandIn } from './kiosk-stand-in.ts';
import { usesSystemKeychain } from './system-keychain.ts';

/** Longer than the five seconds that the app gives its services to stop. */
const QUIT_LIMIT_MS = 60_000;
const QUIT = '({ app }) => { app.quit(); }';
/** Under lockdown the app refuses to quit and ends only with the system's session, which this event announces. */
const END_SESSION =
  "({ powerMonitor }) => { powerMonitor.emit('shutdown', { preventDefault: () => undefined }); }";
/** As long as an expectation of the end-to-end tests waits (playwright.config.ts). */
const ACTION_LIMIT_MS = 90_000;
const ROOT = resolve(import.meta.dirname, '..', '..');

/** Options with which the app is started. */
export interface KioskOptions {
  /** The address of the eKYC service. */
  readonly baseUrl?: string;
  /** The app's data folder; when absent, a new one that is removed at close. */
  readonly dataDir?: string;
  /** More environment for the app. */
  readonly env?: Readonly<Record<string, string>>;
  /** A video file (.mjpeg or .y4m) for the camera; without it there is no camera. */
  readonly camera?: string;
  /** Whether to show a real window, which needs a display. */
  readonly headed?: boolean;
  readonly locale?: string;
  /** 'auto' is the stand-in file, or the system's keychain when KIOSK_TEST_SYSTEM_KEYCHAIN=1 and a session bus is there. */
  readonly keychain?: 'auto' | 'stand-in' | 'system' | 'none';
  /**
   * Whether the settings file gets values for bank, branch, branch code, counter number and `exchangeFolders` where it has none,
   * and a set-up that was already offered, so that the app starts as a counter that IT has set up. Values in the file stay.
   * Default: true.
   */
  readonly prefillSettings?: boolean;
  /** Folders that the file chooser offers, as in the policy. */
  readonly exchangeFolders?: readonly string[];
  /** The size of the page, for example '1920x1080'. */
  readonly window?: string;
  /** The package root, or the main script, of the app to start; this project's root when absent. */
  readonly main?: string;
}

/** A function that runs in the main process, with Electron's module and one argument. */
export type MainFunction<A, R> = (electron: typeof Electron, arg: A) => R | Promise<R>;

/** The app, running. */
export interface Kiosk {
  /** The app's page. After a crash and reload it is the new one, so do not keep it across a crash. */
  readonly page: Page;
  readonly host: 'electron' | 'stand-in';
  /** The page on the customer's own display; waits until there is one. */
  customerPage(): Promise<Page>;
  readonly dataDir: string;
  /** Output of the main process so far, stdout and stderr. */
  logs(): string;
  /** Runs a function in the main process. It is sent as text and sees only its arguments. */
  evaluate<R>(fn: MainFunction<undefined, R>): Promise<R>;
  evaluate<A, R>(fn: MainFunction<A, R>, arg: A): Promise<R>;
  /** Makes the app quit, under lockdown by the end of the system's session; after a minute it is killed. */
  close(): Promise<void>;
  /** Ends the main process without warning and waits until it and its browser have ended. */
  kill(): Promise<void>;
  /** The PDFs printed so far, oldest first. */
  printed(): Promise<string[]>;
}

/** The input with which a host starts the app. */
export interface StartPlan {
  readonly root: string;
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  readonly camera: string | null;
  readonly headed: boolean;
}

/** The running app as a host returns it. */
export interface StartedApp {
  page(): Page;
  /** Null while there is none. */
  customerPage(): Page | null;
  logs(): string;
  evaluate(fn: string, arg: unknown): Promise<unknown>;
  /** Resolves when the main process and its browser have ended. */
  readonly ended: Promise<void>;
  kill(): Promise<void>;
  /** Releases the resources of the test side. */
  release(): Promise<void>;
}

/** Path of Electron's binary; null when it is absent. The package is not loaded, because it downloads a missing binary. */
function findElectronBinary(): string | null {
  const folder = join(ROOT, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

function chooseHost():
  { readonly host: 'electron'; readonly binary: string } | { readonly host: 'stand-in' } {
  const requestedHost = process.env['KIOSK_HOST'] ?? '';
  if (!['', 'standin', 'electron'].includes(requestedHost))
    throw new Error(`KIOSK_HOST must be standin or electron, not ${requestedHost}`);
  const binary = requestedHost === 'standin' ? null : findElectronBinary();
  if (binary !== null) return { host: 'electron', binary };
  if (requestedHost === 'electron')
    throw new Error('KIOSK_HOST=electron, but Electron has no binary in node_modules/electron');
  return { host: 'stand-in' };
}

/** Keychain file of a data folder. It is outside that folder, as the system's keychain is, and stays the same for every start. */
export function keychainFile(dataDir: string): string {
  return join(
    tmpdir(),
    'kiosk-keychains',
    `${createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16)}.json`,
  );
}

/** Value of STANDIN_KEYCHAIN: a file, `none`, or empty for the system's keychain. */
function keychainFor(kind: NonNullable<KioskOptions['keychain']>, dataDir: string): string {
  const isSystem = kind === 'system' || (kind === 'auto' && usesSystemKeychain());
  if (isSystem) return '';
  return kind === 'none' ? 'none' : keychainFile(dataDir);
}

/** Settings of a counter that IT has set up. Without bank, branch and counter no registration is possible. */
const SET_UP_SETTINGS = {
  bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' },
  branch: { en: 'Example Branch', bn: 'উদাহরণ শাখা' },
  branchCode: '0142',
  counterNumber: '3',
  setup: { offered: false },
};

function writePrefilledSettings(dataDir: string, exchangeFolders: readonly string[]): void {
  const file = join(dataDir, 'settings.json');
  const existing = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, JSON.stringify({ ...SET_UP_SETTINGS, exchangeFolders, ...existing }));
}

/** Starts the built app and waits for its page. */
export async function launchKiosk(options: KioskOptions = {}): Promise<Kiosk> {
  // The package root, as in `electron .`.
  const main = options.main ?? ROOT;
  const mainScript = /\.m?js$/.test(main) ? main : join(main, 'out', 'main', 'index.js');
  if (!existsSync(mainScript)) throw new Error(`${mainScript} is missing: run npm run build first`);
  const chosenHost = chooseHost();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'kiosk-data-'));
  // Created by the first print, so that a test without a print leaves no folder.
  const printDir = join(tmpdir(), `kiosk-prints-${randomUUID()}`);
  const keychain = keychainFor(options.keychain ?? 'auto', dataDir);
  const headed = options.headed ?? process.env['STANDIN_HEADED'] === '1';
  if (options.prefillSettings !== false)
    writePrefilledSettings(dataDir, options.exchangeFolders ?? []);
  const env: Record<string, string> = {
    KIOSK_DATA_DIR: dataDir,
    ...(options.baseUrl === undefined ? {} : { EKYC_BASE_URL: options.baseUrl }),
    ...(options.locale === undefined ? {} : { KIOSK_LOCALE: options.locale }),
    STANDIN_KEYCHAIN: keychain,
    STANDIN_PRINT_DIR: printDir,
    STANDIN_CAMERA: options.camera ?? 'none',
    STANDIN_HEADED: headed ? '1' : '',
    ...(options.window === undefined ? {} : { STANDIN_WINDOW: options.window }),
    ...options.env,
  };
  const plan: StartPlan = {
    root: ROOT,
    main: resolve(main),
    env,
    camera: options.camera ?? null,
    headed,
  };
  const removeFiles = (): void => {
    rmSync(printDir, { recursive: true, force: true });
    if (options.dataDir !== undefined) return;
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(keychainFile(dataDir), { force: true });
  };
  const started = await (
    chosenHost.host === 'electron' ? startOnElectron(plan, chosenHost.binary) : startOnStandIn(plan)
  ).catch((error: unknown) => {
    removeFiles();
    throw error;
  });
  const evaluate = (
    fn: (electron: typeof Electron, arg: never) => unknown,
    arg?: unknown,
  ): Promise<unknown> => started.evaluate(fn.toString(), arg);
  let hasEnded = false;
  return {
    get page() {
      const page = started.page();
      page.setDefaultTimeout(ACTION_LIMIT_MS);
      return page;
    },
    async customerPage() {
      for (const deadline = Date.now() + ACTION_LIMIT_MS; Date.now() < deadline;) {
        const page = started.customerPage();
        if (page) {
          page.setDefaultTimeout(ACTION_LIMIT_MS);
          return page;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error("There is no customer's page");
    },
    host: chosenHost.host,
    dataDir,
    logs: started.logs,
    evaluate,
    async close() {
      if (!hasEnded) {
        hasEnded = true;
        void started
          .evaluate(env['KIOSK_LOCKDOWN'] === '1' ? END_SESSION : QUIT, undefined)
          .catch(() => undefined);
        const timer = setTimeout(() => {
          void started.kill();
        }, QUIT_LIMIT_MS);
        await started.ended;
        clearTimeout(timer);
        await started.release();
      }
      removeFiles();
    },
    async kill() {
      hasEnded = true;
      await started.kill();
      await started.release();
    },
    printed() {
      const names = existsSync(printDir) ? readdirSync(printDir) : [];
      return Promise.resolve(
        names
          .filter((name) => name.endsWith('.pdf'))
          .sort()
          .map((name) => join(printDir, name)),
      );
    },
  };
}
