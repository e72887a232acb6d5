/** Creates a counter for every test of a file, with the actions and queries that the tests of the sender share. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { CONSENT_EVIDENCE } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import {
  createTestCounter,
  fillDraft,
  type TestCounter,
  type TestCounterOptions,
} from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import type { FieldName } from '#shared/domain/fields.ts';
import type { RegistrationState, RegistrationView } from '#shared/domain/registration.ts';
import { ok } from '#shared/result.ts';

export const createCounterPerTest = () => {
  const folders = createTemporaryFolders();
  const fixture = { counter: null as unknown as TestCounter, file: '' };

  beforeEach(async () => {
    fixture.file = path.join(await folders.make(), 'store.sqlite');
    fixture.counter = await createTestCounter({ file: fixture.file });
    // By default the reading agrees with the values that `fillDraft` types.
    fixture.counter.fakeClient.answers.readCard = async () =>
      ok({ ...CARD_READING, fields: { dob: '1/10/1980' } });
  });
  afterEach(async () => {
    await fixture.counter.stop();
    await folders.remove();
  });

  return Object.assign(fixture, {
    submit: async (
      nid = '0123456789',
      values: Partial<Record<FieldName, string>> = {},
    ): Promise<string> => {
      const id = await fillDraft(fixture.counter.registrations, { nid_no: nid, ...values });
      unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE));
      return id;
    },
    /** Submits a registration whose form is sent without a conclusive answer; later forms are accepted. */
    submitWithUnknownOutcome: async (): Promise<string> => {
      const { answers } = fixture.counter.fakeClient;
      answers.submit = async () => ({ kind: 'unknown', error: { code: 'SEND-UNKNOWN' } });
      const id = await fillDraft(fixture.counter.registrations);
      unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE));
      await fixture.counter.waitUntil(id, (view) => view.state === 'unknown');
      answers.submit = async () => ({ kind: 'accepted', detail: '' });
      return id;
    },
    readState: async (id: string): Promise<RegistrationState> =>
      unwrap(await fixture.counter.store.get(id)).state,
    waitForState: (id: string, expectedState: RegistrationState): Promise<RegistrationView> =>
      fixture.counter.waitUntil(id, (view) => view.state === expectedState),
    /** Waits 30 ms of real time for work that must not happen, before a test asserts that it did not. */
    allowPendingWork: () => new Promise((resolve) => setTimeout(resolve, 30)),
    countSentForms: (): number => fixture.counter.fakeClient.calls.submit.length,
    restart: async (
      mobile: MobileNumber | null = CLERK,
      timing: TestCounterOptions['timing'] = {},
    ): Promise<void> => {
      const { file, counter } = fixture;
      await counter.stop();
      fixture.counter = await createTestCounter({
        file,
        mobile,
        fakeClient: counter.fakeClient,
        clock: counter.clock,
        timing,
      });
    },
    /** Simulates a kill and a new start: the old app receives no answer and writes nothing more. */
    kill: async (service = fixture.counter.fakeClient): Promise<void> => {
      const { file, counter } = fixture;
      counter.store.close();
      fixture.counter = await createTestCounter({
        file,
        fakeClient: service,
        clock: counter.clock,
      });
    },
  });
};
