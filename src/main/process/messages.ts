/**
 * Messages between a helper process and its owner. Both sides validate them, because a process that decodes hostile data may
 * send anything.
 */
import { errorCodes, type ErrorCode } from '#shared/error-codes.ts';
import { err, ok, type Result } from '#shared/result.ts';

export interface HelperRequest {
  readonly id: number;
  readonly method: string;
  readonly payload: unknown;
}

/** `threw` is the class name of an exception in a handler. An exception is a bug; expected failures are in `result`. */
export type HelperReply = { readonly id: number } & (
  { readonly result: Result<unknown> } | { readonly threw: string }
);

/** Sent by a helper between two requests: its resident memory in bytes after it has freed what it can. */
export interface MemoryReport {
  readonly residentBytes: number;
}

type UnknownRecord = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is UnknownRecord =>
  typeof value === 'object' && value !== null;

/** @returns null for an invalid request. */
export const parseRequest = (message: unknown): HelperRequest | null =>
  isRecord(message) && typeof message['id'] === 'number' && typeof message['method'] === 'string'
    ? { id: message['id'], method: message['method'], payload: message['payload'] }
    : null;

const isCode = (value: unknown): value is ErrorCode =>
  (errorCodes as readonly unknown[]).includes(value);

const parseParams = (value: unknown): Record<string, string | number> | null => {
  if (!isRecord(value)) return null;
  const supported = Object.entries(value).filter((entry): entry is [string, string | number] =>
    ['string', 'number'].includes(typeof entry[1]),
  );
  return supported.length > 0 ? Object.fromEntries(supported) : null;
};

const parseResult = (value: unknown): Result<unknown> | null => {
  if (!isRecord(value)) return null;
  if (value['ok'] === true) return ok(value['data']);
  const error = value['error'];
  if (value['ok'] !== false || !isRecord(error) || !isCode(error['code'])) return null;
  const params = parseParams(error['params']);
  return params ? err(error['code'], { params }) : err(error['code']);
};

/** @returns null for an invalid reply. */
export const parseReply = (message: unknown): HelperReply | null => {
  if (!isRecord(message) || typeof message['id'] !== 'number') return null;
  if (typeof message['threw'] === 'string') return { id: message['id'], threw: message['threw'] };
  const result = parseResult(message['result']);
  return result && { id: message['id'], result };
};

/** @returns null for a message that is not a memory report. */
export const parseMemoryReport = (message: unknown): MemoryReport | null =>
  isRecord(message) && typeof message['residentBytes'] === 'number'
    ? { residentBytes: message['residentBytes'] }
    : null;
