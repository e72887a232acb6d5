/** Connects a field with the control inside it by provide and inject. */
import { inject, provide, type ComputedRef, type InjectionKey } from 'vue';

export interface FieldLink {
  /** Id of the control, which the label references. */
  readonly id: string;
  /** Id of the label, for groups of controls. */
  readonly labelId: string;
  /** Ids of hint, warning and error; undefined when none is displayed. */
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

const injectionKey: InjectionKey<ComputedRef<FieldLink>> = Symbol('field');

export const provideField = (link: ComputedRef<FieldLink>): void => provide(injectionKey, link);

/** The field around a control; null for a standalone control. */
export const useField = (): ComputedRef<FieldLink> | null => inject(injectionKey, null);

/** Interface of a control for template refs. */
export interface Focusable {
  readonly focus: () => void;
}
export interface TextControl extends Focusable {
  readonly select: () => void;
}
