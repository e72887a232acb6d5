/** Decodes the answer to `verificationLog`: one page of the log. */
import type { LogEntry } from '#shared/domain/verification.ts';
import { ok, type Result } from '#shared/result.ts';
import { failure, valueOfKey, statusCodeOf, statusTextOf } from '#main/ekyc/errors.ts';
import { replacedRowCount, type RowSplitter } from '#main/ekyc/json-rows.ts';
import { isArray, isObject, type Json } from '#main/ekyc/json.ts';
import { logAliases, verdictOf } from './aliases.ts';
import { createKeyLookup } from './key-lookup.ts';
import { mobileOf, textOf } from './values.ts';

const LIST_KEYS = ['data', 'results', 'detail'] as const;
const EMPTY_LOG_STATUS = /^not[_ ]?found$/;
/** `status_code` with which the live service answers for a clerk without registrations. */
const EMPTY_LOG_CODE = 6005;

const findList = (body: Json, depth = 0): readonly Json[] | null => {
  if (isArray(body)) return body;
  if (!isObject(body) || depth > 1) return null;
  for (const key of LIST_KEYS) {
    const list = findList(valueOfKey(body, key) ?? null, depth + 1);
    if (list) return list;
  }
  if (statusCodeOf(body) === EMPTY_LOG_CODE) return [];
  return EMPTY_LOG_STATUS.test(statusTextOf(body) ?? '') ||
    (depth === 0 && EMPTY_LOG_STATUS.test(statusTextOf(valueOfKey(body, 'data')) ?? ''))
    ? []
    : null;
};

/** One entry of the log; null when it has neither a mobile number nor an NID. */
export const logEntryOf = (item: Json): LogEntry | null => {
  if (!isObject(item)) return null;
  const keys = createKeyLookup(item);
  const consumeText = (aliases: readonly string[]): string => textOf(keys.consume(aliases)) ?? '';
  const verdictText = consumeText(logAliases.verdict);
  const entry: LogEntry = {
    mobile: mobileOf(keys.consume(logAliases.mobile)),
    name: consumeText(logAliases.name),
    nid: consumeText(logAliases.nid),
    submittedOn: consumeText(logAliases.submittedOn),
    verdict: verdictOf(verdictText) ?? verdictText,
  };
  return entry.mobile === '' && entry.nid === '' ? null : entry;
};

/**
 * The entries of a page in the order received; `received` counts the unreadable ones too. Fails with SVC-ANSWER when the
 * body contains no list or no readable entry, and with SVC-NOT-JSON when an entry is not valid JSON.
 * @param splitter the rows that were split off while the answer arrived.
 */
export const decodeLog = (
  body: Json,
  splitter?: Pick<RowSplitter<LogEntry | null>, 'rows' | 'hasInvalidRow'>,
): Result<{ readonly entries: readonly LogEntry[]; readonly received: number }> => {
  const list = findList(body);
  if (!list) return failure('SVC-ANSWER', body);
  // An unreadable entry may be any customer's, so the log cannot count as complete.
  if (splitter?.hasInvalidRow()) return failure('SVC-NOT-JSON');
  const rows = splitter?.rows ?? [];
  let usedRows = 0;
  const received = list.flatMap((item) => {
    const count = replacedRowCount(item);
    if (count === null || usedRows + count > rows.length) return [logEntryOf(item)];
    usedRows += count;
    return rows.slice(usedRows - count, usedRows);
  });
  const entries = received.filter((entry) => entry !== null);
  return received.length > 0 && entries.length === 0
    ? failure('SVC-ANSWER')
    : ok({ entries, received: received.length });
};
