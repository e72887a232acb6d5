// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import OutboxScreen from '#renderer/features/outbox/OutboxScreen.vue';
import type { OutboxRow } from '#shared/domain/outbox.ts';
import type { CallOutput } from '#shared/ipc/contract.ts';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

const createId = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const createRow = (number: number): OutboxRow => ({
  id: createId(number),
  reference: `0142-3-000${String(number)}`,
  state: 'draft',
  step: 'card',
  maskedName: 'N••••• B••••',
  maskedNid: '012•••••89',
  updatedAt: 0,
  attempts: 0,
  lastError: null,
  createdAt: 0,
  submittedAt: null,
  notBefore: 0,
  waitsFor: null,
  isOwn: true,
});
const createDetails = (row: OutboxRow): CallOutput<'outbox.details'> => ({
  row,
  timeline: [],
  actions: ['open', 'discard'],
  nextAttemptAt: null,
  maskedClerk: '0130•••0042',
  takenOver: null,
  discardReason: null,
  consent: null,
  review: null,
});
const rows = [createRow(1), createRow(2)];

/** The details are returned after this promise has resolved. */
let detailsDelay: Promise<void> = Promise.resolve();
let mounted: Mounted & { readonly kiosk: FakeKiosk };
const pressKey = (code: string): void => {
  const target = document.activeElement ?? document.body;
  for (const kind of ['keydown', 'keyup'])
    target.dispatchEvent(
      new KeyboardEvent(kind, { code, key: code, bubbles: true, cancelable: true }),
    );
};
const listOpenedIds = (): unknown[] =>
  mounted.kiosk.calls
    .filter(({ name }) => name === 'registration.open')
    .map(({ input }) => (input as { id: string }).id);

describe('OutboxScreen', () => {
  beforeEach(async () => {
    detailsDelay = Promise.resolve();
    const kiosk = createFakeKiosk({
      signedIn: true,
      answers: {
        'outbox.page': () => ({
          rows,
          total: rows.length,
          counts: {
            all: 2,
            'needs-attention': 0,
            'in-progress': 0,
            'on-hold-or-draft': 2,
            done: 0,
          },
        }),
        'outbox.details': async ({ id }: { id: string }) => {
          await detailsDelay;
          return createDetails(rows.find((row) => row.id === id) ?? createRow(1));
        },
      },
    });
    mounted = { ...(await mountInApp(OutboxScreen, kiosk)), kiosk };
    await expect.poll(() => document.querySelector('[data-actions]')).not.toBeNull();
    await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('grid');
  });
  afterEach(() => mounted.wrapper.unmount());

  it('opens the row that was selected last, even before its details have arrived', async () => {
    detailsDelay = new Promise(() => undefined);
    pressKey('ArrowDown');
    await flushPromises();
    pressKey('Enter');
    await flushPromises();
    expect(listOpenedIds()).toEqual([createId(2)]);
  });

  it('discards no row whose details have not arrived', async () => {
    detailsDelay = new Promise(() => undefined);
    pressKey('ArrowDown');
    await flushPromises();
    pressKey('Delete');
    await flushPromises();
    expect(document.querySelector('dialog[open]')).toBeNull();
  });
});
