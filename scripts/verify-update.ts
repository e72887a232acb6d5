/**
 * Verifies an update share: the manifest's signature and format, and every package. Prints the public key in the form that the policy
 * contains. Exit code 1 if a check fails, 2 if an argument is missing.
 *
 * npm run verify-update -- --key FILE DIR
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { policyKeyOf, verifyShare } from '#build/update-share.ts';

const EXIT_USAGE = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { key: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined || values.key === undefined) {
  process.stderr.write('Name the folder of the share, and the public key with --key.\n');
  process.exit(EXIT_USAGE);
}
try {
  const pem = await readFile(values.key, 'utf8');
  process.stdout.write(`Public key for the policy: ${policyKeyOf(pem)}\n`);
  const { manifest, problems } = await verifyShare(folder, pem);
  if (manifest)
    process.stdout.write(`Version ${manifest.version}, published ${manifest.published}\n`);
  for (const problem of problems) process.stdout.write(`FAILED  ${problem}\n`);
  if (problems.length === 0)
    process.stdout.write('The manifest and every package are as they were signed.\n');
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
