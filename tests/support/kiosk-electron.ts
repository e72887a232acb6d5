/** Starts the app on Electron’s own binary, through Playwright. */
import { _electron, type Page } from 'playwright-core';
import type { StartPlan, StartedApp } from './kiosk.ts';

const isCustomerPage = (page: Page): boolean => page.url().startsWith('app://customer');

/** Starts the app on a real Electron. */
export async function startOnElectron(plan: StartPlan, binary: string): Promise<StartedApp> {
  const camera =
    plan.camera === null
      ? ['--use-fake-device-for-media-stream=device-count=0']
      : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${plan.camera}`];
  const environment = Object.entries({ ...process.env, ...plan.env }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const application = await _electron.launch({
    executablePath: binary,
    args: [...camera, plan.main],
    cwd: plan.root,
    env: Object.fromEntries(environment),
  });
  const child = application.process();
  let log = '';
  const appendToLog = (chunk: Buffer): void => {
    log += chunk.toString('utf8');
  };
  child.stdout?.on('data', appendToLog);
  child.stderr?.on('data', appendToLog);
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else
      child.once('exit', () => {
        resolve();
      });
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const firstWindow = await application.firstWindow();
    await firstWindow.waitForLoadState('domcontentloaded');
  } catch (error) {
    await kill();
    throw new Error(`${String(error)}\n${log}`);
  }
  return {
    ended,
    kill,
    release: () => Promise.resolve(),
    logs: () => log,
    page() {
      const page = application
        .windows()
        .filter((window) => !window.isClosed() && !isCustomerPage(window))
        .at(-1);
      if (page === undefined) throw new Error(`The app has no window now:\n${log}`);
      return page;
    },
    customerPage: () =>
      application.windows().findLast((window) => !window.isClosed() && isCustomerPage(window)) ??
      null,
    // Playwright accepts a function only, so this function evaluates the source text that it gets as an argument.
    evaluate: (fn, arg) =>
      application.evaluate(
        (electron, call) => (0, eval)(`(${call.fn})`)(electron, call.arg) as unknown,
        { fn, arg },
      ),
  };
}
