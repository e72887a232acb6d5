/** Settings of the stand-in host from the environment, and the package.json of its app. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The settings of the stand-in: the environment variables that begin with STANDIN_. */
export interface Settings {
  /** STANDIN_CHROMIUM: the browser to run; null means the one from npm, or the installed one when headed. */
  readonly chromium: string | null;
  /** STANDIN_BROWSER: the port on this machine that carries the debugging pipe of a browser; null means that the stand-in starts one. */
  readonly browserPort: number | null;
  /** STANDIN_CONTROL: the port on this machine where the test listens; null means that the test is the parent process. */
  readonly controlPort: number | null;
  /** STANDIN_HEADED=1: show a real window. */
  readonly headed: boolean;
  /** STANDIN_WINDOW=1366x768: the size of the page. */
  readonly window: { readonly width: number; readonly height: number };
  /** STANDIN_CAMERA: a video file (.mjpeg, .y4m) that a camera shows; null means that there is no camera. */
  readonly camera: string | null;
  /** STANDIN_PRINT_DIR: the folder that replaces the printer; null means that there is no printer. */
  readonly printDir: string | null;
}

/** Reads the settings; an invalid value is refused, so that a typing error is noticed. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const readText = (name: string): string | null => {
    const value = env[name];
    return value === undefined || value === '' ? null : value;
  };
  const readPort = (name: string): number | null =>
    readText(name) === null ? null : Number(readText(name));
  const size = /^(\d{3,4})x(\d{3,4})$/.exec(readText('STANDIN_WINDOW') ?? '1366x768');
  if (size === null)
    throw new Error(
      `stand-in: STANDIN_WINDOW must look like 1366x768, not ${env['STANDIN_WINDOW'] ?? ''}`,
    );
  const camera = readText('STANDIN_CAMERA');
  if (camera !== null && camera !== 'none' && !existsSync(camera))
    throw new Error(`stand-in: STANDIN_CAMERA: no such file: ${camera}`);
  return {
    chromium: readText('STANDIN_CHROMIUM'),
    browserPort: readPort('STANDIN_BROWSER'),
    controlPort: readPort('STANDIN_CONTROL'),
    headed: readText('STANDIN_HEADED') === '1',
    window: { width: Number(size[1]), height: Number(size[2]) },
    camera: camera === null || camera === 'none' ? null : resolve(camera),
    printDir: readText('STANDIN_PRINT_DIR'),
  };
}

/** The properties of the app's package.json that Electron reads. */
export interface AppPackage {
  readonly root: string;
  readonly name: string;
  readonly version: string;
  /** True for an app in an archive. */
  readonly packaged: boolean;
}

/** Finds the package.json that the main script belongs to, or that is in the folder given in its place. */
export function findAppPackage(script: string): AppPackage {
  for (let folder = resolve(script); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
        name?: string;
        productName?: string;
        version?: string;
      };
      return {
        root: folder,
        name: manifest.productName ?? manifest.name ?? 'Electron',
        version: manifest.version ?? '0.0.0',
        packaged: basename(folder) === 'app.asar',
      };
    }
    if (dirname(folder) === folder)
      return {
        root: dirname(resolve(script)),
        name: 'Electron',
        version: '0.0.0',
        packaged: false,
      };
  }
}
