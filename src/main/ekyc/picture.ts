/** Recognises pictures in the service's answers and decodes data URIs. */
import { err, ok, type Result } from '#shared/result.ts';

/** Whether bytes begin like a JPEG, PNG or WebP. The declared type is ignored, because the service labels JPEG as PNG. */
export const isPicture = (bytes: Uint8Array): boolean => {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return (
    start.startsWith('\xff\xd8\xff') ||
    start.startsWith('\x89PNG\r\n\x1a\n') ||
    (start.startsWith('RIFF') && start.endsWith('WEBP'))
  );
};

/** The length is bounded, so that a text without a comma is not searched to its end. Media types with parameters are shorter. */
const DATA_URI_PREFIX = /^data:[^,]{0,100};base64,/i;

/** The picture in a data URI. Fails with IMG-FILE-SIZE beyond the limit and with IMG-NOT-IMAGE when it contains none. */
export const decodePictureDataUri = (dataUri: string, maxBytes: number): Result<Uint8Array> => {
  const prefix = DATA_URI_PREFIX.exec(dataUri)?.[0];
  if (prefix === undefined) return err('IMG-NOT-IMAGE');
  // Base64 padding makes the estimate up to two bytes too high: one group of four characters is tolerated.
  if (((dataUri.length - prefix.length) * 3) / 4 > maxBytes + 4) return err('IMG-FILE-SIZE');
  const bytes = Buffer.from(dataUri.slice(prefix.length), 'base64');
  return isPicture(bytes) ? ok(new Uint8Array(bytes)) : err('IMG-NOT-IMAGE');
};
