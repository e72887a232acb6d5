/** Recognises pictures in the service's answers and unpacks data URIs. */
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

const HEAD = /^data:[^,]{0,100};base64,/i;

/** The picture in a data URI. Fails with IMG-FILE-SIZE beyond the limit and with IMG-NOT-IMAGE when it holds none. */
export const pictureIn = (dataUri: string, maxBytes: number): Result<Uint8Array> => {
  const head = HEAD.exec(dataUri)?.[0];
  if (head === undefined) return err('IMG-NOT-IMAGE');
  if (((dataUri.length - head.length) * 3) / 4 > maxBytes + 4) return err('IMG-FILE-SIZE');
  const bytes = Buffer.from(dataUri.slice(head.length), 'base64');
  return isPicture(bytes) ? ok(new Uint8Array(bytes)) : err('IMG-NOT-IMAGE');
};
