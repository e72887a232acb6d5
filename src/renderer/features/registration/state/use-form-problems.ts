/** Provides the validation problems of the open registration to the form, the stepper and the review. */
import {
  computed,
  inject,
  provide,
  reactive,
  ref,
  watch,
  type ComputedRef,
  type InjectionKey,
  type Ref,
} from 'vue';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { FieldName } from '#shared/domain/fields.ts';
import type { ChoiceLists } from '#shared/domain/lists.ts';
import {
  allProblems,
  blockingProblems,
  displayedProblems,
  type Problem,
} from '#renderer/features/registration/steps/details/details-form.ts';
import type { Registration } from './use-registration.ts';

export interface FormProblems {
  /** All problems, displayed or not. */
  readonly problems: ComputedRef<Problem[]>;
  /** Problems of the severity "error". */
  readonly errors: ComputedRef<Problem[]>;
  /** Problems that the form displays now. */
  readonly displayed: ComputedRef<Problem[]>;
  /** Problems that prevent the clerk from leaving the details. */
  readonly blocking: ComputedRef<Problem[]>;
  /** Records that the field has lost the focus, so that it is validated while typing from then on. */
  readonly markBlurred: (field: FieldName) => void;
  /** Whether the clerk tried to continue, so that all problems are displayed. */
  readonly hasTriedToContinue: Ref<boolean>;
  /** Field to focus when the details are opened next, for jumps from other steps. */
  readonly fieldToFocus: Ref<FieldName | null>;
}

const key: InjectionKey<FormProblems> = Symbol('form problems');
const noLists: ChoiceLists = { gender: [], profession: [], nomineeRelation: [] };

export const provideFormProblems = (registration: Registration): FormProblems => {
  const store = useAppStore();
  const blurredFields = reactive(new Set<FieldName>());
  const hasTriedToContinue = ref(false);
  const { flow } = registration;

  watch(
    () => flow.value?.view.id,
    () => {
      blurredFields.clear();
      hasTriedToContinue.value = false;
    },
  );

  const problems = computed(() =>
    flow.value
      ? allProblems(flow.value, store.state?.lists ?? noLists, todayInBangladesh(Date.now()))
      : [],
  );
  const formProblems: FormProblems = {
    problems,
    errors: computed(() => problems.value.filter((problem) => problem.severity === 'error')),
    displayed: computed(() =>
      flow.value
        ? displayedProblems(problems.value, flow.value, {
            blurredFields,
            hasTriedToContinue: hasTriedToContinue.value,
          })
        : [],
    ),
    blocking: computed(() => (flow.value ? blockingProblems(problems.value, flow.value) : [])),
    markBlurred: (field) => void blurredFields.add(field),
    hasTriedToContinue,
    fieldToFocus: ref<FieldName | null>(null),
  };
  provide(key, formProblems);
  return formProblems;
};

export const useFormProblems = (): FormProblems => {
  const formProblems = inject(key);
  if (!formProblems) throw new Error('no form problems are provided around this screen');
  return formProblems;
};
