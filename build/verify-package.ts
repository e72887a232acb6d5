/**
 * Command line that verifies a finished package against this project: signature, fuses, integrity, file list, native modules, bill of
 * materials.
 *
 * npm run verify-package -- FILE [--ca FILE] [--keyring FILE]
 */
import { parseArgs } from 'node:util';
import { verifyPackage } from './verify/verify.ts';

const { values: trust, positionals } = parseArgs({
  allowPositionals: true,
  options: { ca: { type: 'string' }, keyring: { type: 'string' } },
});

const printLine = (text: string): void => void process.stdout.write(`${text}\n`);

const [file] = positionals;
if (file === undefined) throw new Error('Name the package to verify');
const { release, results } = await verifyPackage(file, trust).catch((error: unknown) => {
  printLine(
    `FAILED  the package cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
});
for (const { name: check, problems } of results) {
  printLine(`${problems.length === 0 ? 'ok    ' : 'FAILED'}  ${check}`);
  for (const problem of problems) printLine(`          ${problem}`);
}
if (!release) printLine('This package is NOT FOR RELEASE: it does not contain Electron.');
const failedCount = results.filter(({ problems }) => problems.length > 0).length;
printLine(
  failedCount === 0
    ? 'The package is as this project builds it.'
    : `${failedCount} of ${results.length} checks failed.`,
);
process.exitCode = failedCount === 0 ? 0 : 1;
