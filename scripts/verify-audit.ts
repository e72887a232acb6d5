/**
 * Checks an audit trail, or files of one: prints the count, the first and the last entry and the first break. Exit code 1 on a
 * break, 2 when nothing could be checked.
 *
 * npm run verify-audit -- FOLDER|FILE… [--anchor SEQ:HASH]
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ReadEntry } from '#main/audit/entry.ts';
import { parseAnchor } from '#main/audit/keychain-items.ts';
import { listTrailFiles } from '#main/audit/trail-files.ts';
import { verifyTrail } from '#main/audit/verify.ts';

const EXIT_USAGE = 2;

const printLine = (text: string): void => void process.stdout.write(`${text}\n`);
const stop = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(EXIT_USAGE);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { anchor: { type: 'string' } },
});
const [first] = positionals;
if (first === undefined) stop('Name the folder of the trail, or files of it in their order.');
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

const found = await verifyTrail({
  files: files.map((file) => ({ file })),
  anchor,
  isExcerpt: !isWhole,
});
const shown = (entry: ReadEntry | null): string => entry?.text ?? 'none';
printLine(`${found.lines} entries in ${files.length} files`);
printLine(`first  ${shown(found.first)}`);
printLine(`last   ${shown(found.last)}`);
if (found.isCut)
  printLine('The last line is cut off: that entry was being written when the app ended.');
if (!isWhole && found.first && found.first.seq > 1)
  printLine(`Entries before ${found.first.seq} were not given.`);
if (found.firstBreak) {
  const { problem, file, line } = found.firstBreak;
  printLine(`BROKEN ${problem}${file === null ? '' : ` at ${file}:${line ?? 0}`}`);
  process.exitCode = 1;
} else {
  printLine(
    anchor
      ? `The chain is unbroken and holds the anchored entry ${anchor.seq}.`
      : 'The chain is unbroken. Without --anchor a trail that was rewritten as a whole is not found.',
  );
}
