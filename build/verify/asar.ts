/** Checks the integrity of app.asar: the header's digest in the executable, and the digest of every file. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { getRawHeader, uncacheAll } from '@electron/asar';
import { NtExecutable, NtExecutableResource } from 'resedit';
import { listFiles } from '#build/files.ts';
import { asarPathOf, type OpenedPackage } from './opened-package.ts';

interface AsarFile {
  readonly size: number;
  /** Decimal number of bytes from the end of the header; absent if the file is stored outside the archive. */
  readonly offset?: string;
  readonly unpacked?: boolean;
  readonly link?: string;
  readonly integrity?: { readonly algorithm: string; readonly hash: string };
}
interface AsarFolder {
  readonly files: Readonly<Record<string, AsarFile | AsarFolder>>;
}

export interface AsarEntry {
  readonly path: string;
  readonly file: AsarFile;
}

interface Archive {
  readonly entries: readonly AsarEntry[];
  readonly headerDigest: string;
  /** Offset of the first file's bytes in the archive. */
  readonly contentOffset: number;
}

const entriesOf = (folder: AsarFolder, prefix: string): AsarEntry[] =>
  Object.entries(folder.files).flatMap(([name, entry]) =>
    'files' in entry
      ? entriesOf(entry, `${prefix}${name}/`)
      : [{ path: `${prefix}${name}`, file: entry }],
  );

/** Bytes before the header: two 4-byte numbers. */
const SIZE_PREFIX_BYTES = 8;

export const readArchive = (asar: string): Archive => {
  // The library keeps headers by path, so a changed archive of the same path is otherwise read by its former header.
  uncacheAll();
  const { header, headerString, headerSize } = getRawHeader(asar);
  return {
    entries: entriesOf(header, ''),
    headerDigest: createHash('sha256').update(headerString).digest('hex'),
    contentOffset: SIZE_PREFIX_BYTES + headerSize,
  };
};

/** The digest that electron-builder wrote into the executable, with which Electron compares the archive's header. */
const embeddedDigest = async (executable: string): Promise<string | null> => {
  const resources = NtExecutableResource.from(
    NtExecutable.from(await readFile(executable), { ignoreCert: true }),
  );
  const entry = resources.entries.find(
    ({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR',
  );
  if (!entry) return null;
  const list = JSON.parse(Buffer.from(entry.bin).toString('utf8')) as {
    file: string;
    alg: string;
    value: string;
  }[];
  return (
    list.find(({ file, alg }) => file === 'resources\\app.asar' && alg === 'SHA256')?.value ?? null
  );
};

/** Checks Windows packages only: Electron reads an embedded digest on Windows and macOS only. */
const checkEmbeddedDigest = async (
  { installFolder: installed, target }: OpenedPackage,
  archive: Archive,
): Promise<string[]> => {
  if (target.platform !== 'win') return [];
  const embedded = await embeddedDigest(path.join(installed, target.executable));
  if (embedded === null) return ['the executable has no integrity value for resources\\app.asar'];
  return embedded === archive.headerDigest
    ? []
    : ['the header of app.asar does not have the digest that the executable expects'];
};

const digestMatches = (bytes: Uint8Array, { integrity }: AsarFile): boolean =>
  integrity?.algorithm === 'SHA256' &&
  createHash('sha256').update(bytes).digest('hex') === integrity.hash;

/** Whether the packed files fill the content of the archive without a gap. Files of the same content share an offset. */
const isContentFilled = (entries: readonly AsarEntry[], contentBytes: number): boolean => {
  const ranges = entries
    .filter(({ file }) => file.offset !== undefined)
    .map(({ file }) => ({ offset: Number(file.offset), size: file.size }))
    .sort((a, b) => a.offset - b.offset);
  let filledBytes = 0;
  for (const { offset, size } of ranges) {
    if (offset > filledBytes) return false;
    filledBytes = Math.max(filledBytes, offset + size);
  }
  return filledBytes === contentBytes;
};

const checkPackedFiles = async (
  asar: string,
  { entries, contentOffset }: Archive,
): Promise<string[]> => {
  const problems: string[] = [];
  const handle = await open(asar);
  try {
    for (const { path: name, file } of entries) {
      if (file.link !== undefined) problems.push(`app.asar: ${name} is a link`);
      if (file.unpacked === true || file.link !== undefined) continue;
      const bytes = Buffer.alloc(file.size);
      await handle.read(bytes, 0, file.size, contentOffset + Number(file.offset));
      if (!digestMatches(bytes, file)) problems.push(`app.asar: ${name} does not have its digest`);
    }
  } finally {
    await handle.close();
  }
  if (!isContentFilled(entries, (await stat(asar)).size - contentOffset))
    problems.push('app.asar has bytes that belong to no file');
  return problems;
};

const checkUnpackedFiles = async (asar: string, { entries }: Archive): Promise<string[]> => {
  const folder = `${asar}.unpacked`;
  const unpacked = new Map(
    entries.filter(({ file }) => file.unpacked === true).map((entry) => [entry.path, entry.file]),
  );
  const present = existsSync(folder) ? await listFiles(folder) : [];
  const problems = present
    .filter((name) => !unpacked.has(name))
    .map((name) => `app.asar.unpacked: ${name} is not listed in app.asar`);
  for (const [name, file] of unpacked) {
    if (!present.includes(name)) problems.push(`app.asar.unpacked: ${name} is missing`);
    else if (!digestMatches(await readFile(path.join(folder, name)), file))
      problems.push(`app.asar.unpacked: ${name} does not have its digest`);
  }
  return problems;
};

export const checkAsar = async (opened: OpenedPackage): Promise<string[]> => {
  const asar = asarPathOf(opened.installFolder);
  const archive = readArchive(asar);
  return [
    ...(await checkEmbeddedDigest(opened, archive)),
    ...(await checkPackedFiles(asar, archive)),
    ...(await checkUnpackedFiles(asar, archive)),
  ];
};
