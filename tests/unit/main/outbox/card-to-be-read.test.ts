import { describe, expect, it } from 'vitest';
import { atWork } from '#tests/unit/main/registrations/registrations-rig.ts';
import { fillDraft, must, picture, putCard } from '#tests/support/test-counter.ts';

const work = atWork();
const asked = (): number => work.counter.service.calls.readCard.length;

describe('step 1 of a draft whose two sides are one picture', () => {
  const makeDraft = async (): Promise<string> => {
    const { registrations } = work.counter;
    const { id } = must(await registrations.start());
    const bytes = await picture(1);
    must(await registrations.putPicture(id, { part: 'front', bytes, origin: 'scanner', dpi: 400 }));
    must(await registrations.putPicture(id, { part: 'back', bytes, origin: 'scanner', dpi: 400 }));
    return id;
  };

  it('is not sent: not on request, when the draft is opened, at a sign-in, or after a restart', async () => {
    const id = await makeDraft();
    must(await work.counter.registrations.readCard(id));
    must(await work.counter.registrations.putAside(id));
    must(await work.counter.registrations.open(id));
    await work.restart();
    must(await work.counter.registrations.open(id));
    await work.settle();
    expect(asked()).toBe(0);
  });

  it('is sent after the clerk accepted the picture as the best possible', async () => {
    const id = await makeDraft();
    const view = await work.counter.view(id);
    for (const part of ['front', 'back'] as const) {
      if ((view.pictures[part]?.failedChecks.length ?? 0) > 0)
        must(await work.counter.registrations.overridePicture(id, part, 'best-possible'));
    }
    must(await work.counter.registrations.readCard(id));
    await work.counter.until(id, ({ reading }) => reading.state === 'read');
    expect(asked()).toBe(1);
  });

  it('is sent when the picture was replaced', async () => {
    const id = await makeDraft();
    await putCard(work.counter.registrations, id);
    must(await work.counter.registrations.readCard(id));
    await work.counter.until(id, ({ reading }) => reading.state === 'read');
  });

  it('is sent without delay when the sides differ', async () => {
    const id = await fillDraft(work.counter.registrations);
    must(await work.counter.registrations.readCard(id));
    await work.counter.until(id, ({ reading }) => reading.state === 'read');
  });
});
