/** Starts the app on the stand-in host: a Node process with the modules of tests/support/standin, and Chromium. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import type { StartPlan, StartedApp } from './kiosk.ts';
import type { ControlMessage, ControlRequest } from './standin/control.ts';

const START_LIMIT_MS = 180_000;
/** Compile cache of Node, so that the modules of the host are not compiled at the start of every process. */
const COMPILE_CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'stand-in');
const REGISTER = join(import.meta.dirname, 'standin', 'register.ts');

/** The Node that replaces Electron's: the project's own, or the one that runs the tests when it has the same major version. */
function findNodeBinary(root: string): string {
  const projectNode = join(
    root,
    'node_modules',
    '.bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(projectNode)) return projectNode;
  if (process.versions.node.startsWith('24.')) return process.execPath;
  throw new Error('The stand-in host needs Node 24: install the project, or run the tests with it');
}

const pause = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms);
  });

/** A zombie (ended, but not yet reaped by its parent) counts as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      process.platform !== 'linux' ||
      !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))
    );
  } catch {
    return false;
  }
}

function isAppPage(page: Page): boolean {
  return (
    !page.isClosed() && /^(https:\/\/[^/]*\.standin\.test|http:\/\/localhost[:/])/.test(page.url())
  );
}

const isCustomerPage = (page: Page): boolean => page.url().startsWith('https://customer.');

/** Starts the app on the stand-in host. */
export async function startOnStandIn(plan: StartPlan): Promise<StartedApp> {
  const child = spawn(
    findNodeBinary(plan.root),
    ['--disable-warning=ExperimentalWarning', '--import', REGISTER, plan.main],
    {
      cwd: plan.root,
      env: { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...plan.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    },
  );
  let log = '';
  const appendToLog = (chunk: Buffer): void => {
    log += chunk.toString('utf8');
  };
  child.stdout?.on('data', appendToLog);
  child.stderr?.on('data', appendToLog);

  const pendingCalls = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let nextId = 1;
  let chromiumPid = 0;
  let profile = '';
  let browser: Browser | null = null;
  let hasEnded = false;

  const endpoint = new Promise<string>((resolve, reject) => {
    child.on('message', (message: ControlMessage) => {
      if (message.standin === 'ready') {
        ({ pid: chromiumPid, profile } = message);
        resolve(message.endpoint);
      } else {
        const call = pendingCalls.get(message.id);
        pendingCalls.delete(message.id);
        if (message.ok) call?.resolve(message.value);
        else call?.reject(new Error(String(message.value)));
      }
    });
    child.once('close', (code, signal) => {
      reject(
        new Error(`The app ended before its window was there (${String(signal ?? code)}):\n${log}`),
      );
    });
    child.once('error', reject);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      hasEnded = true;
      for (const call of pendingCalls.values()) call.reject(new Error('The app has ended'));
      const cleanUp = async (): Promise<void> => {
        for (
          const deadline = Date.now() + 10_000;
          chromiumPid !== 0 && isRunning(chromiumPid) && Date.now() < deadline;
        )
          await pause(10);
        if (profile !== '')
          rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 30 });
        resolve();
      };
      void cleanUp().catch(() => {
        resolve();
      });
    });
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const release = async (): Promise<void> => {
    await browser?.close().catch(() => undefined);
  };
  /** Playwright lists a crashed page until its target is closed. */
  const crashedPages = new WeakSet<Page>();
  const trackCrash = (page: Page): void => {
    page.on('crash', () => {
      crashedPages.add(page);
    });
  };
  const pages = (): Page[] =>
    (browser?.contexts() ?? [])
      .flatMap((context) => context.pages())
      .filter((page) => isAppPage(page) && !crashedPages.has(page));

  const counterPages = (): Page[] => pages().filter((page) => !isCustomerPage(page));

  const waitForFirstPage = async (): Promise<void> => {
    browser = await chromium.connectOverCDP(await endpoint);
    for (const context of browser.contexts()) {
      context.pages().forEach(trackCrash);
      context.on('page', trackCrash);
    }
    for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; await pause(20)) {
      if (hasEnded) throw new Error(`The app ended before its window was there:\n${log}`);
      const page = counterPages()[0];
      if (page === undefined) continue;
      try {
        return await page.waitForLoadState('domcontentloaded');
      } catch (error) {
        // The app may have replaced the window meanwhile.
        if (!page.isClosed()) throw error;
      }
    }
    throw new Error(`The app's window did not appear:\n${log}`);
  };
  try {
    await waitForFirstPage();
  } catch (error) {
    await kill();
    await release();
    throw error;
  }
  return {
    ended,
    kill,
    release,
    logs: () => log,
    page() {
      const page = counterPages().at(-1);
      if (page === undefined) throw new Error(`The app has no window now:\n${log}`);
      return page;
    },
    customerPage: () => pages().findLast(isCustomerPage) ?? null,
    evaluate: (fn, arg) =>
      new Promise((resolve, reject) => {
        if (hasEnded) {
          reject(new Error('The app has ended'));
          return;
        }
        const id = nextId++;
        pendingCalls.set(id, { resolve, reject });
        child.send({ standin: 'evaluate', id, fn, arg } satisfies ControlRequest);
      }),
  };
}
