// @vitest-environment happy-dom
/** Tests that the committed templates for Group Policy are well-formed and complete, and write what the app reads. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyTemplates } from '#build/group-policy/templates.ts';
import { POLICY_TEMPLATES_FOLDER } from '#build/policy-schema.ts';
import { POLICY_KEY } from '#main/app/machine.ts';
import { readPolicy } from '#main/settings/policy/read-policy.ts';
import type { RegistryData, RegistryKey } from '#main/settings/policy/registry-key.ts';
import { policySchema } from '#main/settings/policy/schema.ts';
import { settingsSchema } from '#main/settings/schema.ts';

const readTemplate = (file: string): string =>
  policyTemplates().find((template) => template.file === file)?.content ?? '';
const parseTemplate = (file: string): Document => {
  const parsed = new DOMParser().parseFromString(readTemplate(file), 'application/xml');
  expect(parsed.querySelector('parsererror')?.textContent ?? null).toBeNull();
  return parsed;
};
const queryAll = (within: ParentNode, selector: string): Element[] => [
  ...within.querySelectorAll(selector),
];
const attribute = (element: Element, name: string): string => element.getAttribute(name) ?? '';

const ADMX = 'ekyc-branch-kiosk.admx';
const LANGUAGES = ['en-US', 'bn-BD'] as const;
const parseAdml = (language: string): Document =>
  parseTemplate(`${language}/ekyc-branch-kiosk.adml`);

describe('the templates for Group Policy', () => {
  it.each(policyTemplates().map(({ file }) => file))(
    '%s is committed as it is generated',
    (file) => {
      expect(readFileSync(path.join(POLICY_TEMPLATES_FOLDER, file), 'utf8')).toBe(
        readTemplate(file),
      );
    },
  );

  it('have a policy of the machine for every name of the schema', () => {
    const policies = queryAll(parseTemplate(ADMX), 'policy');
    const { scanner: _scanner, camera: _camera, ...settings } = settingsSchema.entries;
    const { $schema: _schema, settings: _settings, ...otherNames } = policySchema.entries;
    expect(policies.map((element) => attribute(element, 'name')).sort()).toEqual(
      [
        ...Object.keys(otherNames),
        ...Object.keys(settings).map((name) => `settings_${name}`),
      ].sort(),
    );
    expect(new Set(policies.map((element) => attribute(element, 'class')))).toEqual(
      new Set(['Machine']),
    );
  });

  it.each(LANGUAGES)('have every text that they name in %s, with an explanation', (language) => {
    const references = [...readTemplate(ADMX).matchAll(/\$\((string|presentation)\.(\w+)\)/g)];
    const texts = parseAdml(language);
    for (const [, kind = '', id = ''] of references) {
      const element = texts.querySelector(`${kind}[id="${id}"]`);
      expect(element?.textContent.trim(), id).toBeTruthy();
    }
    for (const policy of queryAll(parseTemplate(ADMX), 'policy')) {
      const id = `${attribute(policy, 'name')}_explain`;
      expect(attribute(policy, 'explainText')).toBe(`$(string.${id})`);
      const explanation = texts.querySelector(`string[id="${id}"]`)?.textContent ?? '';
      expect(explanation.length, id).toBeGreaterThan(12);
      expect(explanation, id).toMatch(language === 'en-US' ? /[a-z]{3}/ : /[\u0980-\u09ff]{3}/);
    }
    const ids = queryAll(texts, 'string').map((element) => attribute(element, 'id'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(LANGUAGES)('present every value that can be typed in %s', (language) => {
    const texts = parseAdml(language);
    const elements = queryAll(parseTemplate(ADMX), 'elements > *');
    expect(elements.length).toBeGreaterThan(20);
    for (const element of elements) {
      const presentation = texts.querySelector(`[refId="${attribute(element, 'id')}"]`);
      expect(presentation?.textContent.trim(), attribute(element, 'id')).toBeTruthy();
    }
  });
});

/** Converts a value to the data that the editor of Group Policy writes for an element. */
const toRegistryData = (element: Element, value: unknown): RegistryData => {
  const name = element.tagName;
  if (name === 'boolean' || name === 'policy') return value === true ? 1 : 0;
  if (name === 'multiText') {
    const isTextList = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return isTextList ? value : JSON.stringify(value, null, 1).split('\n');
  }
  return value as string | number;
};

class FakeRegistry {
  readonly root = { values: new Map<string, RegistryData>(), keys: new Map<string, RegistryKey>() };
  put(key: string, name: string, data: RegistryData): void {
    expect(key.startsWith(POLICY_KEY)).toBe(true);
    let currentKey = this.root;
    for (const keyName of key.slice(POLICY_KEY.length).split('\\').filter(Boolean)) {
      const subkey = currentKey.keys.get(keyName) ?? { values: new Map(), keys: new Map() };
      currentKey.keys.set(keyName, subkey);
      currentKey = subkey as typeof this.root;
    }
    currentKey.values.set(name, data);
  }
}

const EXAMPLE_POLICY = {
  organisation: { en: 'Bank IT', bn: 'ব্যাংক IT' },
  contact: '01300009999',
  serviceHosts: ['kyc.bank.example', '*.giga.example'],
  leadPin: { resetBefore: '2026-12-01T09:00:00+06:00' },
  updateShare: {
    folder: '\\\\server\\ekyc-update',
    publicKeys: ['MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='],
  },
  settings: {
    serviceUrl: 'https://kyc.bank.example',
    locale: 'en',
    bank: { en: 'A Bank', bn: 'ক ব্যাংক' },
    branch: { en: 'B Branch', bn: 'খ শাখা' },
    branchCode: '0142',
    counterNumber: '3',
    helpline: '16000',
    saneOptions: { 'pnm:0': ['--source=ADF'] },
    esclScanners: [{ url: 'https://10.1.2.3/eSCL', name: 'Front desk' }],
    scanFolder: 'C:\\Scans',
    wedge: { prefix: '~', suffix: '#' },
    printer: 'Office',
    slipSize: 'a4',
    autoPrintSlip: true,
    customerDisplay: 'second',
    onScreenKeyboard: 'always',
    sounds: true,
    logExport: 'full',
    exchangeFolders: ['/srv/exchange', '/srv/other'],
    textSize: 125,
    contrast: 'high',
    setup: { offered: false, skipped: ['camera', 'printer'], tested: true },
    idleLockMinutes: 3,
    sessionHours: 8,
    shellLauncher: true,
    training: false,
    quietPeriodMs: 600_000,
    purgeGraceMs: 3_600_000,
    retentionDays: 7,
    professions: [{ en: 'Farmer', bn: 'কৃষক' }],
    nomineeRelations: [{ en: 'Son', bn: 'পুত্র' }],
  },
};

it('the templates write every value so that the app reads it', () => {
  const registry = new FakeRegistry();
  const exampleValue = (id: string): unknown =>
    id
      .split('_')
      .reduce<unknown>((parent, name) => (parent as Record<string, unknown>)[name], EXAMPLE_POLICY);
  for (const policy of queryAll(parseTemplate(ADMX), 'policy')) {
    const name = attribute(policy, 'name');
    // The value is the path of a file that is read at once, and the example has no such file.
    if (name === 'certificateAuthorities') continue;
    const elements = queryAll(policy, 'elements > *');
    if (elements.length === 0)
      registry.put(
        attribute(policy, 'key'),
        attribute(policy, 'valueName'),
        toRegistryData(policy, exampleValue(name)),
      );
    for (const element of elements)
      registry.put(
        attribute(element, 'key'),
        attribute(element, 'valueName'),
        toRegistryData(element, exampleValue(attribute(element, 'id'))),
      );
  }
  const state = readPolicy({ file: null, mustBeAdminOnly: false, registry: registry.root });
  expect(state).toMatchObject({ kind: 'in-force', policy: EXAMPLE_POLICY });
});
