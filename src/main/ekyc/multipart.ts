/**
 * Builds multipart/form-data bodies (RFC 7578) of known length, because servers like the service's fail on chunked uploads.
 * Values are raw UTF-8 without a charset, as browsers and curl send them.
 */
import { randomBytes } from 'node:crypto';

export type FormPart =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly fileName: string; readonly jpeg: Uint8Array };

export interface MultipartBody {
  readonly contentType: string;
  /** The body in order; pictures are not copied. */
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
}

/** Line breaks become spaces, because implementations differ in how they encode them inside a value. */
const toOneLine = (value: string): string => value.replace(/[\r\n\u2028\u2029]+/g, ' ');

const partHeader = (boundary: string, part: FormPart): string => {
  const start = `--${boundary}\r\nContent-Disposition: form-data; name="${part.name}"`;
  return 'value' in part
    ? `${start}\r\n\r\n${toOneLine(part.value)}\r\n`
    : `${start}; filename="${part.fileName}"\r\nContent-Type: image/jpeg\r\n\r\n`;
};

/** @param parts in the order in which they are sent; names and file names must be ASCII without quotes. */
export const buildMultipart = (parts: readonly FormPart[]): MultipartBody => {
  const boundary = `----kiosk${randomBytes(18).toString('hex')}`;
  const chunks = parts.flatMap((part) =>
    'value' in part
      ? [Buffer.from(partHeader(boundary, part))]
      : [Buffer.from(partHeader(boundary, part)), part.jpeg, Buffer.from('\r\n')],
  );
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    chunks: chunks,
    length: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  };
};
