/**
 * Resolves the machine-wide configuration: data folder, policy locations and lockdown. A packaged app ignores environment
 * variables, because the account that starts the program must not be able to configure it.
 */
import path from 'node:path';

/** Names of the product's folders, as the installers create them. */
const WINDOWS_FOLDER = 'eKYC Branch Kiosk';
const LINUX_FOLDER = 'ekyc-branch-kiosk';
/** Registry key of Group Policy. It differs from the installer's key, which is `SOFTWARE\\eKYC Branch Kiosk`. */
export const POLICY_KEY = `SOFTWARE\\Policies\\${WINDOWS_FOLDER}`;

export interface Machine {
  /** Data folder; null for Electron's default. */
  readonly dataFolder: string | null;
  readonly policyFile: string | null;
  /** Key below HKEY_LOCAL_MACHINE, which only administrators may change; null where there is no registry. */
  readonly policyKey: string | null;
  /** Whether this is a counter under lockdown: the window fills the screen, and only the lead PIN ends the app. */
  readonly lockdown: boolean;
  /** Environment variables from which settings may be read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface MachineOptions {
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  /** Path of the packaged app: `<install folder>/resources/app.asar`. */
  readonly appPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const resolveMachine = ({ packaged, platform, appPath, env }: MachineOptions): Machine => {
  if (!packaged)
    return {
      dataFolder: env['KIOSK_DATA_DIR'] || null,
      policyFile: env['KIOSK_POLICY_FILE'] || null,
      policyKey: null,
      lockdown: env['KIOSK_LOCKDOWN'] === '1',
      env,
    };
  if (platform === 'win32') {
    const installFolder = path.win32.dirname(path.win32.dirname(appPath));
    return {
      // %ProgramData% is not used, because it is an environment variable too. The installer uses the same drive.
      dataFolder: path.win32.join(
        path.win32.parse(installFolder).root,
        'ProgramData',
        WINDOWS_FOLDER,
      ),
      policyFile: path.win32.join(installFolder, 'policy.json'),
      policyKey: POLICY_KEY,
      lockdown: true,
      env: {},
    };
  }
  return {
    dataFolder: path.posix.join('/var/lib', LINUX_FOLDER),
    policyFile: path.posix.join('/etc', LINUX_FOLDER, 'policy.json'),
    policyKey: null,
    lockdown: true,
    env: {},
  };
};

/**
 * Arguments with which a packaged app refuses to start. Electron applies switches such as `--remote-debugging-port` before
 * the app's code runs, and no fuse disables them (Electron 45). The app's own path is not counted.
 *
 * @returns the names, without values, for the log.
 */
export const refusedArguments = (args: readonly string[], appPath: string): string[] =>
  args
    .filter((arg) => arg !== '' && !arg.startsWith(appPath))
    .map((arg) => arg.split('=', 1)[0] ?? '');
