import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { createCellPicture } from '#tests/support/in-process-imaging.ts';
import { fillDraft, putCard } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';

const fixture = createCounterPerTest();
const countCardReadings = (): number => fixture.counter.fakeClient.calls.readCard.length;

describe('step 1 of a draft with the same picture for both sides', () => {
  const createDraft = async (): Promise<string> => {
    const { registrations } = fixture.counter;
    const { id } = unwrap(await registrations.start());
    const bytes = await createCellPicture(1);
    unwrap(
      await registrations.putPicture(id, { part: 'front', bytes, origin: 'scanner', dpi: 400 }),
    );
    unwrap(
      await registrations.putPicture(id, { part: 'back', bytes, origin: 'scanner', dpi: 400 }),
    );
    return id;
  };

  it('is not sent on request, when the draft is opened, or after a restart', async () => {
    const id = await createDraft();
    unwrap(await fixture.counter.registrations.readCard(id));
    unwrap(await fixture.counter.registrations.putAside(id));
    unwrap(await fixture.counter.registrations.open(id));
    await fixture.restart();
    unwrap(await fixture.counter.registrations.open(id));
    await fixture.allowPendingWork();
    expect(countCardReadings()).toBe(0);
  });

  it('is sent after the clerk accepted the picture as the best possible', async () => {
    const id = await createDraft();
    const view = await fixture.counter.view(id);
    for (const part of ['front', 'back'] as const) {
      if ((view.pictures[part]?.failedChecks.length ?? 0) > 0)
        unwrap(await fixture.counter.registrations.overridePicture(id, part, 'best-possible'));
    }
    unwrap(await fixture.counter.registrations.readCard(id));
    await fixture.counter.waitUntil(id, ({ reading }) => reading.state === 'read');
    expect(countCardReadings()).toBe(1);
  });

  it('is sent after both pictures were replaced', async () => {
    const id = await createDraft();
    await putCard(fixture.counter.registrations, id);
    unwrap(await fixture.counter.registrations.readCard(id));
    await fixture.counter.waitUntil(id, ({ reading }) => reading.state === 'read');
  });

  it('is sent without delay when the sides differ', async () => {
    const id = await fillDraft(fixture.counter.registrations);
    unwrap(await fixture.counter.registrations.readCard(id));
    await fixture.counter.waitUntil(id, ({ reading }) => reading.state === 'read');
  });
});
