/** Determines the field of the details at which the training guide points. */
import { computed, type ComputedRef } from 'vue';
import { fieldNames, type FieldName } from '#shared/domain/fields.ts';
import { valuesOf } from '#renderer/features/registration/state/flow.ts';
import { useFormProblems } from '#renderer/features/registration/state/use-form-problems.ts';
import { useRegistration } from '#renderer/features/registration/state/use-registration.ts';
import { isAskedField } from './customer-questions.ts';

export interface DetailsGuideTarget {
  readonly field: FieldName;
  /** Coach mark that the field names in `data-guide`. */
  readonly mark: 'reading' | 'fill';
}

/** @returns a field with different readings, otherwise the first empty question, or null when there is neither. */
export const useDetailsGuide = (): ComputedRef<DetailsGuideTarget | null> => {
  const registration = useRegistration();
  const formProblems = useFormProblems();
  return computed(() => {
    const differingField = formProblems.problems.value.find(
      ({ kind, severity }) => kind === 'readings-differ' && severity === 'error',
    )?.field;
    if (differingField) return { field: differingField, mark: 'reading' };
    const values = valuesOf(registration.openState.value);
    const emptyField = fieldNames.find(
      (field) => isAskedField(field) && values[field].trim() === '',
    );
    return emptyField ? { field: emptyField, mark: 'fill' } : null;
  });
};
