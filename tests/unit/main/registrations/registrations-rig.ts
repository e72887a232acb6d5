/** A counter, created for every test of a file, with the actions and queries that tests of the sender share. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import {
  AGREED,
  createTestCounter,
  createFolders,
  fillDraft,
  must,
  READING,
  type TestCounter,
  type TestCounterOptions,
} from '#tests/support/test-counter.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import type { FieldName } from '#shared/domain/fields.ts';
import type { RegistrationState, RegistrationView } from '#shared/domain/registration.ts';
import { ok } from '#shared/result.ts';

export const atWork = () => {
  const folders = createFolders();
  const work = { counter: null as unknown as TestCounter, file: '' };

  beforeEach(async () => {
    work.file = path.join(await folders.make(), 'store.sqlite');
    work.counter = await createTestCounter({ file: work.file });
    // A reading that contradicts nothing that is typed here.
    work.counter.service.answers.readCard = async () =>
      ok({ ...READING, fields: { dob: '1/10/1980' } });
  });
  afterEach(async () => {
    await work.counter.stop();
    await folders.remove();
  });

  return Object.assign(work, {
    submit: async (
      nid = '0123456789',
      values: Partial<Record<FieldName, string>> = {},
    ): Promise<string> => {
      const id = await fillDraft(work.counter.registrations, { nid_no: nid, ...values });
      must(await work.counter.registrations.submit(id, AGREED));
      return id;
    },
    /** Submits a registration whose form is sent without a conclusive answer; later forms are accepted. */
    submitUnknown: async (): Promise<string> => {
      const { answers } = work.counter.service;
      answers.submit = async () => ({ kind: 'unknown', error: { code: 'SEND-UNKNOWN' } });
      const id = await fillDraft(work.counter.registrations);
      must(await work.counter.registrations.submit(id, AGREED));
      await work.counter.until(id, (view) => view.state === 'unknown');
      answers.submit = async () => ({ kind: 'accepted', detail: '' });
      return id;
    },
    state: async (id: string): Promise<RegistrationState> =>
      must(await work.counter.store.get(id)).state,
    becomes: (id: string, wanted: RegistrationState): Promise<RegistrationView> =>
      work.counter.until(id, (view) => view.state === wanted),
    /** Long enough for anything that was going to happen at once. */
    settle: () => new Promise((resolve) => setTimeout(resolve, 30)),
    sent: (): number => work.counter.service.calls.submit.length,
    restart: async (
      mobile: MobileNumber | null = CLERK,
      timing: TestCounterOptions['timing'] = {},
    ): Promise<void> => {
      const { file, counter } = work;
      await counter.stop();
      work.counter = await createTestCounter({
        file,
        mobile,
        service: counter.service,
        clock: counter.clock,
        timing,
      });
    },
    /** Simulates a kill and a new start: the old app receives no answer and writes nothing more. */
    kill: async (service = work.counter.service): Promise<void> => {
      const { file, counter } = work;
      counter.store.close();
      work.counter = await createTestCounter({ file, service, clock: counter.clock });
    },
  });
};
