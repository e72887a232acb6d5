import type { MobileNumber } from '#shared/domain/mobile.ts';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { createCellPicture } from '#tests/support/in-process-imaging.ts';
import { CONSENT_EVIDENCE, FIELD_VALUES } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import {
  createTestCounter,
  fillDraft,
  putCard,
  type TestCounter,
} from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { CardReading } from '#main/ekyc/port.ts';

const folders = createTemporaryFolders();
let file = '';
let counter: TestCounter;
beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  counter = await createTestCounter({ file });
});
afterEach(async () => {
  await counter.stop();
  await folders.remove();
});

const restart = async (
  mobile: MobileNumber | null = CLERK,
  timing: { readonly undoDiscardMs?: number } = {},
): Promise<void> => {
  await counter.stop();
  const { fakeClient: service, clock } = counter;
  counter = await createTestCounter({ file, mobile, fakeClient: service, clock, timing });
};
const createDeferred = <T>() => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
};

/** Waits 20 ms of real time for work that must not happen, before a test asserts that it did not. */
const allowPendingWork = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('draft', () => {
  it('is created with the next number, and one at a time', async () => {
    const first = unwrap(await counter.registrations.start());
    expect(first).toMatchObject({
      reference: '0142-3-0001',
      state: 'draft',
      step: 'card',
      visited: ['card'],
      sameAddress: false,
      lastError: null,
    });
    expect(unwrap(await counter.registrations.start()).id).toBe(first.id);
    unwrap(await counter.registrations.putAside(first.id));
    expect(unwrap(await counter.registrations.current())).toBeNull();
    expect(unwrap(await counter.registrations.start())).toMatchObject({ reference: '0142-3-0002' });
    expect(
      unwrap(await counter.registrations.list('attention-or-draft')).map((row) => row.reference),
    ).toEqual(['0142-3-0002', '0142-3-0001']);
  });

  it('is not created before a clerk has signed in', async () => {
    await restart(null);
    expect(await counter.registrations.start()).toEqual(err('SESSION-NEEDED'));
  });

  it('is unchanged after a restart', async () => {
    const id = await fillDraft(counter.registrations);
    unwrap(await counter.registrations.setStep(id, 'photo'));
    const before = await counter.view(id);
    await restart(null);
    const after = unwrap(await counter.registrations.current())!;
    const removeUrls = (view: typeof after) => ({
      ...view,
      pictures: Object.values(view.pictures).map(
        (picture) =>
          picture && { ...picture, url: '', crop: picture.crop && { ...picture.crop, url: '' } },
      ),
    });
    expect(removeUrls(after)).toEqual(removeUrls(before));
    expect(after).toMatchObject({ step: 'photo', visited: ['card', 'photo'] });
  });

  it('leaves a masked tombstone with its reason when it is discarded', async () => {
    const id = await fillDraft(counter.registrations);
    unwrap(await counter.registrations.discard(id, 'customer left'));
    expect(unwrap(await counter.registrations.current())).toBeNull();
    const record = unwrap(await counter.store.get(id));
    expect(record).toMatchObject({
      state: 'discarded',
      body: { clerk: CLERK, discardReason: 'customer left', pictures: { front: null } },
    });
    expect(Object.values(record.body.fields).every((field) => field.value === '')).toBe(true);
    expect(unwrap(await counter.store.part(id, 'front'))).toBeNull();
    expect(unwrap(await counter.registrations.list('all'))).toMatchObject([
      { state: 'discarded', maskedNid: '012•••••89' },
    ]);
    expect(await counter.registrations.saveFields(id, { nominee: 'X' }, undefined)).toEqual(
      err('REG-STATE'),
    );
  });

  it('is restored when its discard is undone, which is possible once', async () => {
    await restart(CLERK, { undoDiscardMs: 3_600_000 });
    const id = await fillDraft(counter.registrations);
    const before = unwrap(await counter.store.get(id));
    expect(await counter.registrations.discard(id, 'customer left')).toEqual(
      ok({ undoMs: 3_600_000 }),
    );
    expect(unwrap(await counter.registrations.current())).toBeNull();
    expect(await counter.registrations.undoDiscard(id)).toEqual(ok(undefined));
    expect(unwrap(await counter.store.get(id))).toEqual(before);
    expect(await counter.registrations.undoDiscard(id)).toEqual(err('REG-STATE'));
  });

  it('is kept when it is opened while its discard can be undone', async () => {
    await restart(CLERK, { undoDiscardMs: 3_600_000 });
    const id = await fillDraft(counter.registrations);
    unwrap(await counter.registrations.discard(id, 'customer left'));
    unwrap(await counter.registrations.open(id));
    await restart(CLERK);
    expect(unwrap(await counter.store.get(id))).toMatchObject({ state: 'draft' });
  });

  it('is discarded once the time to undo is over', async () => {
    await restart(CLERK, { undoDiscardMs: 1 });
    const id = await fillDraft(counter.registrations);
    unwrap(await counter.registrations.discard(id, 'customer left'));
    await expect.poll(async () => unwrap(await counter.store.get(id)).state).toBe('discarded');
    expect(unwrap(await counter.store.part(id, 'front'))).toBeNull();
  });

  it('is discarded at an orderly shutdown within the time to undo', async () => {
    await restart(CLERK, { undoDiscardMs: 3_600_000 });
    const id = await fillDraft(counter.registrations);
    unwrap(await counter.registrations.discard(id, 'customer left'));
    await restart(CLERK);
    expect(unwrap(await counter.store.get(id))).toMatchObject({ state: 'discarded' });
  });

  it('is not discarded when it is submitted before its discard is carried out', async () => {
    await restart(CLERK, { undoDiscardMs: 3_600_000 });
    counter.fakeSession.signOut();
    const id = await fillDraft(counter.registrations);
    unwrap(await counter.registrations.discard(id, 'customer left'));
    unwrap(await counter.registrations.submit(id, CONSENT_EVIDENCE));
    await restart(null);
    expect(unwrap(await counter.store.get(id))).toMatchObject({ state: 'ready' });
  });

  it('is reported as not found when it does not exist', async () => {
    expect(await counter.registrations.open('00000000-0000-4000-8000-000000000000')).toEqual(
      err('REG-NOT-FOUND'),
    );
  });
});

describe('background reading of the open draft', () => {
  const startReading = async (): Promise<string> => {
    const { id } = unwrap(await counter.registrations.start());
    await putCard(counter.registrations, id);
    unwrap(await counter.registrations.readCard(id));
    return id;
  };

  it('requires both sides of the card and a signed-in clerk', async () => {
    const { id } = unwrap(await counter.registrations.start());
    expect(await counter.registrations.readCard(id)).toEqual(err('REG-NO-CARD'));
    await putCard(counter.registrations, id);
    counter.fakeSession.signOut();
    expect(await counter.registrations.readCard(id)).toEqual(err('SESSION-NEEDED'));
    expect(counter.fakeClient.calls.readCard).toEqual([]);
  });

  it('continues while the clerk types, shows its progress, fills untouched fields only, and keeps a typed value that differs', async () => {
    const answer = createDeferred<Result<CardReading>>();
    counter.fakeClient.answers.readCard = async (_token, card, options) => {
      options?.onProgress?.(card.front.length, card.front.length + card.back.length);
      options?.onProgress?.(
        card.front.length + card.back.length,
        card.front.length + card.back.length,
      );
      return answer.promise;
    };
    const id = await startReading();
    const sendingView = await counter.waitUntil(
      id,
      (view) => view.reading.sentBytes > 0 && view.reading.sentBytes === view.reading.totalBytes,
    );
    expect(sendingView.reading).toMatchObject({ state: 'sending', error: null });
    unwrap(await counter.registrations.saveFields(id, { nid_no: '0999999999' }, undefined));
    answer.resolve(ok(CARD_READING));
    const readView = await counter.waitUntil(id, (view) => view.reading.state === 'read');
    expect(readView.reading.fieldsRead).toBe(4);
    expect(readView.fields.nid_no).toEqual({
      value: '0999999999',
      source: 'typed',
      touched: false,
      readings: { service: '0123456789' },
    });
    expect(readView.fields.dob).toEqual({
      value: '1/10/1980',
      source: 'service',
      touched: false,
      readings: { service: '1/10/1980' },
    });
    expect(readView.fields.perm_address.value).toBe('ধানমন্ডি, ঢাকা');
  });

  it('is cancelled when a picture is replaced, and an answer that arrives later is ignored', async () => {
    const answer = createDeferred<Result<CardReading>>();
    const signals: AbortSignal[] = [];
    counter.fakeClient.answers.readCard = (_token, _card, options) => {
      signals.push(options!.signal!);
      return answer.promise;
    };
    const id = await startReading();
    await counter.waitUntil(id, () => signals.length === 1);
    const { reading } = unwrap(
      await counter.registrations.putPicture(id, {
        part: 'front',
        bytes: await createCellPicture(9),
        origin: 'scanner',
        dpi: 400,
      }),
    );
    expect(reading.state).toBe('none');
    expect(signals[0]!.aborted).toBe(true);
    answer.resolve(ok(CARD_READING));
    await allowPendingWork();
    expect(await counter.view(id)).toMatchObject({
      reading: { state: 'none' },
      fields: { nid_no: { value: '' } },
    });
  });

  it('makes the pictures smaller once when they are too large', async () => {
    const sizes: number[] = [];
    counter.fakeClient.answers.readCard = async (_token, card) => {
      sizes.push(card.front.length);
      return sizes.length === 1 ? err('SVC-TOO-LARGE') : ok(CARD_READING);
    };
    const id = await startReading();
    await counter.waitUntil(id, (view) => view.reading.state === 'read');
    expect(sizes[1]).toBeLessThan(sizes[0]!);
    counter.fakeClient.answers.readCard = async () => err('SVC-TOO-LARGE');
    unwrap(await counter.registrations.readCard(id));
    const failedView = await counter.waitUntil(id, (view) => view.reading.state === 'failed');
    expect(failedView.reading.error).toEqual({ code: 'SVC-TOO-LARGE' });
    expect(counter.fakeClient.calls.readCard).toHaveLength(4);
  });

  it.each([
    ['SVC-UNREAD', 'unread'],
    ['NET-DNS', 'failed'],
    ['SVC-BROKEN', 'failed'],
  ] as const)('that ends with %s is shown as %s, and can be begun again', async (code, state) => {
    counter.fakeClient.answers.readCard = async () => err(code);
    const id = await startReading();
    const endedView = await counter.waitUntil(id, (view) => view.reading.state === state);
    expect(endedView.reading.error).toEqual({ code });
    counter.fakeClient.answers.readCard = async () => ok(CARD_READING);
    unwrap(await counter.registrations.readCard(id));
    await counter.waitUntil(id, (view) => view.reading.state === 'read');
  });

  it('ends with the session, reports it, and begins again when the same clerk signs in', async () => {
    counter.fakeClient.answers.readCard = async () => err('SESSION-ENDED');
    const id = await startReading();
    await counter.waitUntil(id, (view) => view.reading.state === 'failed');
    expect(counter.fakeSession.ended).toEqual([`token-${CLERK}-0`]);
    counter.fakeClient.answers.readCard = async () => ok(CARD_READING);
    counter.fakeSession.signIn(CLERK);
    await counter.waitUntil(id, (view) => view.reading.state === 'read');
    expect(counter.fakeClient.calls.readCard.map(([token]) => token)).toEqual([
      `token-${CLERK}-0`,
      `token-${CLERK}-1`,
    ]);
  });

  it('does not begin automatically with the token of another clerk', async () => {
    counter.fakeClient.answers.readCard = async () => err('SESSION-ENDED');
    const id = await startReading();
    await counter.waitUntil(id, (view) => view.reading.state === 'failed');
    counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    unwrap(await counter.registrations.open(id));
    await allowPendingWork();
    expect(counter.fakeClient.calls.readCard).toHaveLength(1);
  });

  it('begins again at the next start when the app ended meanwhile', async () => {
    counter.fakeClient.answers.readCard = (_token, _card, options) =>
      new Promise((resolve) =>
        options?.signal?.addEventListener('abort', () => resolve(err('NET-CANCELLED'))),
      );
    const id = await startReading();
    await counter.waitUntil(id, (view) => view.reading.state === 'sending');
    await counter.stop();
    counter.fakeClient.answers.readCard = async () => ok(CARD_READING);
    counter = await createTestCounter({
      file,
      fakeClient: counter.fakeClient,
      clock: counter.clock,
    });
    await counter.waitUntil(id, (view) => view.reading.state === 'read');
  });

  it('begins again when the service can be reached', async () => {
    counter.fakeClient.answers.readCard = async () => err('NET-DNS');
    const id = await startReading();
    await counter.waitUntil(id, (view) => view.reading.state === 'failed');
    counter.fakeClient.answers.readCard = async () => ok(CARD_READING);
    counter.registrations.onServiceReachable();
    await counter.waitUntil(id, (view) => view.reading.state === 'read');
  });
});

describe('submit', () => {
  it('requires the card, the photo, the details and the consent to the current text', async () => {
    const { id } = unwrap(await counter.registrations.start());
    expect(await counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(err('REG-NO-CARD'));
    await putCard(counter.registrations, id);
    expect(await counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(err('REG-NO-PHOTO'));
    unwrap(
      await counter.registrations.putPicture(id, {
        part: 'photo',
        bytes: await createCellPicture(3),
        origin: 'camera',
        dpi: null,
      }),
    );
    unwrap(
      await counter.registrations.saveFields(
        id,
        { ...FIELD_VALUES, gender: 'Unheard of', nid_no: '12' },
        undefined,
      ),
    );
    expect(await counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('REG-INCOMPLETE', { params: { fields: 2 } }),
    );
    unwrap(await counter.registrations.saveFields(id, FIELD_VALUES, undefined));
    expect(
      await counter.registrations.submit(id, { ...CONSENT_EVIDENCE, textVersion: '2' }),
    ).toEqual(err('REG-NO-CONSENT'));
    // The hash covers one language and the name of the bank, so neither another language nor another hash is accepted.
    expect(await counter.registrations.submit(id, { ...CONSENT_EVIDENCE, locale: 'en' })).toEqual(
      err('REG-NO-CONSENT'),
    );
    expect(
      await counter.registrations.submit(id, { ...CONSENT_EVIDENCE, textHash: 'f'.repeat(64) }),
    ).toEqual(err('REG-NO-CONSENT'));
    // The customer did not agree on the customer's display.
    expect(
      await counter.registrations.submit(id, { ...CONSENT_EVIDENCE, by: 'customer-display' }),
    ).toEqual(err('REG-NO-CONSENT'));
    expect((await counter.view(id)).state).toBe('draft');
    expect(unwrap(await counter.registrations.submit(id, CONSENT_EVIDENCE))).toMatchObject({
      consent: {
        textVersion: '3',
        textHash: CONSENT_EVIDENCE.textHash,
        locale: 'bn',
        by: 'clerk',
        shownMs: 4_000,
        at: counter.clock.now,
      },
      submittedAt: counter.clock.now,
    });
    expect(await counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(err('REG-STATE'));
  });

  it('records when the consent was marked, and never before the registration was begun', async () => {
    const id = await fillDraft(counter.registrations);
    const { createdAt } = await counter.view(id);
    counter.clock.now += 60_000;
    const submitted = unwrap(
      await counter.registrations.submit(id, { ...CONSENT_EVIDENCE, ageMs: 20_000 }),
    );
    expect(submitted.consent?.at).toBe(counter.clock.now - 20_000);
    const laterId = await fillDraft(counter.registrations, { nid_no: '0123456788' });
    const laterView = unwrap(
      await counter.registrations.submit(laterId, { ...CONSENT_EVIDENCE, ageMs: 86_400_000 }),
    );
    expect(laterView.consent?.at).toBe((await counter.view(laterId)).createdAt);
    expect(createdAt).toBeLessThan(laterView.createdAt);
  });

  it('prevents every later edit', async () => {
    counter.fakeSession.signOut();
    const id = await fillDraft(counter.registrations);
    expect(unwrap(await counter.registrations.submit(id, CONSENT_EVIDENCE)).state).toBe('ready');
    expect(await counter.registrations.saveFields(id, { nominee: 'X' }, undefined)).toEqual(
      err('REG-STATE'),
    );
    expect(await counter.registrations.removePicture(id, 'photo')).toEqual(err('REG-STATE'));
    expect(await counter.registrations.discard(id, 'x')).toEqual(err('REG-STATE'));
    expect(unwrap(await counter.registrations.start()).id).not.toBe(id);
  });

  it('is refused when the registration can be neither stored nor sent', async () => {
    await counter.stop();
    counter = await createTestCounter({ file: ':memory:' });
    counter.fakeClient.answers.probe = async () => err('NET-DNS');
    const id = await fillDraft(counter.registrations);
    expect(await counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('KEY-UNAVAILABLE'),
    );
    expect((await counter.view(id)).state).toBe('draft');
    counter.fakeClient.answers.probe = async () => ok(undefined);
    unwrap(await counter.registrations.submit(id, CONSENT_EVIDENCE));
    await counter.waitUntil(id, (view) => view.state === 'submitted');
  });
});
