/**
 * Creates the manifest of an update share from the packages in a folder and signs it. Exit code 1 if that fails, 2 if an argument is
 * missing.
 *
 * npm run update-manifest -- --key FILE DIR [--password-file FILE] [--upgrades-from VERSION]
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeManifest } from '#build/update-share.ts';

const EXIT_USAGE = 2;
/** The first version that supports an update share. */
const OLDEST_VERSION = '0.1.0';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    key: { type: 'string' },
    'password-file': { type: 'string' },
    'upgrades-from': { type: 'string', default: OLDEST_VERSION },
  },
});
const [folder] = positionals;
if (folder === undefined || values.key === undefined) {
  process.stderr.write('Name the folder with the packages, and the private key with --key.\n');
  process.exit(EXIT_USAGE);
}
try {
  const passwordFile = values['password-file'];
  const manifest = await writeManifest({
    folder,
    key: await readFile(values.key, 'utf8'),
    ...(passwordFile !== undefined && {
      passphrase: (await readFile(passwordFile, 'utf8')).trim(),
    }),
    upgradesFrom: values['upgrades-from'],
    now: Date.now(),
  });
  process.stdout.write(`Version ${manifest.version}, published ${manifest.published}\n`);
  for (const [platform, { file, sha256 }] of Object.entries(manifest.packages))
    process.stdout.write(`${platform}  ${file}  ${sha256}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
