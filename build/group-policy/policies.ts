/** Derives the policies of the Group Policy templates from the schema of the policy file. */
import * as v from 'valibot';
import { POLICY_KEY } from '#main/app/machine.ts';
import { policySchema } from '#main/settings/policy/schema.ts';
import { valueKindOf, type ValueKind } from '#main/settings/policy/value-kind.ts';

export type ElementKind = Exclude<ValueKind, { kind: 'group' }>;

/** One registry value. */
export interface PolicyElement {
  /** As in the policy file: `bank.en`; the policy's own path when it is its only value. */
  readonly path: string;
  readonly id: string;
  readonly key: string;
  readonly valueName: string;
  readonly kind: ElementKind;
  readonly isRequired: boolean;
  readonly default: unknown;
}

export interface TemplatePolicy {
  /** As in the policy file: `settings.bank`, `contact`. */
  readonly path: string;
  readonly name: string;
  readonly category: 'kiosk' | 'settings';
  readonly elements: readonly [PolicyElement, ...PolicyElement[]];
}

type Entries = Readonly<Record<string, v.GenericSchema>>;

const idOf = (path: string): string => path.replaceAll('.', '_');

const isOptional = (schema: v.GenericSchema): boolean =>
  schema.type === 'optional' || schema.type === 'exact_optional';

/** The default of a schema, also if the schema is wrapped again to make it optional. */
const defaultOf = (schema: v.GenericSchema): unknown => {
  const directDefault: unknown = v.getDefault(schema);
  if (directDefault !== undefined) return directDefault;
  return 'wrapped' in schema ? defaultOf(schema.wrapped as v.GenericSchema) : undefined;
};

const elementsOf = (
  path: readonly string[],
  schema: v.GenericSchema,
  isRequired: boolean,
): PolicyElement[] => {
  const kind = valueKindOf(schema);
  if (kind.kind === 'group')
    return Object.entries(kind.entries).flatMap(([name, inner]) =>
      elementsOf([...path, name], inner, !isOptional(inner)),
    );
  const dottedPath = path.join('.');
  return [
    {
      path: dottedPath,
      id: idOf(dottedPath),
      key: [POLICY_KEY, ...path.slice(0, -1)].join('\\'),
      valueName: path.at(-1) ?? '',
      kind,
      isRequired,
      default: defaultOf(schema),
    },
  ];
};

const policyOf = (
  path: readonly string[],
  schema: v.GenericSchema,
  category: TemplatePolicy['category'],
): TemplatePolicy => {
  const dottedPath = path.join('.');
  const [first, ...rest] = elementsOf(path, schema, true);
  if (!first) throw new Error(`${dottedPath} has no value`);
  // The only value of a policy is required: enabling the policy without it has no effect.
  const firstElement = rest.length === 0 ? { ...first, isRequired: true } : first;
  return { path: dottedPath, name: idOf(dottedPath), category, elements: [firstElement, ...rest] };
};

/** The policy file's reference to its schema, for editors. It is not a policy, so the templates omit it. */
const SCHEMA_REFERENCE_KEY = '$schema';

/** All policies, in the order of the schema. */
export const templatePolicies = (): readonly TemplatePolicy[] => {
  const { settings, ...kioskEntries } = policySchema.entries;
  const kind = valueKindOf(settings);
  const settingEntries: Entries = kind.kind === 'group' ? kind.entries : {};
  return [
    ...Object.entries(kioskEntries)
      .filter(([name]) => name !== SCHEMA_REFERENCE_KEY)
      .map(([name, schema]) => policyOf([name], schema, 'kiosk')),
    ...Object.entries(settingEntries).map(([name, schema]) =>
      policyOf(['settings', name], schema, 'settings'),
    ),
  ];
};
