// @vitest-environment happy-dom
/** The templates for Group Policy: as committed, well-formed, complete, and writing what the app reads. */
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

const content = (file: string): string =>
  policyTemplates().find((each) => each.file === file)?.content ?? '';
const parse = (file: string): Document => {
  const parsed = new DOMParser().parseFromString(content(file), 'application/xml');
  expect(parsed.querySelector('parsererror')?.textContent ?? null).toBeNull();
  return parsed;
};
const all = (within: ParentNode, selector: string): Element[] => [
  ...within.querySelectorAll(selector),
];
const attribute = (element: Element, name: string): string => element.getAttribute(name) ?? '';

const ADMX = 'ekyc-branch-kiosk.admx';
const languages = ['en-US', 'bn-BD'] as const;
const adml = (language: string): Document => parse(`${language}/ekyc-branch-kiosk.adml`);

describe('the templates for Group Policy', () => {
  it.each(policyTemplates().map(({ file }) => file))(
    '%s is committed as it is generated',
    (file) => {
      expect(readFileSync(path.join(POLICY_TEMPLATES_FOLDER, file), 'utf8')).toBe(content(file));
    },
  );

  it('have a policy of the machine for every name of the schema', () => {
    const policies = all(parse(ADMX), 'policy');
    const { scanner: _scanner, camera: _camera, ...settings } = settingsSchema.entries;
    const { $schema: _schema, settings: _settings, ...others } = policySchema.entries;
    expect(policies.map((each) => attribute(each, 'name')).sort()).toEqual(
      [...Object.keys(others), ...Object.keys(settings).map((name) => `settings_${name}`)].sort(),
    );
    expect(new Set(policies.map((each) => attribute(each, 'class')))).toEqual(new Set(['Machine']));
  });

  it.each(languages)('have every text that they name in %s, with an explanation', (language) => {
    const named = [...content(ADMX).matchAll(/\$\((string|presentation)\.(\w+)\)/g)];
    const texts = adml(language);
    for (const [, kind = '', id = ''] of named) {
      const found = texts.querySelector(`${kind}[id="${id}"]`);
      expect(found?.textContent.trim(), id).toBeTruthy();
    }
    for (const policy of all(parse(ADMX), 'policy')) {
      const id = `${attribute(policy, 'name')}_explain`;
      expect(attribute(policy, 'explainText')).toBe(`$(string.${id})`);
      const explain = texts.querySelector(`string[id="${id}"]`)?.textContent ?? '';
      expect(explain.length, id).toBeGreaterThan(12);
      expect(explain, id).toMatch(language === 'en-US' ? /[a-z]{3}/ : /[\u0980-\u09ff]{3}/);
    }
    const ids = all(texts, 'string').map((each) => attribute(each, 'id'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(languages)('present every value that can be typed in %s', (language) => {
    const texts = adml(language);
    const elements = all(parse(ADMX), 'elements > *');
    expect(elements.length).toBeGreaterThan(20);
    for (const element of elements) {
      const shown = texts.querySelector(`[refId="${attribute(element, 'id')}"]`);
      expect(shown?.textContent.trim(), attribute(element, 'id')).toBeTruthy();
    }
  });
});

/** Writes a value as the editor of Group Policy does for an element. */
const dataFor = (element: Element, value: unknown): RegistryData => {
  const name = element.tagName;
  if (name === 'boolean' || name === 'policy') return value === true ? 1 : 0;
  if (name === 'multiText') {
    const isLines = Array.isArray(value) && value.every((each) => typeof each === 'string');
    return isLines ? value : JSON.stringify(value, null, 1).split('\n');
  }
  return value as string | number;
};

class FakeRegistry {
  readonly root = { values: new Map<string, RegistryData>(), keys: new Map<string, RegistryKey>() };
  put(key: string, name: string, data: RegistryData): void {
    expect(key.startsWith(POLICY_KEY)).toBe(true);
    let at = this.root;
    for (const part of key.slice(POLICY_KEY.length).split('\\').filter(Boolean)) {
      const next = at.keys.get(part) ?? { values: new Map(), keys: new Map() };
      at.keys.set(part, next);
      at = next as typeof this.root;
    }
    at.values.set(name, data);
  }
}

const example = {
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
  const keys = new FakeRegistry();
  const valueAt = (place: string): unknown =>
    place.split('_').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], example);
  for (const policy of all(parse(ADMX), 'policy')) {
    const name = attribute(policy, 'name');
    // Its value is the path of a file that is read at once, and the example has no such file.
    if (name === 'certificateAuthorities') continue;
    const elements = all(policy, 'elements > *');
    if (elements.length === 0)
      keys.put(
        attribute(policy, 'key'),
        attribute(policy, 'valueName'),
        dataFor(policy, valueAt(name)),
      );
    for (const element of elements)
      keys.put(
        attribute(element, 'key'),
        attribute(element, 'valueName'),
        dataFor(element, valueAt(attribute(element, 'id'))),
      );
  }
  const state = readPolicy({ file: null, mustBeAdminOnly: false, registry: keys.root });
  expect(state).toMatchObject({ kind: 'in-force', policy: example });
});
