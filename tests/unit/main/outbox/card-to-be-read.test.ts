import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { fillDraft, must, picture, putCard } from '#tests/support/test-counter.ts';

const perTest = createCounterPerTest();
const asked = (): number => perTest.counter.service.calls.readCard.length;

describe('step 1 of a draft whose two sides are one picture', () => {
  const makeDraft = async (): Promise<string> => {
    const { registrations } = perTest.counter;
    const { id } = must(await registrations.start());
    const bytes = await picture(1);
    must(await registrations.putPicture(id, { part: 'front', bytes, origin: 'scanner', dpi: 400 }));
    must(await registrations.putPicture(id, { part: 'back', bytes, origin: 'scanner', dpi: 400 }));
    return id;
  };

  it('is not sent: not on request, when the draft is opened, at a sign-in, or after a restart', async () => {
    const id = await makeDraft();
    must(await perTest.counter.registrations.readCard(id));
    must(await perTest.counter.registrations.putAside(id));
    must(await perTest.counter.registrations.open(id));
    await perTest.restart();
    must(await perTest.counter.registrations.open(id));
    await perTest.allowPendingWork();
    expect(asked()).toBe(0);
  });

  it('is sent after the clerk accepted the picture as the best possible', async () => {
    const id = await makeDraft();
    const view = await perTest.counter.view(id);
    for (const part of ['front', 'back'] as const) {
      if ((view.pictures[part]?.failedChecks.length ?? 0) > 0)
        must(await perTest.counter.registrations.overridePicture(id, part, 'best-possible'));
    }
    must(await perTest.counter.registrations.readCard(id));
    await perTest.counter.until(id, ({ reading }) => reading.state === 'read');
    expect(asked()).toBe(1);
  });

  it('is sent when the picture was replaced', async () => {
    const id = await makeDraft();
    await putCard(perTest.counter.registrations, id);
    must(await perTest.counter.registrations.readCard(id));
    await perTest.counter.until(id, ({ reading }) => reading.state === 'read');
  });

  it('is sent without delay when the sides differ', async () => {
    const id = await fillDraft(perTest.counter.registrations);
    must(await perTest.counter.registrations.readCard(id));
    await perTest.counter.until(id, ({ reading }) => reading.state === 'read');
  });
});
