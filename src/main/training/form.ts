/** Forms as they arrive. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { FileFact } from './types.ts';

export interface FormFile extends FileFact {
  readonly data: Uint8Array;
}

export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FormFile>;
  /** Names that came more than once. */
  readonly repeated: readonly string[];
}

const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Reads all parts. Throws fastify's own errors: 413 for a file beyond 16 MB, 400 for a broken body. */
export const readForm = async (request: FastifyRequest): Promise<Form> => {
  const fields = new Map<string, string>();
  const files = new Map<string, FormFile>();
  const repeated: string[] = [];
  for await (const part of request.parts({
    limits: { fileSize: MAX_FILE_BYTES, fieldSize: 64 * 1024, parts: 40 },
  })) {
    if (fields.has(part.fieldname) || files.has(part.fieldname)) repeated.push(part.fieldname);
    if (part.type === 'field') {
      fields.set(part.fieldname, String(part.value));
      continue;
    }
    const data = await part.toBuffer();
    files.set(part.fieldname, {
      field: part.fieldname,
      fileName: part.filename,
      type: part.mimetype,
      bytes: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
      data,
    });
  }
  return { fields, files, repeated };
};

export const isJpeg = (file: FormFile): boolean =>
  file.type === 'image/jpeg' && file.data[0] === 0xff && file.data[1] === 0xd8;

export const hasExif = (file: FormFile): boolean =>
  Buffer.from(file.data.subarray(0, 65_536)).includes('Exif\0\0', 0, 'latin1');
