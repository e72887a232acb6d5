import { describe, expect, it } from 'vitest';
import {
  isTouched,
  createFlowState,
  reduceFlow,
  unsavedEdits,
  type FlowEvent,
  type FlowState,
} from '#renderer/features/registration/state/flow.ts';
import {
  allProblems,
  blockingProblems,
  nextProblemField,
  displayedProblems,
  type FormProgress,
} from '#renderer/features/registration/steps/details/details-form.ts';
import { agreementOf } from '#shared/domain/agreement.ts';
import type { FieldName } from '#shared/domain/fields.ts';
import type { ChoiceLists } from '#shared/domain/lists.ts';
import {
  createView,
  emptyField,
  createReadField,
  createTypedField,
} from '#tests/unit/renderer/features/registration/registration-view.ts';

const lists: ChoiceLists = {
  gender: [{ en: 'Female', bn: 'নারী' }],
  profession: [{ en: 'Homemaker', bn: 'গৃহিণী' }],
  nomineeRelation: [{ en: 'Son', bn: 'পুত্র' }],
};
const today = { year: 2026, month: 5, day: 12 };
const noProgress: FormProgress = { blurredFields: new Set(), hasTriedToContinue: false };

const completeView = createView({
  fields: {
    nid_no: createReadField('0123456789'),
    dob: createReadField('3/3/1975'),
    applicant_name_ben: createReadField('নমুনা উদাহরণ বেগম'),
    applicant_name_eng: createReadField('NAMUNA EXAMPLE BEGUM'),
    father_name: createReadField('উদাহরণ আলী মিয়া'),
    mother_name: createReadField('নমুনা খাতুন'),
    pres_address: createReadField('নমুনা সড়ক'),
    perm_address: createReadField('নমুনা সড়ক'),
    gender: createTypedField('Female'),
    profession: createTypedField('Homemaker'),
    nominee: createTypedField('পরীক্ষা মিয়া'),
    nominee_relation: createTypedField('Son'),
    mobile_number: createTypedField('01300001234'),
  },
});
const findProblems = (state: FlowState) => allProblems(state, lists, today);
const applyEvents = (start: FlowState, ...events: FlowEvent[]): FlowState =>
  events.reduce(reduceFlow, start);
const createEdit = (field: FieldName, value: string): FlowEvent => ({
  type: 'edited',
  field,
  value,
});
const listFields = (problems: readonly { field: FieldName }[]): FieldName[] =>
  problems.map((problem) => problem.field);

describe('details-form', () => {
  it('finds no problem in complete details', () => {
    expect(findProblems(createFlowState(completeView))).toEqual([]);
  });

  it('shows no problem in an untouched form', () => {
    const state = createFlowState(createView());
    expect(findProblems(state).length).toBeGreaterThan(10);
    expect(displayedProblems(findProblems(state), state, noProgress)).toEqual([]);
  });

  it('shows a problem after the field was left, not before', () => {
    const state = applyEvents(
      createFlowState(completeView),
      createEdit('mobile_number', '0130000123'),
    );
    expect(displayedProblems(findProblems(state), state, noProgress)).toEqual([]);
    const shown = displayedProblems(findProblems(state), state, {
      blurredFields: new Set(['mobile_number']),
      hasTriedToContinue: false,
    });
    expect(shown).toMatchObject([
      { field: 'mobile_number', kind: 'mobile-length', params: { digits: 10 } },
    ]);
  });

  it('reports a field that was cleared, but no empty field that only had the focus', () => {
    const progress: FormProgress = {
      blurredFields: new Set<FieldName>(['nominee']),
      hasTriedToContinue: false,
    };
    const empty = createFlowState(createView());
    expect(displayedProblems(findProblems(empty), empty, progress)).toEqual([]);
    const cleared = applyEvents(createFlowState(completeView), createEdit('nominee', ''));
    expect(listFields(displayedProblems(findProblems(cleared), cleared, progress))).toEqual([
      'nominee',
    ]);
  });

  it('does not validate unedited readings of the service', () => {
    const withUnusualNid = createFlowState({
      ...completeView,
      fields: { ...completeView.fields, nid_no: createReadField('01234567890123') },
    });
    expect(findProblems(withUnusualNid)).toEqual([]);
    expect(
      listFields(
        findProblems(applyEvents(withUnusualNid, createEdit('nid_no', '012345678901234'))),
      ),
    ).toEqual(['nid_no']);
  });

  it('waits for a running reading only for missing card fields', () => {
    const reading = { ...completeView.reading, state: 'sending' as const };
    const fields = {
      ...completeView.fields,
      father_name: createTypedField(''),
      nominee: createTypedField(''),
    };
    const state = createFlowState({ ...completeView, reading, fields });
    expect(listFields(blockingProblems(findProblems(state), state))).toEqual(['nominee']);
    const withWrongDate = applyEvents(
      state,
      createEdit('nominee', 'পরীক্ষা'),
      createEdit('dob', '31/2/1975'),
    );
    expect(listFields(blockingProblems(findProblems(withWrongDate), withWrongDate))).toEqual([
      'dob',
    ]);
    const afterReading = createFlowState({
      ...state.view,
      reading: { ...reading, state: 'unread' },
    });
    expect(listFields(blockingProblems(findProblems(afterReading), afterReading))).toEqual([
      'father_name',
      'nominee',
    ]);
  });

  it("shows the service's message at its field until the field is edited", () => {
    const refused = createFlowState({
      ...completeView,
      state: 'refused',
      lastError: {
        code: 'SVC-REFUSED',
        fields: { profession: 'This field is invalid.', id_front_url: 'gone' },
      },
    });
    expect(displayedProblems(findProblems(refused), refused, noProgress)).toEqual([
      {
        field: 'profession',
        kind: 'service-refused',
        severity: 'error',
        params: { message: 'This field is invalid.' },
      },
    ]);
    expect(findProblems(applyEvents(refused, createEdit('profession', 'Homemaker')))).toEqual([]);
  });

  it('shows the message of a second refusal although the field was edited after the first', () => {
    const lastError = { code: 'SVC-REFUSED' as const, fields: { nominee: 'Too short.' } };
    const corrected = applyEvents(
      createFlowState({ ...completeView, state: 'refused', lastError }),
      createEdit('nominee', 'পরীক্ষা'),
    );
    const refusedAgain = applyEvents(
      corrected,
      { type: 'view-arrived', view: { ...completeView, state: 'sending-form' } },
      { type: 'view-arrived', view: { ...completeView, state: 'refused', lastError } },
    );
    expect(listFields(findProblems(refusedAgain))).toEqual(['nominee']);
  });

  it('blocks on differing readings of the date of birth until one is chosen', () => {
    const dob = {
      ...createReadField('12/1/1934'),
      readings: { service: '12/1/1934', barcode: '12 Jan 1984' },
    };
    const state = createFlowState({ ...completeView, fields: { ...completeView.fields, dob } });
    expect(findProblems(state)).toMatchObject([
      { field: 'dob', kind: 'readings-differ', severity: 'error' },
    ]);
    expect(blockingProblems(findProblems(state), state).map(({ field }) => field)).toEqual(['dob']);
    expect(findProblems(applyEvents(state, createEdit('dob', '12/1/1984')))).toEqual([]);
  });

  it('requires a permanent address only when it differs from the present one', () => {
    const fields = { ...completeView.fields, perm_address: createTypedField('') };
    expect(findProblems(createFlowState({ ...completeView, fields }))).toEqual([]);
    expect(
      listFields(findProblems(createFlowState({ ...completeView, fields, sameAddress: false }))),
    ).toEqual(['perm_address']);
  });

  it('cycles through the problems', () => {
    const state = applyEvents(
      createFlowState(completeView),
      createEdit('dob', 'x'),
      createEdit('mobile_number', '1'),
    );
    const problems = findProblems(state);
    expect(nextProblemField(problems, null)).toBe('dob');
    expect(nextProblemField(problems, 'dob')).toBe('mobile_number');
    expect(nextProblemField(problems, 'mobile_number')).toBe('dob');
    expect(nextProblemField([], 'dob')).toBeNull();
  });
});

describe('typed value that contradicts a card code', () => {
  const viewWithBarcode = {
    ...completeView,
    fields: {
      ...completeView.fields,
      nid_no: { ...emptyField, readings: { barcode: '5558274157487' } },
    },
  };
  const contradicting = applyEvents(
    createFlowState(viewWithBarcode),
    createEdit('nid_no', '3000000131000'),
  );

  it('is an error that names both sources', () => {
    expect(findProblems(contradicting)).toMatchObject([
      { field: 'nid_no', kind: 'readings-differ', severity: 'error' },
    ]);
    const field = contradicting.view.fields.nid_no;
    expect(
      agreementOf('nid_no', field, '3000000131000', isTouched(contradicting, 'nid_no')),
    ).toEqual({
      kind: 'differ',
      a: 'typed',
      b: 'barcode',
    });
  });

  it('is accepted once chosen and reported again when it is retyped', () => {
    const chosen = applyEvents(contradicting, {
      type: 'edited',
      field: 'nid_no',
      value: '3000000131000',
      chosen: true,
    });
    expect(findProblems(chosen)).toEqual([]);
    expect(unsavedEdits(chosen)).toMatchObject({
      values: { nid_no: '3000000131000' },
      chosen: ['nid_no'],
    });
    expect(findProblems(applyEvents(chosen, createEdit('nid_no', '3000000131001')))).toMatchObject([
      { field: 'nid_no', kind: 'readings-differ' },
    ]);
  });

  it('is reported when the reading arrives after typing, even during editing', () => {
    const typing = applyEvents(
      createFlowState(completeView),
      { type: 'focused', field: 'nid_no' },
      createEdit('nid_no', '0999999999'),
    );
    const batch = unsavedEdits(typing);
    if (!batch) throw new Error('nothing to save');
    const field = {
      value: '0999999999',
      source: 'typed' as const,
      touched: false,
      readings: { service: '0123456789' },
    };
    const read = {
      ...completeView,
      savedAt: 3_000,
      fields: { ...completeView.fields, nid_no: field },
    };
    const state = applyEvents(
      typing,
      { type: 'saved', batch, savedAt: 2_000 },
      { type: 'view-arrived', view: read },
    );
    expect(findProblems(state)).toMatchObject([
      { field: 'nid_no', kind: 'readings-differ', severity: 'error' },
    ]);
  });
});
