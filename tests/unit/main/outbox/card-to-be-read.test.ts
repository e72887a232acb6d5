import { describe, expect, it } from 'vitest';
import { atWork } from '#tests/unit/main/registrations/registrations-rig.ts';
import { fillDraft, must, picture, putCard } from '#tests/support/store-bench.ts';

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

  it('does not go: not when it is asked for, not when the draft is opened, not at a sign-in, not after a restart', async () => {
    const id = await makeDraft();
    must(await work.counter.registrations.readCard(id));
    must(await work.counter.registrations.putAside(id));
    must(await work.counter.registrations.open(id));
    await work.restart();
    must(await work.counter.registrations.open(id));
    await work.settle();
    expect(asked()).toBe(0);
  });

  it('goes once the clerk says that the picture is the best there is', async () => {
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

  it('goes when another picture was put in its place', async () => {
    const id = await makeDraft();
    await putCard(work.counter.registrations, id);
    must(await work.counter.registrations.readCard(id));
    await work.counter.until(id, ({ reading }) => reading.state === 'read');
  });

  it('is not held up where nothing is wrong', async () => {
    const id = await fillDraft(work.counter.registrations);
    must(await work.counter.registrations.readCard(id));
    await work.counter.until(id, ({ reading }) => reading.state === 'read');
  });
});
