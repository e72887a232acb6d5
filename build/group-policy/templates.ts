/** Writes the templates for Group Policy: one ADMX file with the policies and one ADML file with the texts of each language. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { templatePolicies, type PolicyElement, type TemplatePolicy } from './policies.ts';
import { bn } from './texts-bn.ts';
import { en } from './texts-en.ts';
import type { PolicyText, TemplateTexts } from './texts.ts';
import { element, textElement, xmlDocument } from '#build/xml.ts';

const XMLNS = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';
const NAMESPACE = 'EkycBranchKiosk.Policies';
const VERSIONS = { revision: '1.0', schemaVersion: '1.0' } as const;
/** Maximum length of a list, and of a text for which the schema has no maximum. */
const MAX_TEXT_CHARS = 16_384;

const BASE_NAME = 'ekyc-branch-kiosk';
const languages = { 'en-US': en, 'bn-BD': bn } as const;

const stringRef = (id: string): string => `$(string.${id})`;
const decimalElement = (value: number): string => element('decimal', { value });
const optionId = (id: string, option: string | number): string =>
  `${id}_option_${String(option).replaceAll(/\W/g, '_')}`;

/** Whether Enabled and Disabled are the only values of the policy, so that it needs no element. */
const isSwitch = ({ elements }: TemplatePolicy): boolean =>
  elements.length === 1 && elements[0].kind.kind === 'switch';

const admxElement = ({ id, key, valueName, kind, isRequired }: PolicyElement): string => {
  const base = { id, key, valueName };
  const required = isRequired ? 'true' : undefined;
  switch (kind.kind) {
    case 'text':
      return element('text', { ...base, required, maxLength: kind.max ?? MAX_TEXT_CHARS });
    case 'number':
      return element('decimal', { ...base, required, minValue: kind.min, maxValue: kind.max });
    case 'switch':
      return element('boolean', base, [
        element('trueValue', {}, [decimalElement(1)]),
        element('falseValue', {}, [decimalElement(0)]),
      ]);
    case 'choice':
      return element(
        'enum',
        { ...base, required },
        kind.options.map((option) =>
          element('item', { displayName: stringRef(optionId(id, option)) }, [
            element('value', {}, [
              typeof option === 'number'
                ? decimalElement(option)
                : textElement('string', {}, option),
            ]),
          ]),
        ),
      );
    case 'lines':
    case 'json':
      return element('multiText', { ...base, required, maxLength: MAX_TEXT_CHARS });
  }
};

const admxPolicy = (policy: TemplatePolicy): string => {
  const { name, category, elements } = policy;
  const [first] = elements;
  const hasNoElements = isSwitch(policy);
  return element(
    'policy',
    {
      name,
      class: 'Machine',
      displayName: stringRef(name),
      explainText: stringRef(`${name}_explain`),
      presentation: hasNoElements ? undefined : `$(presentation.${name})`,
      key: first.key,
      valueName: hasNoElements ? first.valueName : undefined,
    },
    [
      element('parentCategory', { ref: category }),
      element('supportedOn', { ref: 'supported' }),
      ...(hasNoElements
        ? [
            element('enabledValue', {}, [decimalElement(1)]),
            element('disabledValue', {}, [decimalElement(0)]),
          ]
        : [element('elements', {}, elements.map(admxElement))]),
    ],
  );
};

const renderAdmx = (policies: readonly TemplatePolicy[]): string =>
  xmlDocument(
    element('policyDefinitions', { xmlns: XMLNS, ...VERSIONS }, [
      element('policyNamespaces', {}, [
        element('target', { prefix: 'kiosk', namespace: NAMESPACE }),
      ]),
      element('resources', { minRequiredRevision: '1.0' }),
      element('supportedOn', {}, [
        element('definitions', {}, [
          element('definition', { name: 'supported', displayName: stringRef('supported') }),
        ]),
      ]),
      element('categories', {}, [
        element('category', { name: 'kiosk', displayName: stringRef('product') }),
        element('category', { name: 'settings', displayName: stringRef('settings') }, [
          element('parentCategory', { ref: 'kiosk' }),
        ]),
      ]),
      element('policies', {}, policies.map(admxPolicy)),
    ]),
  );

const textOf = (texts: TemplateTexts, { path }: TemplatePolicy): PolicyText => {
  const name = path.replace(/^settings\./, '');
  const policyTexts = { ...texts.policies, ...texts.settingPolicies };
  return policyTexts[name as keyof typeof policyTexts];
};

/** The value that applies if the policy is not configured, as text; null if there is none. */
const defaultText = (
  texts: TemplateTexts,
  text: PolicyText,
  { kind, default: value }: PolicyElement,
): string | null => {
  if (kind.kind === 'switch') return value === true ? texts.on : texts.off;
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return value === '' ? null : (text.options?.[String(value)] ?? String(value));
};

const explainTextOf = (texts: TemplateTexts, policy: TemplatePolicy): string => {
  const text = textOf(texts, policy);
  const { elements } = policy;
  const value = elements.length === 1 ? defaultText(texts, text, elements[0]) : null;
  return value === null ? text.explain : `${text.explain} ${texts.withoutPolicy(value)}`;
};

const optionStrings = (text: PolicyText, { id, kind }: PolicyElement): string[] =>
  kind.kind === 'choice'
    ? kind.options.map((option) =>
        textElement(
          'string',
          { id: optionId(id, option) },
          text.options?.[String(option)] ?? String(option),
        ),
      )
    : [];

const labelOf = (text: PolicyText, policy: TemplatePolicy, { path }: PolicyElement): string => {
  if (path === policy.path) return text.name;
  const label = text.labels?.[path.slice(policy.path.length + 1)];
  if (label === undefined) throw new Error(`${path} has no label`);
  return label;
};

const presentationElement = (
  label: string,
  { id: refId, kind, default: value }: PolicyElement,
): string => {
  switch (kind.kind) {
    case 'text':
      return element('textBox', { refId }, [
        textElement('label', {}, label),
        ...(typeof value === 'string' && value !== ''
          ? [textElement('defaultValue', {}, value)]
          : []),
      ]);
    case 'number':
      return textElement(
        'decimalTextBox',
        { refId, defaultValue: typeof value === 'number' ? value : kind.min },
        label,
      );
    case 'switch':
      return textElement('checkBox', { refId, defaultChecked: String(value === true) }, label);
    case 'choice':
      return textElement(
        'dropdownList',
        {
          refId,
          noSort: 'true',
          defaultItem: Math.max(0, kind.options.indexOf(value as string | number)),
        },
        label,
      );
    case 'lines':
    case 'json':
      return textElement('multiTextBox', { refId }, label);
  }
};

const renderAdml = (policies: readonly TemplatePolicy[], texts: TemplateTexts): string => {
  const strings = policies.flatMap((policy) => {
    const text = textOf(texts, policy);
    return [
      textElement('string', { id: policy.name }, text.name),
      textElement('string', { id: `${policy.name}_explain` }, explainTextOf(texts, policy)),
      ...policy.elements.flatMap((each) => optionStrings(text, each)),
    ];
  });
  const presentations = policies
    .filter((policy) => !isSwitch(policy))
    .map((policy) =>
      element(
        'presentation',
        { id: policy.name },
        policy.elements.map((each) =>
          presentationElement(labelOf(textOf(texts, policy), policy, each), each),
        ),
      ),
    );
  return xmlDocument(
    element('policyDefinitionResources', { xmlns: XMLNS, ...VERSIONS }, [
      textElement('displayName', {}, texts.product),
      textElement('description', {}, texts.description),
      element('resources', {}, [
        element('stringTable', {}, [
          textElement('string', { id: 'product' }, texts.product),
          textElement('string', { id: 'settings' }, texts.settings),
          textElement('string', { id: 'supported' }, texts.supported),
          ...strings,
        ]),
        element('presentationTable', {}, presentations),
      ]),
    ]),
  );
};

/** Folder of the templates in the installed program. */
export const TEMPLATES_FOLDER = 'policy-templates';

interface TemplateFile {
  /** Path relative to the templates folder; the same as relative to `PolicyDefinitions` of Windows. */
  readonly file: string;
  readonly content: string;
}

export const policyTemplates = (): readonly TemplateFile[] => {
  const policies = templatePolicies();
  return [
    { file: `${BASE_NAME}.admx`, content: renderAdmx(policies) },
    ...Object.entries(languages).map(([language, texts]) => ({
      file: `${language}/${BASE_NAME}.adml`,
      content: renderAdml(policies, texts),
    })),
  ];
};

/** Writes all files below a folder. */
export const writePolicyTemplates = async (folder: string): Promise<void> => {
  for (const { file, content } of policyTemplates()) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
};
