/** Starts the app on Electron’s own binary, through Playwright. */
import { _electron, type Page } from 'playwright-core';
import type { StartPlan, Started } from './kiosk.ts';

const isCustomerPage = (page: Page): boolean => page.url().startsWith('app://customer');

/** Starts the app on a real Electron. */
export async function startOnElectron(plan: StartPlan, binary: string): Promise<Started> {
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
  const keep = (chunk: Buffer): void => {
    log += chunk.toString('utf8');
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
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
    const first = await application.firstWindow();
    await first.waitForLoadState('domcontentloaded');
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
    // Playwright sends the function's text itself; a function with this text is all it needs.
    evaluate: (fn, arg) =>
      application.evaluate(
        (electron, call) => (0, eval)(`(${call.fn})`)(electron, call.arg) as unknown,
        { fn, arg },
      ),
  };
}
