/** Form of the texts of the templates for Group Policy; `texts-en.ts` and `texts-bn.ts` have them. */
import type { LockableKey, Policy } from '#main/settings/policy/schema.ts';

export interface PolicyText {
  readonly name: string;
  /** What the policy does, in one to three sentences. */
  readonly explain: string;
  /** Names of the values of a policy with several, by their name in the group. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Names of the options of a choice; an option without one is shown as it is written. */
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
