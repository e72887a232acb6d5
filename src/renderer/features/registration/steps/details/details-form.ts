/** Validates the details: finds the problems, and decides which are displayed and which prevent the next step. */
import type { CivilDate } from '#shared/domain/civil-date.ts';
import {
  fieldNames,
  fieldRow,
  step1FieldNames,
  uneditedFields,
  type FieldName,
} from '#shared/domain/fields.ts';
import type { ChoiceLists } from '#shared/domain/lists.ts';
import { checkDetails, type Issue } from '#shared/domain/rules.ts';
import { agreementOf, needsChoice } from '#shared/domain/agreement.ts';
import {
  isSameAddress,
  isTouched,
  valueOf,
  valuesOf,
  type FlowState,
} from '#renderer/features/registration/state/flow.ts';

/** A problem of a field: a violated rule, the service's refusal, or different readings of the card. */
export type Problem =
  | Issue
  | {
      readonly field: FieldName;
      readonly kind: 'readings-differ';
      readonly severity: Issue['severity'];
      readonly params?: undefined;
    };

/** What the clerk has done in the form so far, which determines the displayed problems. */
export interface FormProgress {
  /** Fields that the clerk has left. */
  readonly blurredFields: ReadonlySet<FieldName>;
  /** Whether the clerk tried to continue, which displays all problems. */
  readonly hasTriedToContinue: boolean;
}

const isMissing = (problem: Problem): boolean =>
  problem.kind === 'missing' || problem.kind === 'choice-missing';

/** Whether a running reading may still fill an empty field. */
const canStillBeRead = (state: FlowState, field: FieldName): boolean =>
  state.view.reading.state === 'sending' && fieldRow(field).readAs !== null;

const findRefusals = (state: FlowState): Issue[] => {
  if (state.view.state !== 'refused') return [];
  const messages = state.view.lastError?.fields ?? {};
  return fieldNames.flatMap((field) => {
    const message = messages[field];
    if (message === undefined || state.correctedFields.includes(field)) return [];
    return [
      { field, kind: 'service-refused', severity: 'error', params: { message } } satisfies Issue,
    ];
  });
};

const findConflicts = (state: FlowState): Problem[] =>
  step1FieldNames.flatMap((field) => {
    const agreementArguments = [
      field,
      state.view.fields[field],
      valueOf(state, field),
      isTouched(state, field),
    ] as const;
    if (agreementOf(...agreementArguments).kind !== 'differ') return [];
    return [
      {
        field,
        kind: 'readings-differ',
        severity: needsChoice(...agreementArguments) ? 'error' : 'warn',
      },
    ];
  });

/** All problems in the order of the form; at most one per field, the most severe. */
export const allProblems = (state: FlowState, lists: ChoiceLists, today: CivilDate): Problem[] => {
  const hasSameAddress = isSameAddress(state);
  const values = valuesOf(state);
  const unedited = uneditedFields(values, state.view.fields);
  const problems: Problem[] = [
    ...findRefusals(state),
    ...checkDetails(values, { today, unedited, lists }),
    ...findConflicts(state),
  ];
  const bySeverity = [
    ...problems.filter((problem) => problem.severity === 'error'),
    ...problems.filter((problem) => problem.severity === 'warn'),
  ];
  return fieldNames.flatMap((field) => {
    // With "same as present" the permanent address has no field for a problem.
    if (field === 'perm_address' && hasSameAddress) return [];
    const mostSevere = bySeverity.find((problem) => problem.field === field);
    return mostSevere ? [mostSevere] : [];
  });
};

/**
 * The problems that the form displays now. An invalid value is reported when the clerk has left the field. An empty
 * field is reported only after it was cleared or the clerk tried to continue, because tabbing through an empty form is
 * not an error. Messages of the service and different readings are displayed immediately.
 */
export const displayedProblems = (
  problems: readonly Problem[],
  state: FlowState,
  progress: FormProgress,
): Problem[] =>
  problems.filter((problem) => {
    if (problem.kind === 'service-refused' || problem.kind === 'readings-differ') return true;
    if (isMissing(problem)) {
      if (canStillBeRead(state, problem.field)) return false;
      return (
        progress.hasTriedToContinue ||
        (progress.blurredFields.has(problem.field) && isTouched(state, problem.field))
      );
    }
    return progress.hasTriedToContinue || progress.blurredFields.has(problem.field);
  });

/**
 * Problems that prevent the next step. They exclude empty fields that a running reading may still fill, because the
 * review checks these again.
 */
export const blockingProblems = (problems: readonly Problem[], state: FlowState): Problem[] =>
  problems.filter(
    (problem) =>
      problem.severity === 'error' && !(isMissing(problem) && canStillBeRead(state, problem.field)),
  );

/** The field of the next problem after `from`, or of the first problem if there is none. Null without problems. */
export const nextProblemField = (
  problems: readonly Problem[],
  from: FieldName | null,
): FieldName | null => {
  const fromIndex = from === null ? -1 : fieldNames.indexOf(from);
  const next = problems.find((problem) => fieldNames.indexOf(problem.field) > fromIndex);
  return (next ?? problems[0])?.field ?? null;
};
