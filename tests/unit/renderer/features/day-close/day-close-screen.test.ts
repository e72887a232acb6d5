// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import DayCloseScreen from '#renderer/features/day-close/DayCloseScreen.vue';
import type { CallOutput } from '#shared/ipc/contract.ts';
import { createFakeKiosk, type FakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, typeInto, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted | null = null;
afterEach(() => mounted?.wrapper.unmount());

type Summary = CallOutput<'day.summary'>;
const createTotals = (taken: number, first: string, last: string): Summary['clerks'][number] => ({
  maskedClerk: '0130•••0042',
  taken,
  totals: {
    submitted: taken - 1,
    waiting: 0,
    unknown: 0,
    'needs-review': 0,
    refused: 0,
    'on-hold': 0,
    discarded: 1,
    transferred: 0,
  },
  verdicts: { passed: 1, 'verification-failed': 0, invalid: 0, submitted: taken - 2 },
  first,
  last,
});
const dayOfClerk: Summary = {
  day: '2026-11-23',
  at: Date.UTC(2026, 10, 23, 6),
  ...createTotals(4, '0142-3-0001', '0142-3-0007'),
  clerks: [],
  drafts: 0,
  openFromEarlierDays: 0,
  unsent: [],
  unknown: [],
  reviewOrRefused: [],
  discarded: [
    {
      reference: '0142-3-0003',
      state: 'discarded',
      maskedName: 'N•••',
      submittedAt: null,
      lastError: null,
      reason: 'Wrong card',
    },
  ],
  transferred: [],
};
const dayOfAllClerks: Summary = {
  ...dayOfClerk,
  ...createTotals(9, '0142-3-0001', '0142-3-0012'),
  maskedClerk: null,
  clerks: [
    createTotals(4, '0142-3-0001', '0142-3-0007'),
    { ...createTotals(5, '0142-3-0004', '0142-3-0012'), maskedClerk: '0130•••0043' },
  ],
};

const openDayClose = async (
  overrides: Scenario = {},
): Promise<{ kiosk: FakeKiosk; screen: Mounted }> => {
  const kiosk = createFakeKiosk({
    signedIn: true,
    lock: { hasLeadPin: true },
    answers: {
      'day.summary': () => dayOfClerk,
      'day.summaryOfAll': () => dayOfAllClerks,
      'day.print': () => undefined,
    },
    ...overrides,
  });
  const screen = await mountInApp(DayCloseScreen, kiosk);
  mounted = screen;
  await flushPromises();
  return { kiosk, screen };
};
const readPageText = (): string => document.body.textContent.replaceAll(/\s+/g, ' ');
const openAllClerks = async (screen: Mounted): Promise<void> => {
  screen.button('All clerks').click();
  await flushPromises();
  typeInto(screen.input('Lead PIN'), '246802');
  await flushPromises();
  const confirm = [...document.querySelectorAll<HTMLButtonElement>('dialog button')].at(-1);
  confirm?.click();
  await flushPromises();
};

describe('DayCloseScreen', () => {
  it('shows the clerk, the first and last reference, the verdicts and the reason of a discarded registration', async () => {
    await openDayClose();
    for (const expectedText of ['Clerk 0130•••0042', '0142-3-0001 – 0142-3-0007', 'Wrong card'])
      expect(readPageText()).toContain(expectedText);
    expect(document.querySelector('[data-verdict-count="submitted"]')?.textContent).toBe('2');
    expect(document.querySelector('.day-clerks')).toBeNull();
  });

  it('shows a row for each clerk after the lead PIN, and passes the PIN to each call', async () => {
    const { kiosk, screen } = await openDayClose();
    await openAllClerks(screen);
    const rows = [...document.querySelectorAll('.day-clerks tbody tr')].map(
      (row) => row.querySelector('th')?.textContent,
    );
    expect(rows).toEqual(['0130•••0042', '0130•••0043']);
    expect(document.querySelector('[data-total="taken"]')?.textContent).toBe('9');
    screen.button('Day before').click();
    await flushPromises();
    expect(kiosk.calls.filter(({ name }) => name === 'day.summaryOfAll')).toEqual([
      { name: 'day.summaryOfAll', input: { day: null, leadPin: '246802' } },
      { name: 'day.summaryOfAll', input: { day: '2026-11-22', leadPin: '246802' } },
    ]);
    screen.button('My day').click();
    await flushPromises();
    expect(document.querySelector('[data-total="taken"]')?.textContent).toBe('4');
  });

  it('shows nothing of other clerks when the lead PIN is wrong', async () => {
    const { screen } = await openDayClose({
      failures: { 'day.summaryOfAll': { code: 'LEAD-PIN-WRONG', params: { left: 3 } } },
    });
    await openAllClerks(screen);
    expect(document.querySelector('.day-clerks')).toBeNull();
    expect(document.querySelector('dialog')?.textContent).toContain('Wrong lead PIN.');
  });

  it('clears the day of all clerks when the counter locks', async () => {
    const { kiosk, screen } = await openDayClose();
    await openAllClerks(screen);
    kiosk.emit('lock', { ...screen.store.lock!, locked: true });
    await flushPromises();
    expect(readPageText()).not.toContain('0130•••0043');
  });

  it('prints the displayed summary, marked in training mode, and removes the paper afterwards', async () => {
    let paper = '';
    const { screen } = await openDayClose({
      training: true,
      answers: {
        'day.summary': () => dayOfClerk,
        'day.print': () => {
          paper = document.querySelector('.printed-paper')?.textContent ?? '';
        },
      },
    });
    screen.button('Print').click();
    await flushPromises();
    for (const expectedText of [
      'TRAINING',
      'Clerk 0130•••0042',
      '0142-3-0007',
      'Wrong card',
      'Passed',
    ])
      expect(paper).toContain(expectedText);
    expect(document.querySelector('.printed-paper')).toBeNull();
  });
});
