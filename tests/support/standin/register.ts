/** Entry of the stand-in host, loaded with `node --import`. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installAsar, isInArchive } from './asar-modules.ts';

const STANDIN_FOLDER = import.meta.dirname;
const ELECTRON_MODULE = pathToFileURL(join(STANDIN_FOLDER, 'electron.ts')).href;
const KEYRING_MODULE = pathToFileURL(join(STANDIN_FOLDER, 'keyring.ts')).href;
const ELECTRON_PACKAGE = join(
  STANDIN_FOLDER,
  '..',
  '..',
  '..',
  'node_modules',
  'electron',
  'package.json',
);

/**
 * Prepares the process for `node --import register.ts out/main/index.js`, which runs a built app on the stand-in. Replaces the module
 * `electron` and, when STANDIN_KEYCHAIN is set, the keychain module by one that keeps its items in a file.
 */
function replaceElectron(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (
        specifier === 'electron' ||
        specifier === 'electron/main' ||
        specifier === 'electron/common'
      )
        return { url: ELECTRON_MODULE, shortCircuit: true };
      const keychain = process.env['STANDIN_KEYCHAIN'] ?? '';
      if (specifier === '@napi-rs/keyring' && keychain !== '')
        return { url: KEYRING_MODULE, shortCircuit: true };
      return next(specifier, context);
    },
  });
  const isPackaged = isInArchive(process.argv[1]);
  const { version } = JSON.parse(readFileSync(ELECTRON_PACKAGE, 'utf8')) as { version: string };
  Object.defineProperty(process, 'type', { value: 'browser' });
  if (!isPackaged) Object.defineProperty(process, 'defaultApp', { value: true });
  Object.defineProperty(process.versions, 'electron', { value: version });
}

if (isInArchive(process.argv[1])) installAsar();
replaceElectron();
