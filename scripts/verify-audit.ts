/**
 * Checks an audit trail, files of one, or a signed export: prints the count, the first and the last entry and the first break.
 * Exit code 1 on a break or a wrong signature, 2 when nothing could be checked.
 *
 * npm run verify-audit -- FOLDER|FILE… [--anchor SEQ:HASH]
 * npm run verify-audit -- EXPORT [--key KEY]
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ReadEntry } from '#main/audit/entry.ts';
import { parseAnchor } from '#main/audit/keychain-items.ts';
import { listTrailFiles } from '#main/audit/trail-files.ts';
import { isPublicKey } from '#main/audit/signing.ts';
import { verifyExport, type ExportProblem } from '#main/audit/verify-export.ts';
import { verifyTrail, type Verification } from '#main/audit/verify.ts';

const EXIT_USAGE = 2;

const printLine = (text: string): void => void process.stdout.write(`${text}\n`);
const stop = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(EXIT_USAGE);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { anchor: { type: 'string' }, key: { type: 'string' } },
});
const [first] = positionals;
if (first === undefined)
  stop('Name the folder of the trail, files of it in their order, or one signed export.');
const anchor = values.anchor === undefined ? null : parseAnchor(values.anchor);
if (values.anchor !== undefined && anchor === null)
  stop('An anchor is the number of an entry, a colon and 64 hexadecimal digits.');

const isFolder = (name: string): boolean =>
  statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? stop(`${name} does not exist.`);
const isWhole = first !== undefined && isFolder(first);
const files = isWhole
  ? await listTrailFiles(first)
  : positionals.toSorted((a, b) => path.basename(a).localeCompare(path.basename(b)));
if (files.length === 0 && anchor === null) stop('There is no trail in this folder.');

const shown = (entry: ReadEntry | null): string => entry?.text ?? 'none';
/** Prints what was read, and the first break. @returns whether there is none. */
const report = (found: Verification, fileCount: number): boolean => {
  printLine(`${found.lines} entries in ${fileCount} files`);
  printLine(`first  ${shown(found.first)}`);
  printLine(`last   ${shown(found.last)}`);
  if (found.isTruncated)
    printLine('The last line is cut off: that entry was being written when the app ended.');
  if (!found.firstBreak) return true;
  const { problem, file, line } = found.firstBreak;
  printLine(`BROKEN ${problem}${file === null ? '' : ` at ${file}:${line ?? 0}`}`);
  process.exitCode = 1;
  return false;
};

const exportProblems: Readonly<Record<ExportProblem, string>> = {
  'cut-short': 'BROKEN cut-short: the end of the export with its signature is missing.',
  altered: 'BROKEN altered: the export was changed after it was signed.',
  'wrong-key':
    'BROKEN wrong-key: the export was signed with another key than the one given, so by another counter or by nobody known.',
};

const key = values.key ?? null;
if (key !== null && !isPublicKey(key))
  stop('A key is 32 bytes in base64, as Diagnostics shows it on the counter.');
const [only] = files;
const signed = files.length === 1 && only !== undefined ? await verifyExport(only, key) : null;
if (signed) {
  const { header, problem, chain, anchor: contained } = signed;
  printLine(`Export of counter ${header.counter}, version ${header.app}, ${header.exportedAt}`);
  printLine(`key    ${header.publicKey}`);
  const isSound = chain !== null && report(chain, 1);
  if (problem) {
    printLine(exportProblems[problem]);
    process.exitCode = 1;
  } else {
    printLine(
      key === null
        ? 'The signature is right for the key in the file. Without --key a forgery with another key is not found.'
        : 'The signature is right for the key given.',
    );
    if (isSound && contained)
      printLine(`The chain is unbroken and holds the anchored entry ${contained.seq}.`);
  }
} else {
  if (key !== null) stop('With --key, name one signed export.');
  const found = await verifyTrail({
    files: files.map((file) => ({ file })),
    anchor,
    isExcerpt: !isWhole,
  });
  if (!isWhole && found.first && found.first.seq > 1)
    printLine(`Entries before ${found.first.seq} were not given.`);
  if (report(found, files.length))
    printLine(
      anchor
        ? `The chain is unbroken and holds the anchored entry ${anchor.seq}.`
        : 'The chain is unbroken. Without --anchor a trail that was rewritten as a whole is not found.',
    );
}
