/**
 * Command line for packaging the built app as an MSI or a .deb.
 *
 * npm run package -- --win|--linux [--electron-dist DIR] [--output DIR] [--package-version VERSION]
 *                    [--certificate FILE [--key FILE] [--password-file FILE] [--timestamp URL]] [--gpg-key KEY]
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createPackage, type PackageOptions } from './create-package.ts';
import { root } from './project.ts';

const { values } = parseArgs({
  options: {
    win: { type: 'boolean', default: false },
    linux: { type: 'boolean', default: false },
    'electron-dist': { type: 'string' },
    output: { type: 'string', default: path.join(root, 'dist') },
    'package-version': { type: 'string' },
    certificate: { type: 'string' },
    key: { type: 'string' },
    'password-file': { type: 'string' },
    timestamp: { type: 'string' },
    'gpg-key': { type: 'string' },
  },
});

const toAbsolutePath = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : path.resolve(file);

const createSigner = (): PackageOptions['signer'] =>
  values.certificate === undefined
    ? undefined
    : {
        certificate: path.resolve(values.certificate),
        key: toAbsolutePath(values.key),
        passwordFile: toAbsolutePath(values['password-file']),
        timestampUrl: values.timestamp,
      };

if (values.win === values.linux)
  throw new Error('Say which system to package for: --win or --linux');
const output = path.resolve(values.output);
await mkdir(output, { recursive: true });
const work = path.join(output, values.win ? 'win' : 'linux');
await rm(work, { recursive: true, force: true });
const file = await createPackage({
  platform: values.win ? 'win' : 'linux',
  outputFolder: output,
  work,
  electronDist: toAbsolutePath(values['electron-dist']),
  version: values['package-version'],
  signer: createSigner(),
  gpgKey: values['gpg-key'],
});
process.stdout.write(`${file}\n`);
