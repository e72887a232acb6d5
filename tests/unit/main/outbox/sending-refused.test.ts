import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { CONSENT_EVIDENCE } from '#tests/support/registration-values.ts';
import { LEAD_PIN } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import type { SubmitOutcome } from '#main/ekyc/port.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const { submit, readState: state, waitForState: untilState, countSentForms: sent } = fixture;

describe('refusal of a form', () => {
  const refuseForms = (
    error: Extract<SubmitOutcome, { kind: 'refused' }>['error'],
    refusalCount: number,
  ): void => {
    fixture.counter.fakeClient.answers.submit = async () =>
      sent() <= refusalCount ? { kind: 'refused', error } : { kind: 'accepted', detail: '' };
  };

  it('is shown with the service’s message at the field, and is resolved by an edit', async () => {
    refuseForms(
      { code: 'SVC-REFUSED', service: 'Check the form', fields: { nominee: 'Too short' } },
      1,
    );
    const id = await submit();
    expect((await untilState(id, 'refused')).lastError).toEqual({
      code: 'SVC-REFUSED',
      service: 'Check the form',
      fields: { nominee: 'Too short' },
    });
    unwrap(await fixture.counter.registrations.putAside(id));
    expect(unwrap(await fixture.counter.registrations.list('attention-or-draft'))).toMatchObject([
      { id, state: 'refused' },
    ]);
    unwrap(await fixture.counter.registrations.open(id));
    unwrap(
      await fixture.counter.registrations.saveFields(
        id,
        { nominee: 'KARIM UDDIN AHMED' },
        undefined,
      ),
    );
    unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'submitted');
    expect(fixture.counter.fakeClient.calls.submit[1]![1].nominee).toBe('KARIM UDDIN AHMED');
  });

  it('is discarded only with the lead PIN', async () => {
    refuseForms({ code: 'SVC-REFUSED', fields: { nominee: 'Too short' } }, 1);
    const id = await submit();
    await untilState(id, 'refused');
    expect(await fixture.counter.registrations.discard(id, 'twice')).toEqual(err('LEAD-PIN-WRONG'));
    expect(await fixture.counter.registrations.discard(id, 'twice', '135790')).toEqual(
      err('LEAD-PIN-WRONG'),
    );
    expect(await state(id)).toBe('refused');
    expect(await fixture.counter.registrations.discard(id, 'twice', LEAD_PIN)).toEqual(
      ok({ undoMs: 0 }),
    );
    expect(await state(id)).toBe('discarded');
  });

  it.each(['id_front_url', 'id_back_url', 'id_front_name'])(
    'of the handle %s is resolved by one repetition of step 1',
    async (field) => {
      refuseForms({ code: 'SVC-REFUSED', fields: { [field]: 'expired' } }, 1);
      const id = await submit();
      await untilState(id, 'submitted');
      expect([fixture.counter.fakeClient.calls.readCard.length, sent()]).toEqual([2, 2]);
    },
  );

  it('of the handles after the repetition of step 1 leads to refused', async () => {
    refuseForms({ code: 'SVC-REFUSED', fields: { id_front_url: 'expired' } }, 2);
    const id = await submit();
    await untilState(id, 'refused');
    expect([fixture.counter.fakeClient.calls.readCard.length, sent()]).toEqual([2, 2]);
  });

  it('of a photo that is too large is resolved by a smaller photo, once', async () => {
    refuseForms({ code: 'SVC-TOO-LARGE' }, 1);
    const id = await submit();
    await untilState(id, 'submitted');
    const [firstSize, secondSize] = fixture.counter.fakeClient.calls.submit.map(
      ([, form]) => form.photo.byteLength,
    );
    expect(secondSize).toBeLessThan(firstSize!);
    refuseForms({ code: 'SVC-TOO-LARGE' }, 4);
    await untilState(await submit('0123456780'), 'refused');
    expect(sent()).toBe(4);
  });
});

describe('card of a submitted registration', () => {
  it('that has another NID than was typed leads to review with both numbers, and is sent after the clerk’s decision', async () => {
    fixture.counter.fakeClient.answers.readCard = async () =>
      ok({ ...CARD_READING, fields: { ...CARD_READING.fields, nid_no: '0999999999' } });
    const id = await submit();
    const reviewView = await untilState(id, 'needs-review');
    expect(sent()).toBe(0);
    expect(reviewView.fields.nid_no).toMatchObject({
      value: '0123456789',
      readings: { service: '0999999999' },
    });
    unwrap(await fixture.counter.registrations.open(id));
    // Submitting again does not decide which of the two numbers is right.
    expect(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('REG-INCOMPLETE', { params: { fields: 1 } }),
    );
    unwrap(await fixture.counter.registrations.saveFields(id, { nid_no: '0123456789' }, undefined));
    unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'submitted');
    expect(fixture.counter.fakeClient.calls.submit[0]![1].nid_no).toBe('0123456789');
  });

  it('that has the customer’s number of the other numbering scheme does not contradict the typed number', async () => {
    fixture.counter.fakeClient.answers.readCard = async () =>
      ok({ ...CARD_READING, fields: { ...CARD_READING.fields, nid_no: '19800123456789012' } });
    await untilState(await submit(), 'submitted');
    expect(fixture.counter.fakeClient.calls.submit[0]![1].nid_no).toBe('0123456789');
  });

  it('that cannot be read leads to review', async () => {
    fixture.counter.fakeClient.answers.readCard = async () => err('SVC-UNREAD');
    const id = await submit();
    expect((await untilState(id, 'needs-review')).lastError).toEqual({ code: 'SVC-UNREAD' });
  });

  it('that was being sent at a restart is sent again', async () => {
    fixture.counter.fakeClient.answers.readCard = () => new Promise(() => undefined);
    const id = await submit();
    await untilState(id, 'sending-card');
    fixture.counter.fakeClient.answers.readCard = async () => ok(CARD_READING);
    await fixture.kill();
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });
});

describe('store that cannot be written', () => {
  it('records the answer to a form as soon as it can be written again', async () => {
    let lockingConnection: DatabaseSync | null = null;
    fixture.counter.fakeClient.answers.submit = async () => {
      lockingConnection = new DatabaseSync(fixture.file);
      lockingConnection.exec('BEGIN IMMEDIATE');
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await fixture.counter.waitUntil(id, () => lockingConnection !== null);
    // SQLite waits up to two seconds for the lock of the other connection.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await state(id)).toBe('sending-form');
    lockingConnection!.exec('ROLLBACK');
    lockingConnection!.close();
    fixture.counter.fakeSession.signIn(CLERK);
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });
});

describe('shutdown of the app', () => {
  it('waits for the answer to a step 2 in progress, and records it', async () => {
    let resolveForm: (outcome: SubmitOutcome) => void = () => undefined;
    fixture.counter.fakeClient.answers.submit = () =>
      new Promise((resolve) => (resolveForm = resolve));
    const id = await submit();
    await untilState(id, 'sending-form');
    const stopped = fixture.counter.registrations.stop();
    resolveForm({ kind: 'accepted', detail: '' });
    await stopped;
    expect(await state(id)).toBe('submitted');
  });

  it('cancels a step 1 in progress, and begins no other', async () => {
    fixture.counter.fakeSession.signOut();
    const [first, second] = [await submit('0123456781'), await submit('0123456782')];
    fixture.counter.fakeClient.answers.readCard = (_token, _card, options) =>
      new Promise((resolve) =>
        options!.signal!.addEventListener('abort', () => resolve(err('NET-CANCELLED'))),
      );
    fixture.counter.fakeSession.signIn(CLERK);
    await untilState(first, 'sending-card');
    await fixture.counter.registrations.stop();
    expect([await state(first), await state(second), sent()]).toEqual(['waiting', 'ready', 0]);
  });
});
