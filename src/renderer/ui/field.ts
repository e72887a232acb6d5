/** Connects a field and the control inside it by provide and inject. */
import { inject, provide, type ComputedRef, type InjectionKey } from 'vue';

export interface FieldLink {
  /** Id the label points to. */
  readonly id: string;
  /** Id of the label itself, for groups of controls. */
  readonly labelId: string;
  /** Ids of hint, warning and error, or undefined when none is shown. */
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

const key: InjectionKey<ComputedRef<FieldLink>> = Symbol('field');

export const provideField = (link: ComputedRef<FieldLink>): void => provide(key, link);

/** The field around a control, or null when it stands alone. */
export const useField = (): ComputedRef<FieldLink> | null => inject(key, null);

/** What a control offers to code that holds a template ref to it. */
export interface Focusable {
  readonly focus: () => void;
}
export interface TextControl extends Focusable {
  readonly select: () => void;
}
