/**
 * State of the open registration in the page: the latest view from the main process with the clerk's unsaved edits on top. A
 * pure reducer with three guarantees: a view never overwrites a value being edited, untouched fields take readings as they
 * arrive, and no edit is lost before it is stored.
 */
import { contradictingCode } from '#shared/domain/agreement.ts';
import { mayReadCard } from '#shared/domain/card-pictures.ts';
import {
  countedValues,
  fieldNames,
  readFieldNames,
  type FieldName,
  type FieldValues,
} from '#shared/domain/fields.ts';
import type { CardSide, PicturePart, RegistrationView, Step } from '#shared/domain/registration.ts';
import type { AppError } from '#shared/result.ts';
import { sameText } from '#shared/text/normalize.ts';

/** A value typed or chosen in the page. It stays on top of main's value until a view is known to include it. */
export interface Edit<T> {
  readonly value: T;
  /** Number of this edit; a save confirms exactly the edits it carried. */
  readonly rev: number;
  /** Chosen with the value of the card's code displayed, not only typed. */
  readonly chosen?: boolean;
  /** When main stored it, or null while it is not stored. */
  readonly savedAt: number | null;
}

/** Operation in progress on a picture, shown in its panel. */
export type PictureBusy =
  | { readonly kind: 'scan'; readonly percent: number | null }
  | { readonly kind: 'import' }
  | { readonly kind: 'camera' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'cut' };

export interface FlowState {
  readonly view: RegistrationView;
  /** The step on screen, chosen by the clerk and reported to the main process. */
  readonly step: Step;
  readonly edits: Readonly<Partial<Record<FieldName, Edit<string>>>>;
  readonly sameAddress: Edit<boolean> | null;
  readonly lastRev: number;
  readonly focused: FieldName | null;
  /** A field in which an input method is composing; no view changes its value. */
  readonly held: { readonly field: FieldName; readonly value: string } | null;
  /** Fields edited since the service refused the registration; its messages about them no longer apply. */
  readonly corrected: readonly FieldName[];
  readonly busy: Readonly<Record<PicturePart, PictureBusy | null>>;
  readonly failures: Readonly<Record<PicturePart, AppError | null>>;
  /** The pair of pictures for which a reading was requested, so that it is requested once. */
  readonly readAskedFor: string | null;
  /** How many fields the last reading filled, for the live region; null before a reading came. */
  readonly filled: number | null;
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
  | { readonly type: 'composing-began'; readonly field: FieldName }
  | { readonly type: 'composing-ended'; readonly field: FieldName }
  | { readonly type: 'saved'; readonly batch: Batch; readonly savedAt: number }
  | { readonly type: 'step-chosen'; readonly step: Step }
  | { readonly type: 'picture-busy'; readonly part: PicturePart; readonly busy: PictureBusy }
  | {
      readonly type: 'picture-finished';
      readonly part: PicturePart;
      readonly error: AppError | null;
    }
  | { readonly type: 'scan-progress'; readonly side: CardSide; readonly percent: number | null }
  | { readonly type: 'reading-asked' };

/** Values to be saved, with the numbers of their edits. */
export interface Batch {
  /** The registration they belong to. */
  readonly id: string;
  readonly values: Readonly<Partial<Record<FieldName, string>>>;
  /** Those of `values` that were chosen with the value of the card's code displayed. */
  readonly chosen: readonly FieldName[];
  readonly sameAddress: boolean | null;
  readonly revs: Readonly<Partial<Record<FieldName, number>>>;
  readonly sameRev: number | null;
}

const perPart = <T>(value: T): Record<PicturePart, T> => ({
  front: value,
  back: value,
  photo: value,
});

/** A registration that needs the clerk again opens at the step to be corrected. */
const firstStep = ({ state, review, step }: RegistrationView): Step => {
  if (review?.kind === 'card-unread') return 'card';
  return state === 'refused' || review?.kind === 'reading-differs' ? 'details' : step;
};

/** The state for a registration that was just opened. Nothing of another registration survives. */
export const openFlow = (view: RegistrationView): FlowState => ({
  view,
  step: firstStep(view),
  edits: {},
  sameAddress: null,
  lastRev: 0,
  focused: null,
  held: null,
  corrected: [],
  busy: perPart(null),
  failures: perPart(null),
  readAskedFor: null,
  filled: null,
});

/** Whether the permanent address is the present one, as the form shows it. */
export const isSameAddress = (state: FlowState): boolean =>
  state.sameAddress?.value ?? state.view.sameAddress;

/** The value of a field as the form holds it. */
export const valueOf = (state: FlowState, field: FieldName): string => {
  if (state.held?.field === field) return state.held.value;
  return state.edits[field]?.value ?? state.view.fields[field].value;
};

/** All values as the form holds them. */
export const valuesOf = (state: FlowState): FieldValues =>
  countedValues((name) => valueOf(state, name), isSameAddress(state));

/** Whether the clerk changed or confirmed the field, now or earlier, with the value of the card's code displayed. */
export const isTouched = ({ edits, view }: FlowState, field: FieldName): boolean => {
  const edit = edits[field];
  const seen = view.fields[field];
  // The view is authoritative: a contradicting reading may have arrived meanwhile.
  if (!edit || (edit.savedAt !== null && view.savedAt >= edit.savedAt && seen.value === edit.value))
    return seen.touched;
  return edit.chosen === true || contradictingCode(field, seen, edit.value) === null;
};

/** Everything typed and not yet stored, or null. */
export const unsaved = (state: FlowState): Batch | null => {
  const fields = fieldNames.filter((name) => state.edits[name]?.savedAt === null);
  const same = state.sameAddress?.savedAt === null ? state.sameAddress : null;
  if (fields.length === 0 && !same) return null;
  return {
    id: state.view.id,
    values: Object.fromEntries(fields.map((name) => [name, state.edits[name]?.value ?? ''])),
    chosen: fields.filter((name) => state.edits[name]?.chosen),
    sameAddress: same?.value ?? null,
    revs: Object.fromEntries(fields.map((name) => [name, state.edits[name]?.rev ?? 0])),
    sameRev: same?.rev ?? null,
  };
};

/** The names of the two pictures a reading is made of, or null while one is missing or has a failed check without a reason. */
export const readablePair = (view: RegistrationView): string | null => {
  const { front, back } = view.pictures;
  return front && back && mayReadCard(view.pictures) ? `${front.url} ${back.url}` : null;
};

/** Whether a reading is possible: for a draft, or after a retake of pictures that could not be read. */
const mayBeRead = ({ state, review }: RegistrationView): boolean =>
  state === 'draft' || review?.kind === 'card-unread';

/** Whether the page should request a reading now: once for each pair of pictures. */
export const readingWanted = (state: FlowState): boolean => {
  const pair = readablePair(state.view);
  return (
    pair !== null &&
    mayBeRead(state.view) &&
    state.view.reading.state === 'none' &&
    state.readAskedFor !== pair
  );
};

/** Whether main's view includes the edit, so that the page can drop its copy. */
const isIncluded = <T>(edit: Edit<T>, viewValue: T, view: RegistrationView): boolean =>
  edit.savedAt !== null && (viewValue === edit.value || view.savedAt > edit.savedAt);

const keptEdits = (state: FlowState, view: RegistrationView): FlowState['edits'] =>
  Object.fromEntries(
    Object.entries(state.edits).filter(([name, edit]) => {
      const field = name as FieldName;
      return field === state.focused || !isIncluded(edit, view.fields[field].value, view);
    }),
  );

/**
 * The card has one address and a reading fills both fields with it. "Same as present" is then ticked until the clerk
 * unticks it; unticking marks the permanent address as touched, which records the decision.
 */
const withSameByDefault = (state: FlowState): FlowState => {
  const { pres_address: present, perm_address: permanent } = state.view.fields;
  const mayDecide = state.view.state === 'draft' && state.focused !== 'perm_address';
  const undecided = mayDecide && state.sameAddress === null && !state.view.sameAddress;
  const untouched = !isTouched(state, 'pres_address') && !isTouched(state, 'perm_address');
  if (!undecided || !untouched || present.value === '' || !sameText(present.value, permanent.value))
    return state;
  return {
    ...state,
    lastRev: state.lastRev + 1,
    sameAddress: { value: true, rev: state.lastRev + 1, savedAt: null },
  };
};

const countFilled = (before: FlowState, after: FlowState): number =>
  readFieldNames.filter(
    (name) => valueOf(before, name) !== valueOf(after, name) && valueOf(after, name) !== '',
  ).length;

const onView = (state: FlowState, view: RegistrationView): FlowState => {
  if (view.id !== state.view.id) return state;
  const same = state.sameAddress;
  const next = withSameByDefault({
    ...state,
    view,
    edits: keptEdits(state, view),
    sameAddress: same && isIncluded(same, view.sameAddress, view) ? null : same,
    // After another refusal all fields count as refused again.
    corrected: view.state === 'refused' && state.view.state !== 'refused' ? [] : state.corrected,
  });
  const before = state.view.reading;
  const justRead =
    view.reading.state === 'read' &&
    (before.state !== 'read' || before.since !== view.reading.since);
  return justRead ? { ...next, filled: countFilled(state, next) } : next;
};

const withEdit = (
  state: FlowState,
  field: FieldName,
  value: string,
  chosen = false,
): FlowState => ({
  ...state,
  lastRev: state.lastRev + 1,
  edits: { ...state.edits, [field]: { value, chosen, rev: state.lastRev + 1, savedAt: null } },
  corrected: state.corrected.includes(field) ? state.corrected : [...state.corrected, field],
  held: state.held?.field === field ? { field, value } : state.held,
});

/** With "same as present" the permanent address is changed as well, so that main and page have equal fields. */
const onEdited = (
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

const onSameAddress = (state: FlowState, same: boolean): FlowState => {
  const rev = state.lastRev + 1;
  const next: FlowState = {
    ...state,
    lastRev: rev,
    sameAddress: { value: same, rev, savedAt: null },
  };
  if (!same) return withEdit(next, 'perm_address', valueOf(next, 'perm_address'));
  const present = valueOf(next, 'pres_address');
  return valueOf(next, 'perm_address') !== present ? withEdit(next, 'perm_address', present) : next;
};

const onSaved = (state: FlowState, batch: Batch, savedAt: number): FlowState => {
  if (batch.id !== state.view.id) return state;
  const edits = Object.fromEntries(
    Object.entries(state.edits).map(([name, edit]) => [
      name,
      batch.revs[name as FieldName] === edit.rev ? { ...edit, savedAt } : edit,
    ]),
  );
  const same = state.sameAddress;
  return {
    ...state,
    edits,
    sameAddress: same && same.rev === batch.sameRev ? { ...same, savedAt } : same,
  };
};

export const reduceFlow = (state: FlowState, event: FlowEvent): FlowState => {
  switch (event.type) {
    case 'view-arrived':
      return onView(state, event.view);
    case 'edited':
      return onEdited(state, event.field, event.value, event.chosen ?? false);
    case 'same-address-changed':
      return onSameAddress(state, event.same);
    case 'focused':
      return { ...state, focused: event.field };
    case 'blurred':
      return {
        ...state,
        focused: state.focused === event.field ? null : state.focused,
        held: null,
      };
    case 'composing-began':
      return { ...state, held: { field: event.field, value: valueOf(state, event.field) } };
    case 'composing-ended':
      return { ...state, held: null };
    case 'saved':
      return onSaved(state, event.batch, event.savedAt);
    case 'step-chosen':
      return { ...state, step: event.step };
    case 'picture-busy':
      return {
        ...state,
        busy: { ...state.busy, [event.part]: event.busy },
        failures: { ...state.failures, [event.part]: null },
      };
    case 'picture-finished':
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
    case 'reading-asked':
      return { ...state, readAskedFor: readablePair(state.view) };
  }
};
