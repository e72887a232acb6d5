/** Validation of the details: the problems, when they are shown, and whether the clerk may continue. */
import type { CivilDate } from '#shared/domain/civil-date.ts';
import {
  fieldNames,
  fieldRow,
  readFieldNames,
  uneditedFields,
  type FieldName,
} from '#shared/domain/fields.ts';
import type { Lists } from '#shared/domain/lists.ts';
import { checkDetails, type Issue } from '#shared/domain/rules.ts';
import { agreementOf, needsChoice } from '#shared/domain/agreement.ts';
import {
  isSameAddress,
  isTouched,
  valueOf,
  valuesOf,
  type FlowState,
} from '#renderer/features/registration/state/flow.ts';

/** A problem beside a field: a broken rule, the service's refusal, or readings of the card that differ. */
export type Problem =
  | Issue
  | {
      readonly field: FieldName;
      readonly kind: 'readings-differ';
      readonly severity: Issue['severity'];
      readonly params?: undefined;
    };

/** What the clerk has done in the form so far, which decides what is shown. */
export interface FormUse {
  /** Fields the clerk has been in and left. */
  readonly left: ReadonlySet<FieldName>;
  /** Whether the clerk tried to continue; from then on all problems are shown. */
  readonly tried: boolean;
}

const isMissing = (problem: Problem): boolean =>
  problem.kind === 'missing' || problem.kind === 'choice-missing';

/** Whether a reading is under way that may still fill an empty field of the card. */
const mayStillBeRead = (state: FlowState, field: FieldName): boolean =>
  state.view.reading.state === 'sending' && fieldRow(field).readAs !== null;

const refusals = (state: FlowState): Issue[] => {
  if (state.view.state !== 'refused') return [];
  const words = state.view.lastError?.fields ?? {};
  return fieldNames.flatMap((field) => {
    const message = words[field];
    if (message === undefined || state.corrected.includes(field)) return [];
    return [
      { field, kind: 'service-refused', severity: 'error', params: { message } } satisfies Issue,
    ];
  });
};

const conflicts = (state: FlowState): Problem[] =>
  readFieldNames.flatMap((field) => {
    const seen = [
      field,
      state.view.fields[field],
      valueOf(state, field),
      isTouched(state, field),
    ] as const;
    if (agreementOf(...seen).kind !== 'differ') return [];
    return [{ field, kind: 'readings-differ', severity: needsChoice(...seen) ? 'error' : 'warn' }];
  });

/** All problems, in the order of the form; at most one per field, the most severe. */
export const allProblems = (state: FlowState, lists: Lists, today: CivilDate): Problem[] => {
  const same = isSameAddress(state);
  const values = valuesOf(state);
  const unedited = uneditedFields(values, state.view.fields);
  const found: Problem[] = [
    ...refusals(state),
    ...checkDetails(values, { today, unedited, lists }),
    ...conflicts(state),
  ];
  const graver = [
    ...found.filter((problem) => problem.severity === 'error'),
    ...found.filter((problem) => problem.severity === 'warn'),
  ];
  return fieldNames.flatMap((field) => {
    // With "same as present" the permanent address has no field to show a problem at.
    if (field === 'perm_address' && same) return [];
    const first = graver.find((problem) => problem.field === field);
    return first ? [first] : [];
  });
};

/**
 * The problems the form shows now. A value that breaks a rule is shown when the clerk has left the field, an empty field
 * only after typing and clearing it or after a try to continue: tabbing through an empty form is no mistake.
 * Messages of the service, and readings that differ, are shown at once.
 */
export const shownProblems = (
  problems: readonly Problem[],
  state: FlowState,
  use: FormUse,
): Problem[] =>
  problems.filter((problem) => {
    if (problem.kind === 'service-refused' || problem.kind === 'readings-differ') return true;
    if (isMissing(problem)) {
      if (mayStillBeRead(state, problem.field)) return false;
      return use.tried || (use.left.has(problem.field) && isTouched(state, problem.field));
    }
    return use.tried || use.left.has(problem.field);
  });

/**
 * Problems that block the next step. Empty fields that a running reading may still fill are checked again at the
 * review.
 */
export const blockers = (problems: readonly Problem[], state: FlowState): Problem[] =>
  problems.filter(
    (problem) =>
      problem.severity === 'error' && !(isMissing(problem) && mayStillBeRead(state, problem.field)),
  );

/** The field of the next problem after `from`, wrapping around; null when there is none. */
export const nextProblem = (
  problems: readonly Problem[],
  from: FieldName | null,
): FieldName | null => {
  const place = from === null ? -1 : fieldNames.indexOf(from);
  const after = problems.find((problem) => fieldNames.indexOf(problem.field) > place);
  return (after ?? problems[0])?.field ?? null;
};
