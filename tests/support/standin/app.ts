/** Electron’s `app` on the stand-in host: paths, switches, life cycle events and the single-instance lock. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, CommandLine, RelaunchOptions } from 'electron';
import { createEvent } from './event.ts';
import type { Host } from './host.ts';
import { APP_EVENTS } from './known-events.ts';
import { strictPartial, notImplemented } from './strict-partial.ts';
import { createSingleInstance } from './single-instance.ts';

/** `app`, and the state that other modules of the host need. */
export interface AppPart {
  readonly app: App;
  locale(): string;
  /** The command line switches for Chromium. */
  switches(): readonly string[];
  /** Reports to the app that the browser has started. */
  emitReady(): void;
  /** Whether the app is quitting, so that no browser may be started. */
  isLeaving(): boolean;
}

/** Dependencies of `app` besides the host. */
export interface AppDeps {
  closeWindows(): boolean;
  isControlled(): boolean;
}

/** Creates `app`. */
export function createApp(host: Host, deps: AppDeps): AppPart {
  const emitter = host.appEvents;
  const { appPackage } = host;
  const home = homedir();
  const appData =
    (process.platform === 'win32' ? process.env['APPDATA'] : process.env['XDG_CONFIG_HOME']) ??
    join(home, '.config');
  const paths = new Map<string, string>([
    ['home', home],
    ['appData', appData],
    ['temp', tmpdir()],
    ['exe', process.execPath],
    ['module', process.execPath],
    ['desktop', join(home, 'Desktop')],
    ['documents', join(home, 'Documents')],
    ['downloads', join(home, 'Downloads')],
    ['pictures', join(home, 'Pictures')],
    ['music', join(home, 'Music')],
    ['videos', join(home, 'Videos')],
  ]);
  const userData = (): string => paths.get('userData') ?? join(appData, name);
  const derivedPaths = new Map<string, () => string>([
    ['userData', userData],
    ['sessionData', userData],
    ['logs', () => join(userData(), 'logs')],
    ['crashDumps', () => join(userData(), 'Crashpad')],
  ]);
  const switchValues = new Map<string, string>();
  const singleInstance = createSingleInstance((message) => {
    emitter.emit('second-instance', createEvent({}), message.argv, message.cwd, message.data);
  });
  let name = appPackage.name;
  let resolveReady: () => void = () => undefined;
  const whenReady = new Promise<void>((resolve) => {
    resolveReady = resolve;
  });
  let isLeaving = false;
  let hasLeft = false;

  const exit = (code: number): void => {
    if (hasLeft) return;
    hasLeft = true;
    emitter.emit('quit', createEvent({}), code);
    singleInstance.release();
    process.exit(code);
  };
  const quit = (): void => {
    // Before the app is ready no handler can prevent the end, and no browser may be started afterwards.
    if (!host.ready) isLeaving = true;
    setImmediate(() => {
      const beforeQuit = createEvent({});
      emitter.emit('before-quit', beforeQuit);
      if (beforeQuit.defaultPrevented) return;
      host.quitting = true;
      const allClosed = deps.closeWindows();
      const willQuit = createEvent({});
      if (allClosed) emitter.emit('will-quit', willQuit);
      if (allClosed && !willQuit.defaultPrevented)
        exit(typeof process.exitCode === 'number' ? process.exitCode : 0);
      else host.quitting = false;
    });
  };
  emitter.on('all-windows-gone', () => {
    if (emitter.listenerCount('window-all-closed') === 0) quit();
    else emitter.emit('window-all-closed');
  });

  const relaunch = (options: RelaunchOptions = {}): void => {
    // Nothing would end the new process of a test, so the test starts it itself.
    process.stderr.write('stand-in: relaunch\n');
    if (deps.isControlled()) return;
    process.once('exit', () => {
      const args = options.args ?? process.argv.slice(1);
      spawn(options.execPath ?? process.execPath, [...process.execArgv, ...args], {
        detached: true,
        stdio: 'inherit',
      }).unref();
    });
  };
  const assertNotReady = (call: string): void => {
    if (host.ready) throw new Error(`${call} can only be called before app is ready`);
  };

  const app = strictPartial<App>(
    'app',
    {
      whenReady: () => whenReady,
      isReady: () => host.ready,
      isPackaged: appPackage.packaged,
      getAppPath: () => appPackage.root,
      getName: () => name,
      get name() {
        return name;
      },
      set name(value) {
        name = value;
      },
      setName: (value) => {
        name = value;
      },
      getVersion: () => appPackage.version,
      getLocale: () => locale(),
      getSystemLocale: () => locale(),
      getLocaleCountryCode: () => locale().split('-')[1] ?? '',
      getPreferredSystemLanguages: () => [locale()],
      getPath(pathName) {
        const path = paths.get(pathName) ?? derivedPaths.get(pathName)?.();
        if (path === undefined) throw notImplemented(`app.getPath('${pathName}')`);
        return path;
      },
      setPath(pathName, path) {
        if (!paths.has(pathName) && !derivedPaths.has(pathName))
          throw notImplemented(`app.setPath('${pathName}')`);
        paths.set(pathName, path);
      },
      setAppLogsPath: (path) => {
        paths.set('logs', path ?? join(userData(), 'logs'));
      },
      requestSingleInstanceLock(data) {
        mkdirSync(userData(), { recursive: true });
        return singleInstance.request(userData(), {
          argv: process.argv,
          cwd: process.cwd(),
          data: data ?? null,
        });
      },
      hasSingleInstanceLock: () => singleInstance.has(),
      releaseSingleInstanceLock: () => {
        singleInstance.release();
      },
      // The page is always sandboxed here, see web-preferences.ts.
      enableSandbox: () => {
        assertNotReady('app.enableSandbox()');
      },
      disableHardwareAcceleration: () => {
        assertNotReady('app.disableHardwareAcceleration()');
      },
      disableDomainBlockingFor3DAPIs: () => {
        assertNotReady('app.disableDomainBlockingFor3DAPIs()');
      },
      isHardwareAccelerationEnabled: () => false,
      setAppUserModelId: () => undefined,
      setAccessibilitySupportEnabled: () => undefined,
      isAccessibilitySupportEnabled: () => false,
      setAboutPanelOptions: () => undefined,
      setLoginItemSettings: () => undefined,
      getAppMetrics: () =>
        [...host.utilities].map(([pid, service]) => ({
          pid,
          type: 'Utility',
          serviceName: 'node.mojom.NodeService',
          name: service,
          creationTime: 0,
          cpu: { percentCPUUsage: 0, idleWakeupsPerSecond: 0 },
          memory: { workingSetSize: 0, peakWorkingSetSize: 0 },
        })),
      focus: () => undefined,
      applicationMenu: null,
      quit,
      exit: (code) => {
        exit(code ?? 0);
      },
      relaunch,
      commandLine: strictPartial<CommandLine>('app.commandLine', {
        appendSwitch: (key, value) => {
          switchValues.set(key, value ?? '');
        },
        hasSwitch: (key) => switchValues.has(key),
        getSwitchValue: (key) => switchValues.get(key) ?? '',
        removeSwitch: (key) => {
          switchValues.delete(key);
        },
      }),
    },
    { emitter, knownEvents: APP_EVENTS },
  );

  function locale(): string {
    return switchValues.get('lang') ?? 'en-US';
  }
  return {
    app,
    locale,
    // Switches that the stand-in sets must not be repeated: Chromium takes the last one.
    switches: () =>
      [...switchValues]
        .filter(
          ([key]) =>
            !['lang', 'disable-features', 'user-data-dir', 'remote-debugging-port'].includes(key),
        )
        .map(([key, value]) => (value === '' ? `--${key}` : `--${key}=${value}`)),
    isLeaving: () => isLeaving || hasLeft,
    emitReady() {
      host.ready = true;
      emitter.emit('will-finish-launching');
      emitter.emit('ready', createEvent({}), {});
      resolveReady();
    },
  };
}
