/**
 * Runs an installed app on the stand-in host in the system where it is installed: Windows under Wine, or Debian in a folder. The
 * page runs in this machine's Chromium; the host is connected to browser and test over loopback.
 */
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { startSharedChromium } from './standin/chromium.ts';
import type { ControlMessage, ControlRequest } from './standin/control.ts';
import { readSettings } from './standin/settings.ts';

const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 60_000;

export interface InstalledKiosk {
  readonly page: Page;
  logs(): string;
  /** Runs a function in the main process. It is sent as text and sees only its arguments; its value must survive JSON. */
  evaluate(fn: string): Promise<unknown>;
  /** Ends the app as the end of the system's session does. */
  close(): Promise<void>;
  /** Ends the main process without warning. */
  kill(): Promise<void>;
}

export interface InstalledKioskOptions {
  /** Starts the app's executable with the stand-in host; its output goes to the file. */
  readonly start: (env: Readonly<Record<string, string>>, output: number) => ChildProcess;
  readonly output: string;
  /** A video file that the camera shows. */
  readonly camera: string;
}

interface ControlServer {
  readonly port: number;
  readonly ready: Promise<void>;
  evaluate(fn: string): Promise<unknown>;
  close(): void;
}

/** The test's end of the channel that `standin/control.ts` opens. */
const createControlServer = async (): Promise<ControlServer> => {
  const pendingCalls = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let peer: Socket | null = null;
  let nextId = 1;
  let markReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const handleMessage = (message: ControlMessage): void => {
    if (message.standin === 'ready') return markReady();
    const call = pendingCalls.get(message.id);
    pendingCalls.delete(message.id);
    if (message.ok) call?.resolve(message.value);
    else call?.reject(new Error(String(message.value)));
  };
  const server = createServer((socket) => {
    peer = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const call of pendingCalls.values()) call.reject(new Error('The app has ended'));
      pendingCalls.clear();
    });
    createInterface({ input: socket }).on('line', (line) =>
      handleMessage(JSON.parse(line) as ControlMessage),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ready,
    evaluate: (fn) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        pendingCalls.set(id, { resolve, reject });
        peer?.write(
          `${JSON.stringify({ standin: 'evaluate', id, fn, arg: null } satisfies ControlRequest)}\n`,
        );
      }),
    close: () => {
      peer?.destroy();
      server.close();
    },
  };
};

const withTimeout = <T>(limitMs: number, operation: string, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${operation} took longer than ${limitMs} ms`)),
      limitMs,
    );
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
};

const isAppPage = (page: Page): boolean => /^https:\/\/[^/]*\.standin\.test/.test(page.url());

/** Starts the app and waits for its page. */
export const launchInstalledKiosk = async ({
  start,
  output,
  camera,
}: InstalledKioskOptions): Promise<InstalledKiosk> => {
  const remoteBrowser = await startSharedChromium(readSettings({ STANDIN_CAMERA: camera }));
  const controlServer = await createControlServer();
  const descriptor = openSync(output, 'a');
  const logs = (): string => readFileSync(output, 'utf8');
  const child = start(
    { STANDIN_BROWSER: String(remoteBrowser.port), STANDIN_CONTROL: String(controlServer.port) },
    descriptor,
  );
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const browser = await chromium.connectOverCDP(remoteBrowser.endpoint);
  const release = async (): Promise<void> => {
    closeSync(descriptor);
    controlServer.close();
    await browser.close().catch(() => undefined);
    await remoteBrowser.close();
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    await release();
  };
  const rejectOnExit = exited.then((): never => {
    throw new Error(`The app ended before its page was there:\n${logs()}`);
  });
  const waitForAppPage = async (): Promise<Page> => {
    await controlServer.ready;
    const pages = () => browser.contexts().flatMap((context) => context.pages());
    for (;;) {
      const page = pages().find(isAppPage);
      if (page) return page;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  try {
    const page = await withTimeout(
      START_LIMIT_MS,
      'The start of the app',
      Promise.race([waitForAppPage(), rejectOnExit]),
    );
    page.setDefaultTimeout(60_000);
    await page.waitForLoadState('domcontentloaded');
    return {
      page,
      logs,
      evaluate: controlServer.evaluate,
      kill,
      close: async () => {
        // An installed kiosk refuses to quit; it ends with the session of the system.
        const endSession =
          '({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0].emit("session-end", {}); }';
        void controlServer.evaluate(endSession).catch(() => undefined);
        await withTimeout(STOP_LIMIT_MS, 'The end of the app', exited).finally(() =>
          child.kill('SIGKILL'),
        );
        await release();
      },
    };
  } catch (error) {
    await kill();
    throw error instanceof Error ? new Error(`${error.message}\n${logs().slice(-4_000)}`) : error;
  }
};
