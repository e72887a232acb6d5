import { toMobileNumber } from '#tests/support/numbers.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { Token } from '#main/ekyc/port.ts';
import {
  createTestService,
  type TestServiceOptions,
  type TestService,
} from '#tests/support/service/service.ts';
import { createLogPages, readCompleteLog } from '#main/verification/log-pages.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';

const AGENT = toMobileNumber('01300000042');
let service: TestService;
/** Time of the service in milliseconds, advanced between registrations. */
let serviceTime = Date.UTC(2026, 10, 28, 4);
afterEach(() => service.close());

const dataOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

const startService = async (options: TestServiceOptions) => {
  service = await createTestService({ now: () => serviceTime, ...options });
  const client = createEkycClient({ baseUrl: service.url });
  dataOf(await client.requestOtp(AGENT));
  const { token } = dataOf(await client.verifyOtp(AGENT, service.otpFor(AGENT) ?? ''));
  return {
    client,
    token,
    logPages: createLogPages(client),
    countRequests: () =>
      service
        .requests()
        .filter(({ call, replyStatus: answered }) => call === 'verificationLog' && answered === 200)
        .length,
  };
};

/** Registers customers with the client, so that the service writes the lines of the log. */
const register = async (
  client: ReturnType<typeof createEkycClient>,
  token: Token,
  count: number,
): Promise<void> => {
  const picture = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 0xff, 0xd9]);
  const card = dataOf(await client.readCard(token, { front: picture, back: picture }));
  for (let index = 0; index < count; index += 1) {
    serviceTime += 86_400_000;
    const digits = String(index).padStart(3, '0');
    await client.submit(token, {
      nid_no: `0123456${digits}`,
      dob: '1/10/1980',
      applicant_name_ben: 'নমুনা',
      applicant_name_eng: `N ${index}`,
      father_name: 'ক',
      mother_name: 'খ',
      pres_address: 'গ',
      perm_address: 'গ',
      gender: 'Female',
      profession: 'Homemaker',
      nominee: 'N',
      nominee_relation: 'Son',
      mobile_number: toMobileNumber(`01300001${digits}`),
      front: card.front,
      back: card.back,
      photo: picture,
    });
  }
};

describe.each(['1.06', 'live'] as const)('createLogPages with dialect %s', (dialect) => {
  it.each([
    [1, 9],
    [5, 45],
    [10, 45],
    [20, 45],
    ['none', 45],
  ] as const)('reaches every customer when the service has pages of %s', async (pageCap, count) => {
    const { client, token, logPages } = await startService({ dialect, pageLimit: pageCap });
    await register(client, token, count);
    const nids: string[] = [];
    for (let pageNumber = 1, complete = false; !complete; pageNumber += 1) {
      const page = dataOf(await logPages.read(token, 'all', pageNumber));
      nids.push(...page.entries.map(({ nid }) => nid));
      complete = page.complete;
      expect(pageNumber).toBeLessThan(10);
    }
    expect(new Set(nids).size).toBe(count);
    expect(nids).toHaveLength(count);
  });

  it('returns a log on one page with the newest line first', async () => {
    const { client, token, logPages } = await startService({ dialect });
    await register(client, token, 12);
    const page = dataOf(await logPages.read(token, 'all', 1));
    expect(page).toMatchObject({ complete: true, sorted: true });
    expect([page.entries[0]?.name, page.entries.at(-1)?.name]).toEqual(['N 11', 'N 0']);
  });
});

describe('createLogPages with a log of several pages of the screen', () => {
  const entriesOf = (page: number): LogEntry[] =>
    Array.from({ length: limits.logPageMaxEntries }, (_, index) => ({
      mobile: toMobileNumber('01300000042'),
      name: `N ${page}-${index}`,
      nid: '0123456789',
      submittedOn: '2026-01-01',
      verdict: 'pending',
    }));

  it('marks the pages as not sorted when the first is returned before the last is read', async () => {
    const logPages = createLogPages({
      verificationLog: async (_token, _filter, page) =>
        ok({ entries: entriesOf(page), complete: page === 2 }),
    });
    const token = 'token' as Token;
    expect(dataOf(await logPages.read(token, 'all', 1))).toMatchObject({
      complete: false,
      sorted: false,
    });
    expect(dataOf(await logPages.read(token, 'all', 2))).toMatchObject({
      complete: true,
      sorted: false,
    });
  });
});

describe('createLogPages with a log in one response', () => {
  const createRows = (count: number): unknown[] =>
    Array.from({ length: count }, (_, index) => ({
      mobile_number: `013${String(index).padStart(8, '0')}`,
      customer_name_eng: `N ${index}`,
      nid_no: `0${String(index).padStart(9, '0')}`,
      submitted_on: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
      status: 'pending',
    }));

  it('requests the log once and returns it in pages', async () => {
    const { logPages, token, countRequests } = await startService({ dialect: 'live' });
    const count = 2 * limits.logPageMaxEntries + 7;
    service.faults.failAlways('verificationLog', {
      kind: 'status',
      status: 200,
      body: createRows(count),
    });
    const pages = [];
    for (const pageNumber of [1, 2, 3])
      pages.push(dataOf(await logPages.read(token, 'all', pageNumber)));
    expect(pages.map(({ entries, complete }) => [entries.length, complete])).toEqual([
      [limits.logPageMaxEntries, false],
      [limits.logPageMaxEntries, false],
      [7, true],
    ]);
    expect(pages[0]?.entries[0]?.name).toBe(`N ${count - 1}`);
    expect(pages[2]?.entries.at(-1)?.name).toBe('N 0');
    expect(countRequests()).toBe(1);
  });

  it('blocks the process for less than two seconds with 50,000 lines', async () => {
    const { logPages, token } = await startService({ dialect: 'live' });
    service.faults.failAlways('verificationLog', {
      kind: 'status',
      status: 200,
      body: createRows(50_000),
    });
    let [lastTickAt, longestPauseMs] = [performance.now(), 0];
    const interval = setInterval(() => {
      const at = performance.now();
      [longestPauseMs, lastTickAt] = [Math.max(longestPauseMs, at - lastTickAt), at];
    }, 5);
    const page = dataOf(await logPages.read(token, 'all', 1));
    clearInterval(interval);
    expect(page.entries).toHaveLength(limits.logPageMaxEntries);
    process.stdout.write(
      `50,000 lines: longest pause ${Math.round(longestPauseMs)} ms (service and client in one process)\n`,
    );
    expect(longestPauseMs).toBeLessThan(2_000);
  });

  it('requests the log again after forget', async () => {
    const { logPages, token, countRequests } = await startService({ dialect: 'live' });
    service.faults.failAlways('verificationLog', {
      kind: 'status',
      status: 200,
      body: createRows(limits.logPageMaxEntries + 1),
    });
    dataOf(await logPages.read(token, 'all', 1));
    logPages.clear();
    expect(dataOf(await logPages.read(token, 'all', 2)).entries[0]?.name).toBe(
      `N ${limits.logPageMaxEntries}`,
    );
    expect(countRequests()).toBe(2);
  });
});

describe('readCompleteLog', () => {
  const createEntry = (index: number): LogEntry => ({
    mobile: toMobileNumber('01300000042'),
    name: `N ${index}`,
    nid: `0${String(index).padStart(9, '0')}`,
    submittedOn: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    verdict: 'pending',
  });
  const createEntries = (from: number, count: number): LogEntry[] =>
    Array.from({ length: count }, (_, index) => createEntry(from + index));
  const token = 'token' as Token;
  /** @param answer returns the answer of the service for a page, counted from 1. */
  const startReading = (answer: (page: number) => { entries: LogEntry[]; complete: boolean }) => {
    const requestedPages: number[] = [];
    const read = readCompleteLog(
      {
        verificationLog: async (_token, _filter, page) => {
          requestedPages.push(page);
          return ok(answer(page));
        },
      },
      token,
      'all',
    );
    return { requestedPages, read };
  };

  it('returns every line of all pages, newest first', async () => {
    const { read } = startReading((page) => ({
      entries: createEntries(page * 10, 10),
      complete: page === 25,
    }));
    const entries = dataOf(await read);
    expect(entries).toHaveLength(250);
    expect([entries[0]?.name, entries.at(-1)?.name]).toEqual(['N 259', 'N 10']);
  });

  it('reports SVC-ANSWER when the service returns the same page repeatedly', async () => {
    const { read, requestedPages } = startReading(() => ({
      entries: createEntries(0, 10),
      complete: false,
    }));
    expect(await read).toEqual(err('SVC-ANSWER'));
    expect(requestedPages.length).toBeLessThan(100);
  });

  it('reports SVC-ANSWER when pages without lines follow and the log is incomplete', async () => {
    const { read } = startReading((page) => ({
      entries: page === 1 ? createEntries(0, 10) : [],
      complete: false,
    }));
    expect(await read).toEqual(err('SVC-ANSWER'));
  });

  it('reports SVC-ANSWER when the log has no end', async () => {
    const { read } = startReading((page) => ({
      entries: createEntries(page * 5_000, 5_000),
      complete: false,
    }));
    expect(await read).toEqual(err('SVC-ANSWER'));
  });
});
