/** Records the requests that the simulated service receives, without their values. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TrainingCall } from '#main/training/types.ts';
import type { RequestRecord } from './types.ts';

const MAX_RECORDS = 5_000;

/** A record that is completed while the request is processed. */
export type OpenRecord = { -readonly [K in keyof RequestRecord]: RequestRecord[K] };

export interface RequestRecords {
  add(request: IncomingMessage, url: URL, call: TrainingCall | null): OpenRecord;
  all(): readonly RequestRecord[];
}

export const createRequestRecords = (): RequestRecords => {
  const records: OpenRecord[] = [];
  const connectionNumbers = new WeakMap<Socket, number>();
  let connectionCount = 0;

  const connectionNumberOf = (socket: Socket): number => {
    const knownNumber = connectionNumbers.get(socket);
    if (knownNumber !== undefined) return knownNumber;
    connectionCount += 1;
    connectionNumbers.set(socket, connectionCount);
    return connectionCount;
  };

  return {
    add: (request, url, call) => {
      const { authorization, cookie, ...headers } = request.headers;
      const length = headers['content-length'];
      const record: OpenRecord = {
        call,
        method: request.method ?? '',
        path: url.pathname + url.search,
        connection: connectionNumberOf(request.socket),
        authorization: {
          present: authorization !== undefined,
          scheme: authorization?.split(' ')[0] ?? null,
        },
        cookie: cookie !== undefined,
        contentType: headers['content-type'] ?? null,
        contentLength: length === undefined ? null : Number(length),
        transferEncoding: headers['transfer-encoding'] ?? null,
        fields: [],
        files: [],
        replyStatus: null,
      };
      records.push(record);
      if (records.length > MAX_RECORDS) records.shift();
      return record;
    },
    all: () => [...records],
  };
};
