import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { createTestCounter, putCard, type TestCounter } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import type { CardReading } from '#main/ekyc/port.ts';
import { err, ok, type Result } from '#shared/result.ts';

const folders = createTemporaryFolders();
let counter: TestCounter;
beforeEach(async () => {
  counter = await createTestCounter({ file: path.join(await folders.make(), 'store.sqlite') });
});
afterEach(async () => {
  await counter.stop();
  await folders.remove();
});

describe('background reading', () => {
  it('can be started again after its answer could not be stored', async () => {
    const { fakeClient: service, registrations, store } = counter;
    let answerRequest: (answer: Result<CardReading>) => void = () => undefined;
    service.answers.readCard = () =>
      new Promise((resolve) => {
        answerRequest = resolve;
      });
    const { id } = unwrap(await registrations.start());
    await putCard(registrations, id);
    unwrap(await registrations.readCard(id));
    await expect.poll(() => service.calls.readCard.length).toBe(1);
    // `records.update` reads the registration before it writes. When that fails, the change is never called.
    const failingGet = vi.spyOn(store, 'get').mockResolvedValueOnce(err('STORE-RECORD'));
    answerRequest(ok(CARD_READING));
    await expect.poll(() => failingGet.mock.calls.length).toBeGreaterThan(0);
    failingGet.mockRestore();

    await expect.poll(async () => (await counter.view(id)).reading.state).toBe('none');
    unwrap(await registrations.readCard(id));
    await expect.poll(() => service.calls.readCard.length).toBe(2);
  });
});
