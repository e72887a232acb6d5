/** Validation problems of the open registration, for form, stepper and review. */
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
import type { Lists } from '#shared/domain/lists.ts';
import {
  allProblems,
  blockers,
  shownProblems,
  type Problem,
} from '#renderer/features/registration/steps/details/details-form.ts';
import type { Registration } from './use-registration.ts';

export interface FormProblems {
  /** Every problem, shown or not. */
  readonly all: ComputedRef<Problem[]>;
  readonly errors: ComputedRef<Problem[]>;
  /** What the form shows now. */
  readonly shown: ComputedRef<Problem[]>;
  /** What keeps the clerk on the details. */
  readonly blocking: ComputedRef<Problem[]>;
  /** The clerk left a field: from now on it is checked while it is typed. */
  readonly leave: (field: FieldName) => void;
  /** The clerk tried to go on: everything is shown. */
  readonly tried: Ref<boolean>;
  /** The field to go to when the details open next, for jumps from other steps. */
  readonly wanted: Ref<FieldName | null>;
}

const key: InjectionKey<FormProblems> = Symbol('form problems');
const noLists: Lists = { gender: [], profession: [], nomineeRelation: [] };

export const provideFormProblems = (registration: Registration): FormProblems => {
  const store = useAppStore();
  const left = reactive(new Set<FieldName>());
  const tried = ref(false);
  const { flow } = registration;

  watch(
    () => flow.value?.view.id,
    () => {
      left.clear();
      tried.value = false;
    },
  );

  const all = computed(() =>
    flow.value
      ? allProblems(flow.value, store.state?.lists ?? noLists, todayInBangladesh(Date.now()))
      : [],
  );
  const form: FormProblems = {
    all,
    errors: computed(() => all.value.filter((problem) => problem.severity === 'error')),
    shown: computed(() =>
      flow.value ? shownProblems(all.value, flow.value, { left, tried: tried.value }) : [],
    ),
    blocking: computed(() => (flow.value ? blockers(all.value, flow.value) : [])),
    leave: (field) => void left.add(field),
    tried,
    wanted: ref<FieldName | null>(null),
  };
  provide(key, form);
  return form;
};

export const useFormProblems = (): FormProblems => {
  const form = inject(key);
  if (!form) throw new Error('no form problems are provided around this screen');
  return form;
};
