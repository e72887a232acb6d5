/**
 * Reducer for the open registration in the page: combines the latest view from the main process with the clerk's
 * unsaved edits. It is pure and has three guarantees: a view never overwrites a value that is being edited, untouched
 * fields accept new readings, and no edit is lost before it is stored.
 */
import { contradictingCode, readingsOf } from '#shared/domain/agreement.ts';
import { mayReadCard } from '#shared/domain/card-pictures.ts';
import {
  resolvedValues,
  fieldNames,
  step1FieldNames,
  type FieldName,
  type FieldValues,
} from '#shared/domain/fields.ts';
import type { CardSide, PicturePart, RegistrationView, Step } from '#shared/domain/registration.ts';
import type { AppError } from '#shared/result.ts';
import { isSameText } from '#shared/text/normalize.ts';

/**
 * A value that was typed or chosen in the page. It overrides the main process's value until a view is known to include
 * it.
 */
export interface Edit<T> {
  readonly value: T;
  /** Revision of this edit; a save confirms exactly the revisions that it contained. */
  readonly revision: number;
  /** Whether the clerk confirmed the value while the reading of the card's code was displayed. */
  readonly chosen?: boolean;
  /** Time when the main process stored it; null while it is not stored. */
  readonly savedAt: number | null;
}

/** Operation in progress on a picture, displayed in its panel. */
export type PictureOperation =
  | { readonly kind: 'scan'; readonly percent: number | null }
  | { readonly kind: 'import' }
  | { readonly kind: 'camera' }
  | { readonly kind: 'override' }
  | { readonly kind: 'crop' };

export interface FlowState {
  readonly view: RegistrationView;
  /** The displayed step, selected by the clerk and reported to the main process. */
  readonly step: Step;
  readonly edits: Readonly<Partial<Record<FieldName, Edit<string>>>>;
  readonly sameAddress: Edit<boolean> | null;
  /** The permanent address before the clerk checked "same as present"; null when the clerk has not checked it. */
  readonly separateAddress: string | null;
  readonly lastRevision: number;
  readonly focusedField: FieldName | null;
  /** The field in which an input method is composing; views do not change its value. */
  readonly composing: { readonly field: FieldName; readonly value: string } | null;
  /** Fields that were edited after the service refused the registration; its messages about them are outdated. */
  readonly correctedFields: readonly FieldName[];
  readonly busy: Readonly<Record<PicturePart, PictureOperation | null>>;
  readonly failures: Readonly<Record<PicturePart, AppError | null>>;
  /** Key (`readablePairKey`) of the pictures for which a reading was already requested; null when there was no request. */
  readonly requestedPairKey: string | null;
  /** Number of fields that the last reading filled, for the live region; null before the first reading. */
  readonly filledCount: number | null;
}

export type FlowEvent =
  | { readonly type: 'view-arrived'; readonly view: RegistrationView }
  | {
      readonly type: 'edited';
      readonly field: FieldName;
      readonly value: string;
      readonly chosen?: boolean;
    }
  | { readonly type: 'same-address-changed'; readonly same: boolean }
  | { readonly type: 'focused'; readonly field: FieldName }
  | { readonly type: 'blurred'; readonly field: FieldName }
  | { readonly type: 'composition-started'; readonly field: FieldName }
  | { readonly type: 'composition-ended'; readonly field: FieldName }
  | { readonly type: 'saved'; readonly batch: EditBatch; readonly savedAt: number }
  | { readonly type: 'step-chosen'; readonly step: Step }
  | {
      readonly type: 'picture-operation-started';
      readonly part: PicturePart;
      readonly busy: PictureOperation;
    }
  | {
      readonly type: 'picture-operation-ended';
      readonly part: PicturePart;
      readonly error: AppError | null;
    }
  | { readonly type: 'scan-progress'; readonly side: CardSide; readonly percent: number | null }
  | { readonly type: 'reading-requested' };

/** Values to save, with the revisions of their edits. */
export interface EditBatch {
  /** Id of the registration. */
  readonly id: string;
  readonly values: Readonly<Partial<Record<FieldName, string>>>;
  /** Fields of `values` that the clerk confirmed while the reading of the card's code was displayed. */
  readonly chosen: readonly FieldName[];
  readonly sameAddress: boolean | null;
  readonly revisions: Readonly<Partial<Record<FieldName, number>>>;
  readonly sameAddressRevision: number | null;
}

const createPerPart = <T>(value: T): Record<PicturePart, T> => ({
  front: value,
  back: value,
  photo: value,
});

/** The step at which a registration opens. One that needs the clerk opens at the step with the fault. */
const openingStepOf = ({ state, review, step }: RegistrationView): Step => {
  if (review?.kind === 'card-unread') return 'card';
  return state === 'refused' || review?.kind === 'reading-differs' ? 'details' : step;
};

/** Creates the state of a registration that was just opened. No state of the previous registration is retained. */
export const createFlowState = (view: RegistrationView): FlowState => ({
  view,
  step: openingStepOf(view),
  edits: {},
  sameAddress: null,
  separateAddress: null,
  lastRevision: 0,
  focusedField: null,
  composing: null,
  correctedFields: [],
  busy: createPerPart(null),
  failures: createPerPart(null),
  requestedPairKey: null,
  filledCount: null,
});

/** Whether the permanent address equals the present one in the form. */
export const isSameAddress = (state: FlowState): boolean =>
  state.sameAddress?.value ?? state.view.sameAddress;

/** The value of a field in the form. */
export const valueOf = (state: FlowState, field: FieldName): string => {
  if (state.composing?.field === field) return state.composing.value;
  return state.edits[field]?.value ?? state.view.fields[field].value;
};

/** All values in the form. */
export const valuesOf = (state: FlowState): FieldValues =>
  resolvedValues((name) => valueOf(state, name), isSameAddress(state));

/** Whether the clerk changed or confirmed the field, now or earlier, while the reading of the card's code was displayed. */
export const isTouched = ({ edits, view }: FlowState, field: FieldName): boolean => {
  const edit = edits[field];
  const fieldView = view.fields[field];
  // The view is authoritative, because it may contain a contradicting reading that arrived in the meantime.
  if (
    !edit ||
    (edit.savedAt !== null && view.savedAt >= edit.savedAt && fieldView.value === edit.value)
  )
    return fieldView.touched;
  return edit.chosen === true || contradictingCode(field, fieldView, edit.value) === null;
};

/** All edits that are not stored, or null. */
export const unsavedEdits = (state: FlowState): EditBatch | null => {
  const fields = fieldNames.filter((name) => state.edits[name]?.savedAt === null);
  const sameAddressEdit = state.sameAddress?.savedAt === null ? state.sameAddress : null;
  if (fields.length === 0 && !sameAddressEdit) return null;
  return {
    id: state.view.id,
    values: Object.fromEntries(fields.map((name) => [name, state.edits[name]?.value ?? ''])),
    chosen: fields.filter((name) => state.edits[name]?.chosen),
    sameAddress: sameAddressEdit?.value ?? null,
    revisions: Object.fromEntries(fields.map((name) => [name, state.edits[name]?.revision ?? 0])),
    sameAddressRevision: sameAddressEdit?.revision ?? null,
  };
};

/** Key of the two pictures for a reading; null while one is missing, or has a failed check without a reason. */
export const readablePairKey = (view: RegistrationView): string | null => {
  const { front, back } = view.pictures;
  return front && back && mayReadCard(view.pictures) ? `${front.url} ${back.url}` : null;
};

/** Whether a reading is possible: for a draft, or after a retake of pictures that could not be read. */
const canReadCard = ({ state, review }: RegistrationView): boolean =>
  state === 'draft' || review?.kind === 'card-unread';

/** Whether the page should request a reading now, which it does once per pair of pictures. */
export const shouldRequestReading = (state: FlowState): boolean => {
  const pair = readablePairKey(state.view);
  return (
    pair !== null &&
    canReadCard(state.view) &&
    state.view.reading.state === 'none' &&
    state.requestedPairKey !== pair
  );
};

/** Whether the view includes the edit, so that the page no longer needs to keep it. */
const isEditIncluded = <T>(edit: Edit<T>, viewValue: T, view: RegistrationView): boolean =>
  edit.savedAt !== null && (viewValue === edit.value || view.savedAt > edit.savedAt);

/** The edits that the page keeps after a view has arrived: those that it does not include, and that of the focused field. */
const remainingEdits = (state: FlowState, view: RegistrationView): FlowState['edits'] =>
  Object.fromEntries(
    Object.entries(state.edits).filter(([name, edit]) => {
      const field = name as FieldName;
      return field === state.focusedField || !isEditIncluded(edit, view.fields[field].value, view);
    }),
  );

/**
 * Cards have a single address, and a reading fills both address fields with it. "Same as present" is then checked until
 * the clerk unchecks it. Unchecking marks the permanent address as touched, which records the decision.
 */
const withDefaultSameAddress = (state: FlowState): FlowState => {
  const { pres_address: present, perm_address: permanent } = state.view.fields;
  const canDecide = state.view.state === 'draft' && state.focusedField !== 'perm_address';
  const isUndecided = canDecide && state.sameAddress === null && !state.view.sameAddress;
  const isUntouched = !isTouched(state, 'pres_address') && !isTouched(state, 'perm_address');
  if (
    !isUndecided ||
    !isUntouched ||
    present.value === '' ||
    !isSameText(present.value, permanent.value)
  )
    return state;
  return {
    ...state,
    lastRevision: state.lastRevision + 1,
    sameAddress: { value: true, revision: state.lastRevision + 1, savedAt: null },
  };
};

const countFilled = (previous: FlowState, next: FlowState): number =>
  step1FieldNames.filter(
    (name) => valueOf(previous, name) !== valueOf(next, name) && valueOf(next, name) !== '',
  ).length;

const withView = (state: FlowState, view: RegistrationView): FlowState => {
  if (view.id !== state.view.id) return state;
  const sameAddressEdit = state.sameAddress;
  const next = withDefaultSameAddress({
    ...state,
    view,
    edits: remainingEdits(state, view),
    sameAddress:
      sameAddressEdit && isEditIncluded(sameAddressEdit, view.sameAddress, view)
        ? null
        : sameAddressEdit,
    // After another refusal the service's messages apply to all fields again.
    correctedFields:
      view.state === 'refused' && state.view.state !== 'refused' ? [] : state.correctedFields,
  });
  const previousReading = state.view.reading;
  const isNewReading =
    view.reading.state === 'read' &&
    (previousReading.state !== 'read' || previousReading.since !== view.reading.since);
  return isNewReading ? { ...next, filledCount: countFilled(state, next) } : next;
};

const withEdit = (
  state: FlowState,
  field: FieldName,
  value: string,
  chosen = false,
): FlowState => ({
  ...state,
  lastRevision: state.lastRevision + 1,
  edits: {
    ...state.edits,
    [field]: { value, chosen, revision: state.lastRevision + 1, savedAt: null },
  },
  correctedFields: state.correctedFields.includes(field)
    ? state.correctedFields
    : [...state.correctedFields, field],
  composing: state.composing?.field === field ? { field, value } : state.composing,
});

/** With "same as present" the permanent address is changed as well, so that main process and page have equal values. */
const withEditedField = (
  state: FlowState,
  field: FieldName,
  value: string,
  chosen: boolean,
): FlowState => {
  const next = withEdit(state, field, value, chosen);
  return field === 'pres_address' && isSameAddress(next)
    ? withEdit(next, 'perm_address', value)
    : next;
};

/**
 * The permanent address after the clerk unchecked "same as present": the value from before it was checked, otherwise the
 * card's reading, which is preferred to a copy of the typed present address.
 */
const separateAddressOf = (state: FlowState): string =>
  state.separateAddress ??
  readingsOf(state.view.fields.perm_address)[0]?.value ??
  valueOf(state, 'perm_address');

const withSameAddress = (state: FlowState, isSame: boolean): FlowState => {
  const revision = state.lastRevision + 1;
  const permanent = valueOf(state, 'perm_address');
  const next: FlowState = {
    ...state,
    lastRevision: revision,
    sameAddress: { value: isSame, revision, savedAt: null },
    separateAddress: isSame && !isSameAddress(state) ? permanent : state.separateAddress,
  };
  if (!isSame) return withEdit(next, 'perm_address', separateAddressOf(state));
  const present = valueOf(next, 'pres_address');
  return permanent !== present ? withEdit(next, 'perm_address', present) : next;
};

const withSavedEdits = (state: FlowState, batch: EditBatch, savedAt: number): FlowState => {
  if (batch.id !== state.view.id) return state;
  const edits = Object.fromEntries(
    Object.entries(state.edits).map(([name, edit]) => [
      name,
      batch.revisions[name as FieldName] === edit.revision ? { ...edit, savedAt } : edit,
    ]),
  );
  const sameAddressEdit = state.sameAddress;
  return {
    ...state,
    edits,
    sameAddress:
      sameAddressEdit && sameAddressEdit.revision === batch.sameAddressRevision
        ? { ...sameAddressEdit, savedAt }
        : sameAddressEdit,
  };
};

export const reduceFlow = (state: FlowState, event: FlowEvent): FlowState => {
  switch (event.type) {
    case 'view-arrived':
      return withView(state, event.view);
    case 'edited':
      return withEditedField(state, event.field, event.value, event.chosen ?? false);
    case 'same-address-changed':
      return withSameAddress(state, event.same);
    case 'focused':
      return { ...state, focusedField: event.field };
    case 'blurred':
      return {
        ...state,
        focusedField: state.focusedField === event.field ? null : state.focusedField,
        composing: null,
      };
    case 'composition-started':
      return { ...state, composing: { field: event.field, value: valueOf(state, event.field) } };
    case 'composition-ended':
      return { ...state, composing: null };
    case 'saved':
      return withSavedEdits(state, event.batch, event.savedAt);
    case 'step-chosen':
      return { ...state, step: event.step };
    case 'picture-operation-started':
      return {
        ...state,
        busy: { ...state.busy, [event.part]: event.busy },
        failures: { ...state.failures, [event.part]: null },
      };
    case 'picture-operation-ended':
      return {
        ...state,
        busy: { ...state.busy, [event.part]: null },
        failures: { ...state.failures, [event.part]: event.error },
      };
    case 'scan-progress':
      return state.busy[event.side]?.kind === 'scan'
        ? {
            ...state,
            busy: { ...state.busy, [event.side]: { kind: 'scan', percent: event.percent } },
          }
        : state;
    case 'reading-requested':
      return { ...state, requestedPairKey: readablePairKey(state.view) };
  }
};
