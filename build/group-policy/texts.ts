/** Types of the texts in the Group Policy templates; the texts are in `texts-en.ts` and `texts-bn.ts`. */
import type { LockableKey, Policy } from '#main/settings/policy/schema.ts';

export interface PolicyText {
  readonly name: string;
  /** What the policy does, in one to three sentences. */
  readonly explain: string;
  /** Labels of the values of a policy that has several, by value name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Labels of the options of a choice; an option without a label is shown as its value. */
  readonly options?: Readonly<Record<string, string>>;
}

export interface TemplateTexts {
  readonly description: string;
  readonly product: string;
  readonly settings: string;
  readonly supported: string;
  readonly withoutPolicy: (value: string) => string;
  readonly on: string;
  readonly off: string;
  readonly policies: Readonly<Record<Exclude<keyof Policy, '$schema' | 'settings'>, PolicyText>>;
  readonly settingPolicies: Readonly<Record<LockableKey, PolicyText>>;
}
