/** Parses the multipart form data of a request. */
import type { IncomingMessage } from 'node:http';
import { htmlReply, jsonReply, type Reply } from './reply.ts';

export interface FormFile {
  readonly fileName: string;
  readonly type: string;
  readonly data: Uint8Array;
}

export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FormFile>;
}

export const EMPTY_FORM: Form = { fields: new Map(), files: new Map() };

const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Reads the whole body. @returns null when it is too large. Rejects when the client disconnects. */
const readBody = async (request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** @returns the parsed form, or the reply that rejects an invalid or too large body. Rejects when the client disconnects. */
export const readFormData = async (request: IncomingMessage): Promise<FormData | Reply> => {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data'))
    return jsonReply(415, { detail: 'Only form-data is accepted.' });
  const body = await readBody(request);
  if (body === null) return htmlReply(413);
  try {
    // The parser of Response needs the complete body in memory, which is acceptable for the pictures of one counter.
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    const tooLarge = [...form.values()].some(
      (value) => typeof value !== 'string' && value.size > MAX_FILE_BYTES,
    );
    return tooLarge ? htmlReply(413) : form;
  } catch {
    return htmlReply(400);
  }
};

/** Converts form data to maps. When a name occurs more than once, the last value is used, as in Django. */
export const parseForm = async (data: FormData): Promise<Form> => {
  const fields = new Map<string, string>();
  const files = new Map<string, FormFile>();
  for (const [name, value] of data) {
    if (typeof value === 'string') fields.set(name, value);
    else files.set(name, { fileName: value.name, type: value.type, data: await value.bytes() });
  }
  return { fields, files };
};

export const isJpeg = (file: FormFile): boolean =>
  file.type === 'image/jpeg' && file.data[0] === 0xff && file.data[1] === 0xd8;
