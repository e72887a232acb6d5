import { describe, expect, it } from 'vitest';
import type { Token } from '#main/ekyc/port.ts';
import { searchLog } from '#main/outbox/log-search.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import { ok } from '#shared/result.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createFakeClient } from '#tests/support/fake-ekyc-client.ts';
import { unwrap } from '#tests/support/unwrap.ts';

const CUSTOMER = { nids: ['0123456789'], mobile: toMobileNumber('01300000777') };
const OWN_NUMBERS = { nid: '0123456789', mobile: '01300000777' };
const TOKEN = 'token' as Token;

const createLogEntry = (submittedOn: string, overrides: Partial<LogEntry> = {}): LogEntry => ({
  mobile: '01300009999',
  nid: '9999999999',
  name: 'X',
  submittedOn,
  verdict: 'pending',
  ...overrides,
});
const createFullPage = (first: string, last: string, hasOwnEntry = false): LogEntry[] =>
  Array.from({ length: 20 }, (_, index) =>
    createLogEntry(index < 10 ? first : last, hasOwnEntry && index === 19 ? OWN_NUMBERS : {}),
  );

describe('searchLog', () => {
  /** Searches the given pages of a service whose log ends with an empty page. */
  const search = async (pages: LogEntry[][], maxPages = 10, stopAbove?: number) => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationLog = async (_token, _filter, page) => {
      const entries = pages[page - 1] ?? [];
      return ok({ entries, complete: entries.length === 0 });
    };
    const searchResult = unwrap(
      await searchLog(client, TOKEN, CUSTOMER, {
        maxPages,
        ...(stopAbove !== undefined && { stopAbove }),
      }),
    );
    return { ...searchResult, queryCount: calls.verificationLog.length };
  };

  it('reports the log as complete only after an empty page', async () => {
    expect(
      await search([
        [createLogEntry('1/1/2026', OWN_NUMBERS)],
        [createLogEntry('2/1/2026')],
        [createLogEntry('3/1/2026')],
      ]),
    ).toMatchObject({ exactMatches: 1, complete: true, queryCount: 4 });
    expect(
      await search(
        [createFullPage('23/11/2026', '22/11/2026'), createFullPage('21/11/2026', '20/11/2026')],
        2,
      ),
    ).toMatchObject({ complete: false, queryCount: 2 });
  });

  it('distinguishes lines of this customer, possible ones and others', async () => {
    const lines = [
      createLogEntry('1/1/2026', OWN_NUMBERS),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, mobile: '+8801300000777' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, mobile: '1300000777' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, nid: '19800123456789012' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, nid: '012345678' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, mobile: '0130•••0777' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, mobile: '01300000778' }),
      createLogEntry('2/1/2026', { ...OWN_NUMBERS, nid: '0123456780' }),
    ];
    expect(await search([lines])).toMatchObject({ exactMatches: 3, possibleMatches: 6 });
  });

  it('stops at the first line that is sufficient', async () => {
    const pages = [
      createFullPage('23/11/2026', '23/11/2026'),
      createFullPage('23/11/2026', '22/11/2026', true),
      createFullPage('21/11/2026', '20/11/2026'),
    ];
    expect(await search(pages, 10, 0)).toMatchObject({
      exactMatches: 1,
      complete: false,
      queryCount: 2,
    });
  });
});
