/** Decodes the answer to `verificationLog`: one page of the log. */
import type { LogEntry } from '#shared/domain/verification.ts';
import { ok, type Result } from '#shared/result.ts';
import { failure, valueOfKey, statusCode, statusWord } from '#main/ekyc/errors.ts';
import { replacedRowCount, type RowSplitter } from '#main/ekyc/json-rows.ts';
import { isArray, isObject, type Json } from '#main/ekyc/json.ts';
import { logAliases, verdictOf } from './aliases.ts';
import { createKeyLookup } from './key-lookup.ts';
import { mobileOf, textOf } from './values.ts';

const LIST_KEYS = ['data', 'results', 'detail'] as const;
const EMPTY_LOG = /^not[_ ]?found$/;
const EMPTY_LOG_CODE = 6005;

const listIn = (body: Json, depth = 0): readonly Json[] | null => {
  if (isArray(body)) return body;
  if (!isObject(body) || depth > 1) return null;
  for (const key of LIST_KEYS) {
    const list = listIn(valueOfKey(body, key) ?? null, depth + 1);
    if (list) return list;
  }
  if (statusCode(body) === EMPTY_LOG_CODE) return [];
  return EMPTY_LOG.test(statusWord(body) ?? '') ||
    (depth === 0 && EMPTY_LOG.test(statusWord(valueOfKey(body, 'data')) ?? ''))
    ? []
    : null;
};

/** One entry of the log; null when it has neither a mobile number nor an NID. */
export const logEntryOf = (item: Json): LogEntry | null => {
  if (!isObject(item)) return null;
  const keys = createKeyLookup(item);
  const text = (aliases: readonly string[]): string => textOf(keys.take(aliases)) ?? '';
  const word = text(logAliases.verdict);
  const entry: LogEntry = {
    mobile: mobileOf(keys.take(logAliases.mobile)),
    name: text(logAliases.name),
    nid: text(logAliases.nid),
    submittedOn: text(logAliases.submittedOn),
    verdict: verdictOf(word) ?? word,
  };
  return entry.mobile === '' && entry.nid === '' ? null : entry;
};

/**
 * The entries of a page in the order received; `received` counts the unreadable ones too. Fails with SVC-ANSWER when the
 * body contains no list or no readable entry, and with SVC-NOT-JSON when an entry is not valid JSON.
 * @param split the rows that were split off while the answer arrived.
 */
export const decodeLog = (
  body: Json,
  split?: Pick<RowSplitter<LogEntry | null>, 'rows' | 'isBroken'>,
): Result<{ readonly entries: readonly LogEntry[]; readonly received: number }> => {
  const list = listIn(body);
  if (!list) return failure('SVC-ANSWER', body);
  // An unreadable entry may be any customer's, so the log cannot count as complete.
  if (split?.isBroken()) return failure('SVC-NOT-JSON');
  const rows = split?.rows ?? [];
  let taken = 0;
  const received = list.flatMap((item) => {
    const count = replacedRowCount(item);
    if (count === null || taken + count > rows.length) return [logEntryOf(item)];
    taken += count;
    return rows.slice(taken - count, taken);
  });
  const entries = received.filter((entry) => entry !== null);
  return received.length > 0 && entries.length === 0
    ? failure('SVC-ANSWER')
    : ok({ entries, received: received.length });
};
