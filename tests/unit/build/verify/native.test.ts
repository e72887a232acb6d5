/** Tests how the kind of a native binary is recognised, with minimal ELF files. */
import { describe, expect, it } from 'vitest';
import { binaryKind } from '#build/verify/native.ts';

const ELF_HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const ET_EXEC = 2;
const ET_DYN = 3;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1n;
const DT_FLAGS_1 = 0x6ffffffbn;
const DF_1_NOW = 1n;
const DF_1_PIE = 0x08000000n;

/** Creates an x64 ELF file with one program header, which covers the entries of the dynamic section. */
const createElf = (
  type: number,
  programHeaderType: number,
  dynamicEntries: readonly (readonly [tag: bigint, value: bigint])[] = [],
): Buffer => {
  const header = Buffer.alloc(ELF_HEADER_BYTES);
  header.write('\x7fELF', 'latin1');
  header.writeUInt8(2, 4);
  header.writeUInt16LE(type, 16);
  header.writeUInt16LE(62, 18);
  header.writeBigUInt64LE(BigInt(ELF_HEADER_BYTES), 32);
  header.writeUInt16LE(PROGRAM_HEADER_BYTES, 54);
  header.writeUInt16LE(1, 56);
  const programHeader = Buffer.alloc(PROGRAM_HEADER_BYTES);
  programHeader.writeUInt32LE(programHeaderType, 0);
  programHeader.writeBigUInt64LE(BigInt(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES), 8);
  programHeader.writeBigUInt64LE(BigInt(16 * dynamicEntries.length), 32);
  const dynamicSection = Buffer.alloc(16 * dynamicEntries.length);
  for (const [index, [tag, value]] of dynamicEntries.entries()) {
    dynamicSection.writeBigUInt64LE(tag, 16 * index);
    dynamicSection.writeBigUInt64LE(value, 16 * index + 8);
  }
  return Buffer.concat([header, programHeader, dynamicSection]);
};

describe('binaryKind of an ELF file', () => {
  const linux = { platform: 'linux' } as const;

  it('is a library for a shared object', () => {
    const library = createElf(ET_DYN, PT_DYNAMIC, [
      [DT_NEEDED, 1n],
      [DT_FLAGS_1, DF_1_NOW],
    ]);
    expect(binaryKind(library, linux)).toBe('x64 library');
  });

  it('is a program for a file that names a loader', () => {
    expect(binaryKind(createElf(ET_DYN, PT_INTERP), linux)).toBe('x64 program');
  });

  it('is a program for a static program with a fixed address', () => {
    expect(binaryKind(createElf(ET_EXEC, PT_DYNAMIC), linux)).toBe('x64 program');
  });

  it('is a program for a static position-independent program', () => {
    const program = createElf(ET_DYN, PT_DYNAMIC, [[DT_FLAGS_1, DF_1_NOW | DF_1_PIE]]);
    expect(binaryKind(program, linux)).toBe('x64 program');
  });
});
