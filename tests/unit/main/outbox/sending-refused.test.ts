import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CONSENT_EVIDENCE, LEAD_PIN, must, READING } from '#tests/support/test-counter.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import type { SubmitOutcome } from '#main/ekyc/port.ts';
import { err, ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, state, untilState, sent } = perTest;

describe('a refusal', () => {
  const refuse = (
    error: Extract<SubmitOutcome, { kind: 'refused' }>['error'],
    times: number,
  ): void => {
    perTest.counter.service.answers.submit = async () =>
      sent() <= times ? { kind: 'refused', error } : { kind: 'accepted', detail: '' };
  };

  it('is shown with the service’s message at the field, and is resolved by an edit', async () => {
    refuse({ code: 'SVC-REFUSED', service: 'Check the form', fields: { nominee: 'Too short' } }, 1);
    const id = await submit();
    expect((await untilState(id, 'refused')).lastError).toEqual({
      code: 'SVC-REFUSED',
      service: 'Check the form',
      fields: { nominee: 'Too short' },
    });
    must(await perTest.counter.registrations.putAside(id));
    expect(must(await perTest.counter.registrations.list('attention-or-draft'))).toMatchObject([
      { id, state: 'refused' },
    ]);
    must(await perTest.counter.registrations.open(id));
    must(
      await perTest.counter.registrations.saveFields(
        id,
        { nominee: 'KARIM UDDIN AHMED' },
        undefined,
      ),
    );
    must(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'submitted');
    expect(perTest.counter.service.calls.submit[1]![1].nominee).toBe('KARIM UDDIN AHMED');
  });

  it('is discarded only with the lead PIN', async () => {
    refuse({ code: 'SVC-REFUSED', fields: { nominee: 'Too short' } }, 1);
    const id = await submit();
    await untilState(id, 'refused');
    expect(await perTest.counter.registrations.discard(id, 'twice')).toEqual(err('LEAD-PIN-WRONG'));
    expect(await perTest.counter.registrations.discard(id, 'twice', '135790')).toEqual(
      err('LEAD-PIN-WRONG'),
    );
    expect(await state(id)).toBe('refused');
    expect(await perTest.counter.registrations.discard(id, 'twice', LEAD_PIN)).toEqual(
      ok({ undoMs: 0 }),
    );
    expect(await state(id)).toBe('discarded');
  });

  it.each(['id_front_url', 'id_back_url', 'id_front_name'])(
    'of the handle %s is resolved by one new step 1',
    async (field) => {
      refuse({ code: 'SVC-REFUSED', fields: { [field]: 'expired' } }, 1);
      const id = await submit();
      await untilState(id, 'submitted');
      expect([perTest.counter.service.calls.readCard.length, sent()]).toEqual([2, 2]);
    },
  );

  it('of the handles twice leads to refused', async () => {
    refuse({ code: 'SVC-REFUSED', fields: { id_front_url: 'expired' } }, 2);
    const id = await submit();
    await untilState(id, 'refused');
    expect([perTest.counter.service.calls.readCard.length, sent()]).toEqual([2, 2]);
  });

  it('of a photo that is too large is resolved by a smaller one, once', async () => {
    refuse({ code: 'SVC-TOO-LARGE' }, 1);
    const id = await submit();
    await untilState(id, 'submitted');
    const [first, second] = perTest.counter.service.calls.submit.map(
      ([, form]) => form.photo.byteLength,
    );
    expect(second).toBeLessThan(first!);
    refuse({ code: 'SVC-TOO-LARGE' }, 4);
    await untilState(await submit('0123456780'), 'refused');
    expect(sent()).toBe(4);
  });
});

describe('the card of a submitted registration', () => {
  it('that has another NID than was typed leads to review with both numbers, and is sent after the clerk’s decision', async () => {
    perTest.counter.service.answers.readCard = async () =>
      ok({ ...READING, fields: { ...READING.fields, nid_no: '0999999999' } });
    const id = await submit();
    const review = await untilState(id, 'needs-review');
    expect(sent()).toBe(0);
    expect(review.fields.nid_no).toMatchObject({
      value: '0123456789',
      readings: { service: '0999999999' },
    });
    must(await perTest.counter.registrations.open(id));
    // A tick is no decision about two numbers.
    expect(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('REG-INCOMPLETE', { params: { fields: 1 } }),
    );
    must(await perTest.counter.registrations.saveFields(id, { nid_no: '0123456789' }, undefined));
    must(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'submitted');
    expect(perTest.counter.service.calls.submit[0]![1].nid_no).toBe('0123456789');
  });

  it('that has the customer’s number of the other numbering scheme is no contradiction', async () => {
    perTest.counter.service.answers.readCard = async () =>
      ok({ ...READING, fields: { ...READING.fields, nid_no: '19800123456789012' } });
    await untilState(await submit(), 'submitted');
    expect(perTest.counter.service.calls.submit[0]![1].nid_no).toBe('0123456789');
  });

  it('that cannot be read leads to review', async () => {
    perTest.counter.service.answers.readCard = async () => err('SVC-UNREAD');
    const id = await submit();
    expect((await untilState(id, 'needs-review')).lastError).toEqual({ code: 'SVC-UNREAD' });
  });

  it('that was being sent at a restart is sent again', async () => {
    perTest.counter.service.answers.readCard = () => new Promise(() => undefined);
    const id = await submit();
    await untilState(id, 'sending-card');
    perTest.counter.service.answers.readCard = async () => ok(READING);
    await perTest.kill();
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });
});

describe('a store that cannot be written', () => {
  it('when the answer arrives records the answer once it can be written', async () => {
    let lock: DatabaseSync | null = null;
    perTest.counter.service.answers.submit = async () => {
      lock = new DatabaseSync(perTest.file);
      lock.exec('BEGIN IMMEDIATE');
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await perTest.counter.until(id, () => lock !== null);
    // SQLite waits two seconds for the other one, then gives up.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await state(id)).toBe('sending-form');
    lock!.exec('ROLLBACK');
    lock!.close();
    perTest.counter.desk.signIn(CLERK);
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });
});

describe('the end of the app', () => {
  it('waits for the answer to a step 2 in progress, and records it', async () => {
    let answer: (outcome: SubmitOutcome) => void = () => undefined;
    perTest.counter.service.answers.submit = () => new Promise((resolve) => (answer = resolve));
    const id = await submit();
    await untilState(id, 'sending-form');
    const stopped = perTest.counter.registrations.stop();
    answer({ kind: 'accepted', detail: '' });
    await stopped;
    expect(await state(id)).toBe('submitted');
  });

  it('cancels a step 1 in progress, and begins no other', async () => {
    perTest.counter.desk.signOut();
    const [one, two] = [await submit('0123456781'), await submit('0123456782')];
    perTest.counter.service.answers.readCard = (_token, _card, options) =>
      new Promise((resolve) =>
        options!.signal!.addEventListener('abort', () => resolve(err('NET-CANCELLED'))),
      );
    perTest.counter.desk.signIn(CLERK);
    await untilState(one, 'sending-card');
    await perTest.counter.registrations.stop();
    expect([await state(one), await state(two), sent()]).toEqual(['waiting', 'ready', 0]);
  });
});
