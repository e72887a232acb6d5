/**
 * Verifies an audit trail, some files of one, or a signed export. Prints the number of entries, the first and the last entry, and the
 * first break. Exit code 1 for a break or a wrong signature, 2 if nothing could be verified.
 *
 * npm run verify-audit -- FOLDER|FILE… [--anchor SEQ:HASH]
 * npm run verify-audit -- EXPORT [--key KEY]
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { TrailEntry } from '#main/audit/entry.ts';
import { parseAnchor } from '#main/audit/keychain-items.ts';
import { listTrailFiles } from '#main/audit/trail-files.ts';
import { isPublicKey } from '#main/audit/signing.ts';
import { verifyExport, type ExportProblem } from '#main/audit/verify-export.ts';
import { verifyTrail, type Verification } from '#main/audit/verify.ts';

const EXIT_USAGE = 2;

const printLine = (text: string): void => void process.stdout.write(`${text}\n`);
const exitWithUsageError = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(EXIT_USAGE);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { anchor: { type: 'string' }, key: { type: 'string' } },
});
const [firstArgument] = positionals;
if (firstArgument === undefined)
  exitWithUsageError(
    'Name the folder of the trail, files of it in their order, or one signed export.',
  );
const anchor = values.anchor === undefined ? null : parseAnchor(values.anchor);
if (values.anchor !== undefined && anchor === null)
  exitWithUsageError('An anchor is the number of an entry, a colon and 64 hexadecimal digits.');

const isFolder = (name: string): boolean =>
  statSync(name, { throwIfNoEntry: false })?.isDirectory() ??
  exitWithUsageError(`${name} does not exist.`);
const isWholeTrail = firstArgument !== undefined && isFolder(firstArgument);
const files = isWholeTrail
  ? await listTrailFiles(firstArgument)
  : positionals.toSorted((a, b) => path.basename(a).localeCompare(path.basename(b)));
if (files.length === 0 && anchor === null) exitWithUsageError('There is no trail in this folder.');

const entryText = (entry: TrailEntry | null): string => entry?.text ?? 'none';
/** Prints the entries that were read and the first break. @returns whether the chain is unbroken. */
const printVerification = (verification: Verification, fileCount: number): boolean => {
  printLine(`${verification.lineCount} entries in ${fileCount} files`);
  printLine(`first  ${entryText(verification.first)}`);
  printLine(`last   ${entryText(verification.last)}`);
  if (verification.isTruncated)
    printLine('The last line is cut off: that entry was being written when the app ended.');
  if (!verification.firstBreak) return true;
  const { problem, file, line } = verification.firstBreak;
  printLine(`BROKEN ${problem}${file === null ? '' : ` at ${file}:${line ?? 0}`}`);
  process.exitCode = 1;
  return false;
};

const exportProblems: Readonly<Record<ExportProblem, string>> = {
  'cut-short': 'BROKEN cut-short: the end of the export with its signature is missing.',
  altered: 'BROKEN altered: the export was changed after it was signed.',
  'wrong-key':
    'BROKEN wrong-key: the export was signed with another key than the one given, so by another counter or by an unknown party.',
};

const key = values.key ?? null;
if (key !== null && !isPublicKey(key))
  exitWithUsageError('A key is 32 bytes in base64, as Diagnostics shows it on the counter.');
const [onlyFile] = files;
const exportVerification =
  files.length === 1 && onlyFile !== undefined ? await verifyExport(onlyFile, key) : null;
if (exportVerification) {
  const { header, problem, chain, anchor: exportAnchor } = exportVerification;
  printLine(`Export of counter ${header.counter}, version ${header.app}, ${header.exportedAt}`);
  printLine(`key    ${header.publicKey}`);
  const isUnbroken = chain !== null && printVerification(chain, 1);
  if (problem) {
    printLine(exportProblems[problem]);
    process.exitCode = 1;
  } else {
    printLine(
      key === null
        ? 'The signature is right for the key in the file. Without --key a forgery with another key is not found.'
        : 'The signature is right for the key given.',
    );
    if (isUnbroken && exportAnchor)
      printLine(`The chain is unbroken and holds the anchored entry ${exportAnchor.seq}.`);
  }
} else {
  if (key !== null) exitWithUsageError('With --key, name one signed export.');
  const verification = await verifyTrail({
    files: files.map((file) => ({ file })),
    anchor,
    isExcerpt: !isWholeTrail,
  });
  if (!isWholeTrail && verification.first && verification.first.seq > 1)
    printLine(`Entries before ${verification.first.seq} were not given.`);
  if (printVerification(verification, files.length))
    printLine(
      anchor
        ? `The chain is unbroken and holds the anchored entry ${anchor.seq}.`
        : 'The chain is unbroken. Without --anchor a trail that was rewritten as a whole is not found.',
    );
}
