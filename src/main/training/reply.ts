/** Creates and writes the HTTP replies of the built-in service. */
import { STATUS_CODES, type ServerResponse } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export const jsonReply = (status: number, body: unknown, headers?: Reply['headers']): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
  ...(headers ? { headers } : {}),
});

export const htmlReply = (status: number): Reply => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<!doctype html><html><head><title>${status}</title></head><body><h1>${status} ${STATUS_CODES[status] ?? ''}</h1></body></html>`,
});

/** HTTP 400 with the errors of a Django REST serializer: `{"field": ["…"]}`. */
export const fieldErrorsReply = (errors: Readonly<Record<string, string>>): Reply =>
  jsonReply(
    400,
    Object.fromEntries(Object.entries(errors).map(([field, text]) => [field, [text]] as const)),
  );

export const notSignedInReply = (detail: string): Reply =>
  jsonReply(401, { detail }, { 'www-authenticate': 'Token' });

export const writeReply = (response: ServerResponse, reply: Reply): void => {
  response
    .writeHead(reply.status, {
      ...reply.headers,
      'content-type': reply.type,
      'content-length': Buffer.byteLength(reply.body),
    })
    .end(reply.body);
};
