/** Checks the native modules: each is present, built for the target system, and a library rather than a program. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { listFiles } from '#build/files.ts';
import { productionPackages } from '#build/production-packages.ts';
import { readLockFile } from '#build/project.ts';
import { isNativeFile } from '#build/runtime-files.ts';
import { type Target } from '#build/target.ts';
import { asarPathOf, type OpenedPackage } from './opened-package.ts';

export type BinaryKind = 'x64 library' | 'x64 program' | 'other';

/** PE format (learn.microsoft.com/windows/win32/debug/pe-format): IMAGE_FILE_MACHINE_AMD64 and IMAGE_FILE_DLL. */
const PE_X64 = 0x8664;
const PE_DLL = 0x2000;
/** ELF-64 (man page elf(5)): EM_X86_64, and ET_EXEC, the type of a program with a fixed address. */
const ELF_X64 = 62;
const ELF_EXECUTABLE = 2;
/** Types of program headers. PT_INTERP names the loader; dynamically linked programs have one, and no library of the package does. */
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
/** Entries of the dynamic section. DF_1_PIE marks a position-independent program, also a static one, which has no PT_INTERP. */
const DT_FLAGS_1 = 0x6ffffffbn;
const DF_1_PIE = 0x08000000n;
const DYNAMIC_ENTRY_BYTES = 16;

const peKind = (bytes: Buffer): BinaryKind | null => {
  if (bytes.length < 0x40 || bytes.toString('latin1', 0, 2) !== 'MZ') return null;
  // e_lfanew is the offset of the PE header; Machine and Characteristics are 4 and 22 bytes after it.
  const header = bytes.readUInt32LE(0x3c);
  if (header + 24 > bytes.length || bytes.toString('latin1', header, header + 4) !== 'PE\0\0')
    return null;
  if (bytes.readUInt16LE(header + 4) !== PE_X64) return 'other';
  return (bytes.readUInt16LE(header + 22) & PE_DLL) !== 0 ? 'x64 library' : 'x64 program';
};

/** @param header offset of the program header of the dynamic section. */
const isMarkedAsProgram = (bytes: Buffer, header: number): boolean => {
  // p_offset and p_filesz: offset and size of the section.
  const start = Number(bytes.readBigUInt64LE(header + 8));
  const end = start + Number(bytes.readBigUInt64LE(header + 32));
  for (let entry = start; entry < end; entry += DYNAMIC_ENTRY_BYTES)
    if (bytes.readBigUInt64LE(entry) === DT_FLAGS_1)
      return (bytes.readBigUInt64LE(entry + 8) & DF_1_PIE) !== 0n;
  return false;
};

const elfKind = (bytes: Buffer): BinaryKind | null => {
  if (bytes.length < 64 || bytes.toString('latin1', 0, 4) !== '\x7fELF') return null;
  const is64Bit = bytes.readUInt8(4) === 2;
  // e_machine and e_type.
  if (!is64Bit || bytes.readUInt16LE(18) !== ELF_X64) return 'other';
  if (bytes.readUInt16LE(16) === ELF_EXECUTABLE) return 'x64 program';
  // e_phoff, e_phentsize and e_phnum: offset of the program headers, size of one, and their number.
  const headersOffset = Number(bytes.readBigUInt64LE(32));
  const headerSize = bytes.readUInt16LE(54);
  const headerCount = bytes.readUInt16LE(56);
  for (let index = 0; index < headerCount; index += 1) {
    const header = headersOffset + index * headerSize;
    const type = bytes.readUInt32LE(header);
    if (type === PT_INTERP || (type === PT_DYNAMIC && isMarkedAsProgram(bytes, header)))
      return 'x64 program';
  }
  return 'x64 library';
};

/** @returns null for a file that is neither a program nor a library. */
export const binaryKind = (
  bytes: Buffer,
  { platform }: Pick<Target, 'platform'>,
): BinaryKind | null => {
  const [targetKind, foreignKind] =
    platform === 'win' ? [peKind(bytes), elfKind(bytes)] : [elfKind(bytes), peKind(bytes)];
  return targetKind ?? (foreignKind === null ? null : 'other');
};

/** Programs that a package may contain. */
const PROGRAMS: ReadonlySet<string> = new Set(['chrome-sandbox', 'chrome_crashpad_handler']);

const isNodeAddon = (file: string): boolean => file.endsWith('.node');

/** Packages with native code, recognised by npm's restriction to one operating system. */
const nativePackages = async (target: Target): Promise<string[]> => {
  const lock = await readLockFile();
  return productionPackages(lock, target)
    .map(({ folder }) => folder)
    .filter((folder) => lock.packages[folder]?.os !== undefined);
};

const hasNativeFile = (folder: string, files: readonly string[]): boolean => {
  const packageFiles = files.filter((file) => file.startsWith(`${folder}/`));
  // The package of sharp's libraries (libvips) contains libraries but no Node module.
  return (
    packageFiles.some(isNodeAddon) ||
    (folder.includes('libvips') && packageFiles.some(isNativeFile))
  );
};

export const checkNative = async ({
  installFolder: installed,
  target,
}: OpenedPackage): Promise<string[]> => {
  const unpacked = `${asarPathOf(installed)}.unpacked`;
  const files = await listFiles(unpacked).catch(() => []);
  const missing = (await nativePackages(target)).filter((folder) => !hasNativeFile(folder, files));
  const problems = missing.map((folder) => `the native module of ${folder} is missing`);
  for (const file of await listFiles(installed)) {
    const kind = binaryKind(await readFile(path.join(installed, file)), target);
    if (kind === 'other') problems.push(`${file} is not made for this system`);
    if (isNativeFile(file) && kind === null) problems.push(`${file} is not a library`);
    const isAllowedProgram = file === target.executable || PROGRAMS.has(file);
    if (kind === 'x64 program' && !isAllowedProgram)
      problems.push(`${file} is a program; only the app's own may be packaged`);
    if (isAllowedProgram && kind !== 'x64 program')
      problems.push(`${file} is not a program for this system`);
  }
  return problems;
};
