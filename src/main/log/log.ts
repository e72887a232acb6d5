/**
 * Structured log: one JSON object per line, for the bank's IT. It accepts an event name and fields from a fixed table, so
 * that values of a registration cannot be logged by mistake: other values are replaced, and the rest passes through
 * redaction.
 */
import { errorCodeOf, errorNameOf, fieldChecks, placesOf, type LogFields } from './fields.ts';
import { redact } from './redact.ts';
import { createRotatingFile } from './rotating-file.ts';

type Level = 'info' | 'warn' | 'error';

/** `session.signed-in`: a subject and what happened, written in the code, never built from data. */
export type LogEvent = `${string}.${string}`;

export type Log = Readonly<Record<Level, (event: LogEvent, fields: LogFields) => void>>;

export interface LogOptions {
  readonly file?: string;
  /** Also write to standard error, for developers. */
  readonly stderr: boolean;
  readonly now?: () => number;
}

const MOST_BYTES = 1024 * 1024;
const FILES = 3;
const EVENT = /^[a-z][a-z-]*(?:\.[a-z][a-z-]*){1,3}$/;
const REFUSED = '[refused]';

const cleanFields = (fields: LogFields): Record<string, unknown> => {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (name === 'thrown') {
      clean['error'] = errorNameOf(value);
      const code = errorCodeOf(value);
      if (code !== null) clean['errorCode'] = code;
      if (value instanceof Error && value.cause !== undefined)
        clean['cause'] = errorNameOf(value.cause);
      clean['places'] = placesOf(value).map(redact);
    } else if (Object.hasOwn(fieldChecks, name)) {
      clean[name] = fieldChecks[name as keyof typeof fieldChecks](value) ? value : REFUSED;
    } else {
      // The key itself may be data, when an object was spread into the fields.
      clean['unlisted'] = REFUSED;
    }
  }
  return clean;
};

/** Values checked against the table are not redacted: a registration's id has the form of a secret. */
const line = (at: number, level: Level, event: string, fields: LogFields): string =>
  JSON.stringify({
    at: new Date(at).toISOString(),
    level,
    event: EVENT.test(event) && event.length <= 60 ? redact(event) : 'log.bad-event',
    ...cleanFields(fields),
  });

/** Writes at once and never throws. Without a file and without standard error nothing is written. */
export const createLog = ({ file, stderr, now = Date.now }: LogOptions): Log => {
  const toFile =
    file === undefined ? null : createRotatingFile({ file, mostBytes: MOST_BYTES, files: FILES });
  const write =
    (level: Level) =>
    (event: LogEvent, fields: LogFields): void => {
      const text = line(now(), level, event, fields);
      toFile?.(text);
      if (stderr) process.stderr.write(`${text}\n`);
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
};
