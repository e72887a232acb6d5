import { describe, expect, it } from 'vitest';
import type { RegistrationView } from '#shared/domain/registration.ts';
import {
  isSameAddress,
  createFlowState,
  shouldRequestReading,
  reduceFlow,
  unsavedEdits,
  valueOf,
  valuesOf,
  type EditBatch,
  type FlowEvent,
  type FlowState,
} from '#renderer/features/registration/state/flow.ts';
import {
  createPicture,
  createView,
  REGISTRATION_ID,
  createReadField,
  createTypedField,
} from '#tests/unit/renderer/features/registration/registration-view.ts';

const applyEvents = (start: FlowState, ...events: FlowEvent[]): FlowState =>
  events.reduce(reduceFlow, start);

const createReading = (
  state: RegistrationView['reading']['state'],
  since = 1,
): RegistrationView['reading'] => ({
  state,
  sentBytes: 0,
  totalBytes: 0,
  since,
  error: null,
  fieldsRead: state === 'read' ? 7 : 0,
});

const collectBatch = (state: FlowState): EditBatch => {
  const batch = unsavedEdits(state);
  if (!batch) throw new Error('nothing to save');
  return batch;
};

describe('reduceFlow', () => {
  it('fills untouched fields with a reading and keeps typed ones', () => {
    const typed = applyEvents(createFlowState(createView()), {
      type: 'edited',
      field: 'mother_name',
      value: 'উদাহরণ বেগম',
    });
    const view = createView({
      reading: createReading('read'),
      fields: {
        mother_name: createReadField('নমুনা খাতুন'),
        father_name: createReadField('উদাহরণ আলী মিয়া'),
      },
    });
    const read = applyEvents(typed, { type: 'view-arrived', view });
    expect(valueOf(read, 'mother_name')).toBe('উদাহরণ বেগম');
    expect(valueOf(read, 'father_name')).toBe('উদাহরণ আলী মিয়া');
    expect(read.filledCount).toBe(1);
  });

  it('keeps a field during a composition and fills it when the composition ends without input', () => {
    const composing = applyEvents(
      createFlowState(createView()),
      { type: 'focused', field: 'father_name' },
      { type: 'composition-started', field: 'father_name' },
    );
    const read = applyEvents(composing, {
      type: 'view-arrived',
      view: createView({ fields: { father_name: createReadField('নমুনা') } }),
    });
    expect(valueOf(read, 'father_name')).toBe('');
    expect(
      valueOf(
        applyEvents(read, { type: 'composition-ended', field: 'father_name' }),
        'father_name',
      ),
    ).toBe('নমুনা');
  });

  it('keeps an edit on top of views that do not contain it yet', () => {
    const edited = applyEvents(createFlowState(createView()), {
      type: 'edited',
      field: 'nominee',
      value: 'পরীক্ষা',
    });
    const saved = applyEvents(edited, {
      type: 'saved',
      batch: collectBatch(edited),
      savedAt: 2_000,
    });
    expect(
      valueOf(
        applyEvents(saved, { type: 'view-arrived', view: createView({ savedAt: 1_500 }) }),
        'nominee',
      ),
    ).toBe('পরীক্ষা');
  });

  it('accepts the stored value of a field unless the clerk is editing it', () => {
    const edited = applyEvents(
      createFlowState(createView()),
      { type: 'focused', field: 'nominee' },
      { type: 'edited', field: 'nominee', value: 'abdul ' },
    );
    const saved = applyEvents(edited, {
      type: 'saved',
      batch: collectBatch(edited),
      savedAt: 2_000,
    });
    const view = createView({ savedAt: 2_001, fields: { nominee: createTypedField('abdul') } });
    expect(valueOf(applyEvents(saved, { type: 'view-arrived', view }), 'nominee')).toBe('abdul ');
    expect(
      valueOf(
        applyEvents(saved, { type: 'blurred', field: 'nominee' }, { type: 'view-arrived', view }),
        'nominee',
      ),
    ).toBe('abdul');
  });

  it('keeps edits made during a save for the next one', () => {
    const firstEdit = applyEvents(createFlowState(createView()), {
      type: 'edited',
      field: 'nominee',
      value: 'প',
    });
    const secondEdit = applyEvents(firstEdit, { type: 'edited', field: 'nominee', value: 'পরী' });
    const saved = applyEvents(secondEdit, {
      type: 'saved',
      batch: collectBatch(firstEdit),
      savedAt: 2_000,
    });
    expect(unsavedEdits(saved)?.values).toEqual({ nominee: 'পরী' });
  });

  it('ignores views of another registration', () => {
    const state = createFlowState(createView());
    expect(
      applyEvents(state, {
        type: 'view-arrived',
        view: createView({ id: REGISTRATION_ID.replace('1', '2'), savedAt: 9 }),
      }).view,
    ).toBe(state.view);
  });

  it('copies the present address to the permanent one while they are the same', () => {
    const edited = applyEvents(createFlowState(createView()), {
      type: 'edited',
      field: 'pres_address',
      value: 'নমুনা সড়ক',
    });
    expect(unsavedEdits(edited)?.values).toEqual({
      pres_address: 'নমুনা সড়ক',
      perm_address: 'নমুনা সড়ক',
    });
    const separated = applyEvents(
      edited,
      { type: 'same-address-changed', same: false },
      { type: 'edited', field: 'perm_address', value: 'পরীক্ষা লেন' },
    );
    expect(valuesOf(separated)).toMatchObject({
      pres_address: 'নমুনা সড়ক',
      perm_address: 'পরীক্ষা লেন',
    });
    const rejoined = applyEvents(separated, { type: 'same-address-changed', same: true });
    expect(valuesOf(rejoined).perm_address).toBe('নমুনা সড়ক');
    expect(unsavedEdits(rejoined)).toMatchObject({
      sameAddress: true,
      values: { perm_address: 'নমুনা সড়ক' },
    });
  });

  it('uses the address of the card as the permanent one when another present address was typed', () => {
    const fields = { pres_address: createReadField('নমুনা'), perm_address: createReadField('নমুনা') };
    const read = applyEvents(createFlowState(createView({ sameAddress: false })), {
      type: 'view-arrived',
      view: createView({ sameAddress: false, fields }),
    });
    const separated = applyEvents(
      read,
      { type: 'edited', field: 'pres_address', value: 'পরীক্ষা লেন' },
      { type: 'same-address-changed', same: false },
    );
    expect(valuesOf(separated)).toMatchObject({ pres_address: 'পরীক্ষা লেন', perm_address: 'নমুনা' });
    expect(unsavedEdits(separated)).toMatchObject({
      sameAddress: false,
      values: { pres_address: 'পরীক্ষা লেন', perm_address: 'নমুনা' },
    });
  });

  it('restores the permanent address when "same as present" is checked and unchecked again', () => {
    const typed = applyEvents(
      createFlowState(createView({ sameAddress: false })),
      { type: 'edited', field: 'pres_address', value: 'নমুনা সড়ক' },
      { type: 'edited', field: 'perm_address', value: 'পরীক্ষা লেন' },
    );
    const restored = applyEvents(
      typed,
      { type: 'same-address-changed', same: true },
      { type: 'edited', field: 'pres_address', value: 'নমুনা সড়ক ২' },
      { type: 'same-address-changed', same: false },
    );
    expect(valuesOf(restored)).toMatchObject({
      pres_address: 'নমুনা সড়ক ২',
      perm_address: 'পরীক্ষা লেন',
    });
  });

  it('treats the addresses as the same when a reading fills both equally', () => {
    const fields = { pres_address: createReadField('নমুনা'), perm_address: createReadField('নমুনা') };
    const read = applyEvents(createFlowState(createView({ sameAddress: false })), {
      type: 'view-arrived',
      view: createView({ sameAddress: false, fields }),
    });
    expect(isSameAddress(read)).toBe(true);
    expect(unsavedEdits(read)).toMatchObject({ sameAddress: true, values: {} });
  });

  it("keeps the clerk's choice of a separate address when the registration is reopened", () => {
    const fields = { pres_address: createReadField('নমুনা'), perm_address: createReadField('নমুনা') };
    const unchecked = applyEvents(createFlowState(createView({ fields })), {
      type: 'same-address-changed',
      same: false,
    });
    expect(unsavedEdits(unchecked)).toMatchObject({
      sameAddress: false,
      values: { perm_address: 'নমুনা' },
    });
    const stored = createView({
      sameAddress: false,
      fields: { ...fields, perm_address: { ...createReadField('নমুনা'), touched: true } },
    });
    expect(
      isSameAddress(applyEvents(createFlowState(stored), { type: 'view-arrived', view: stored })),
    ).toBe(false);
  });

  it('treats the addresses as different when they were read or typed differently', () => {
    const differing = createView({
      sameAddress: false,
      fields: { pres_address: createReadField('নমুনা'), perm_address: createReadField('পরীক্ষা') },
    });
    expect(
      isSameAddress(
        applyEvents(createFlowState(differing), { type: 'view-arrived', view: differing }),
      ),
    ).toBe(false);
    const typed = createView({
      sameAddress: false,
      fields: { pres_address: createTypedField('নমুনা'), perm_address: createReadField('নমুনা') },
    });
    expect(
      isSameAddress(applyEvents(createFlowState(typed), { type: 'view-arrived', view: typed })),
    ).toBe(false);
  });

  it('requests one reading per pair of accepted pictures', () => {
    const front = createPicture({ url: 'capture/f' });
    const narrowBack = createPicture({ url: 'capture/b', failedChecks: ['wide-enough'] });
    const withFailedCheck = createFlowState(
      createView({ pictures: { front, back: narrowBack, photo: null } }),
    );
    expect(shouldRequestReading(withFailedCheck)).toBe(false);
    const overriddenView = createView({
      pictures: { front, back: { ...narrowBack, override: 'best-possible' }, photo: null },
    });
    const withOverride = applyEvents(withFailedCheck, {
      type: 'view-arrived',
      view: overriddenView,
    });
    expect(shouldRequestReading(withOverride)).toBe(true);
    const requested = applyEvents(withOverride, { type: 'reading-requested' });
    expect(shouldRequestReading(requested)).toBe(false);
    const retaken = createView({
      pictures: { front, back: createPicture({ url: 'capture/b2' }), photo: null },
    });
    expect(
      shouldRequestReading(applyEvents(requested, { type: 'view-arrived', view: retaken })),
    ).toBe(true);
  });

  it('keeps the picture and stores the failure when a retake fails', () => {
    const state = createFlowState(
      createView({ pictures: { front: createPicture(), back: null, photo: null } }),
    );
    const busy = applyEvents(state, {
      type: 'picture-operation-started',
      part: 'front',
      busy: { kind: 'scan', percent: null },
    });
    const inProgress = applyEvents(busy, { type: 'scan-progress', side: 'front', percent: 40 });
    expect(inProgress.busy.front).toEqual({ kind: 'scan', percent: 40 });
    const failed = applyEvents(inProgress, {
      type: 'picture-operation-ended',
      part: 'front',
      error: { code: 'SCAN-OFFLINE' },
    });
    expect(failed.busy.front).toBeNull();
    expect(failed.failures.front?.code).toBe('SCAN-OFFLINE');
    expect(failed.view.pictures.front?.url).toBe('capture/one');
  });
});

describe('createFlowState', () => {
  const review = { typed: { nid: '1', dob: '' }, read: { nid: '2', dob: null }, details: null };

  it('opens a returned registration at the step with its problem', () => {
    const view = { ...createView(), step: 'review' as const };
    expect(
      createFlowState({
        ...view,
        state: 'needs-review',
        review: { ...review, kind: 'reading-differs' },
      }).step,
    ).toBe('details');
    expect(
      createFlowState({
        ...view,
        state: 'needs-review',
        review: { ...review, kind: 'card-unread' },
      }).step,
    ).toBe('card');
    expect(createFlowState({ ...view, state: 'refused' }).step).toBe('details');
    expect(createFlowState(view).step).toBe('review');
  });
});
