/**
 * Structured log for the bank's IT: one JSON object per line. It accepts an event name and the fields of a fixed table, so that
 * values of a registration cannot be logged by mistake. Values that the table does not permit are replaced; texts that the table
 * does not check are redacted.
 */
import { errorCodeOf, errorNameOf, fieldChecks, stackFramesOf, type LogFields } from './fields.ts';
import { redact } from './redact.ts';
import { createRotatingFile } from './rotating-file.ts';

type Level = 'info' | 'warn' | 'error';

/** Subject and event, such as `session.signed-in`. Must be a literal and never be built from data. */
export type LogEvent = `${string}.${string}`;

export type Log = Readonly<Record<Level, (event: LogEvent, fields: LogFields) => void>>;

export interface LogOptions {
  readonly file?: string;
  /** Also write to standard error, for developers. */
  readonly stderr: boolean;
  readonly now?: () => number;
}

const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 3;
const EVENT_NAME = /^[a-z][a-z-]*(?:\.[a-z][a-z-]*){1,3}$/;
const MAX_EVENT_NAME_CHARS = 60;
const REDACTED_VALUE = '[refused]';

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
      clean['places'] = stackFramesOf(value).map(redact);
    } else if (Object.hasOwn(fieldChecks, name)) {
      clean[name] = fieldChecks[name as keyof typeof fieldChecks](value) ? value : REDACTED_VALUE;
    } else {
      // The key is not written, because it may be data when an object was spread into the fields.
      clean['unlisted'] = REDACTED_VALUE;
    }
  }
  return clean;
};

/** Values checked against the table are not redacted, because redaction replaces the id of a registration. */
const formatLine = (at: number, level: Level, event: string, fields: LogFields): string =>
  JSON.stringify({
    at: new Date(at).toISOString(),
    level,
    event:
      EVENT_NAME.test(event) && event.length <= MAX_EVENT_NAME_CHARS
        ? redact(event)
        : 'log.bad-event',
    ...cleanFields(fields),
  });

/** Writes synchronously and never throws. */
export const createLog = ({ file, stderr, now = Date.now }: LogOptions): Log => {
  const appendToFile =
    file === undefined
      ? null
      : createRotatingFile({ file, maxBytes: MAX_BYTES, maxFiles: MAX_FILES });
  const write =
    (level: Level) =>
    (event: LogEvent, fields: LogFields): void => {
      const text = formatLine(now(), level, event, fields);
      appendToFile?.(text);
      if (stderr) process.stderr.write(`${text}\n`);
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
};
