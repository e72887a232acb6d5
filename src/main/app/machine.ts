/**
 * Where a machine keeps what the kiosk uses. For a packaged app no environment variable names a place or a value, because
 * the account that starts the program must not be able to configure it.
 */
import path from 'node:path';

/** Name of the product's folders; the installers create them under the same name. */
const WINDOWS_NAME = 'eKYC Branch Kiosk';
const LINUX_NAME = 'ekyc-branch-kiosk';
/** The installer's own key is `SOFTWARE\\eKYC Branch Kiosk`. */
export const POLICY_KEY = `SOFTWARE\\Policies\\${WINDOWS_NAME}`;

export interface Machine {
  /** Null leaves the choice to Electron. */
  readonly data: string | null;
  readonly policyFile: string | null;
  /** Key below HKEY_LOCAL_MACHINE, which only administrators may change; null where there is no registry. */
  readonly policyKey: string | null;
  /** A counter: the window fills the screen and ends by the branch lead's PIN only. */
  readonly lockdown: boolean;
  /** Environment that settings may be taken from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface MachineOptions {
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  /** Path of the packaged app: `<install folder>/resources/app.asar`. */
  readonly appPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const machineOf = ({ packaged, platform, appPath, env }: MachineOptions): Machine => {
  if (!packaged)
    return {
      data: env['KIOSK_DATA_DIR'] || null,
      policyFile: env['KIOSK_POLICY_FILE'] || null,
      policyKey: null,
      lockdown: env['KIOSK_LOCKDOWN'] === '1',
      env,
    };
  if (platform === 'win32') {
    const installed = path.win32.dirname(path.win32.dirname(appPath));
    return {
      // %ProgramData% is not used, because it is an environment variable too. The installer uses the same drive.
      data: path.win32.join(path.win32.parse(installed).root, 'ProgramData', WINDOWS_NAME),
      policyFile: path.win32.join(installed, 'policy.json'),
      policyKey: POLICY_KEY,
      lockdown: true,
      env: {},
    };
  }
  return {
    data: path.posix.join('/var/lib', LINUX_NAME),
    policyFile: path.posix.join('/etc', LINUX_NAME, 'policy.json'),
    policyKey: null,
    lockdown: true,
    env: {},
  };
};

/**
 * Arguments with which a packaged app does not start. Electron honours switches such as `--remote-debugging-port` before the
 * app's first line, and no fuse covers them (Electron 45). The app's own path is not counted.
 *
 * @returns the names, without values, for the log.
 */
export const refusedArguments = (args: readonly string[], appPath: string): string[] =>
  args
    .filter((arg) => arg !== '' && !arg.startsWith(appPath))
    .map((arg) => arg.split('=', 1)[0] ?? '');
