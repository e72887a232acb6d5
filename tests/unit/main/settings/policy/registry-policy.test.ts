/** Tests the policy in the registry: the types of its values, and its precedence over the policy file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyProblemOf, readPolicy } from '#main/settings/policy/read-policy.ts';
import { createSettings } from '#main/settings/settings.ts';
import { err } from '#shared/result.ts';
import { createRegistryKey, type SampleKey } from './registry-sample.ts';

const readSample = (sample: SampleKey, file: string | null = null) =>
  readPolicy({ file, mustBeAdminOnly: false, registry: createRegistryKey(sample) });

describe('policy in the registry', () => {
  it('contains texts, numbers, switches, choices, lists, groups and JSON like the file', () => {
    const state = readSample({
      organisation: { en: 'Bank IT', bn: 'ব্যাংক IT' },
      contact: '01300009999',
      serviceHosts: ['kyc.bank.example', '*.giga.example'],
      leadPin: { resetBefore: '2026-12-01T09:00:00+06:00' },
      settings: {
        serviceUrl: 'https://kyc.bank.example',
        bank: { en: 'A Bank', bn: 'ক ব্যাংক' },
        idleLockMinutes: 3,
        training: 0,
        textSize: 125,
        locale: 'en',
        setup: { offered: 0, skipped: ['camera'] },
        saneOptions: '{"pnm:0": ["--source=ADF"]}',
        esclScanners: ['[{"url": "https://10.1.2.3/eSCL",', ' "name": "Front desk"}]'],
      },
    });
    expect(state).toMatchObject({
      kind: 'in-force',
      policy: {
        organisation: { en: 'Bank IT', bn: 'ব্যাংক IT' },
        contact: '01300009999',
        serviceHosts: ['kyc.bank.example', '*.giga.example'],
        leadPin: { resetBefore: '2026-12-01T09:00:00+06:00' },
        settings: {
          serviceUrl: 'https://kyc.bank.example',
          bank: { en: 'A Bank', bn: 'ক ব্যাংক' },
          idleLockMinutes: 3,
          training: false,
          textSize: 125,
          locale: 'en',
          setup: { offered: false, skipped: ['camera'], tested: false },
          saneOptions: { 'pnm:0': ['--source=ADF'] },
          esclScanners: [{ url: 'https://10.1.2.3/eSCL', name: 'Front desk' }],
        },
      },
      locked: { training: 'group-policy', esclScanners: 'group-policy' },
    });
  });

  it('is read with names in any capitalisation, because the registry does not distinguish it', () => {
    expect(
      readSample({ SETTINGS: { ServiceURL: 'https://a.example', BANK: { EN: 'A', BN: 'ক' } } }),
    ).toMatchObject({
      policy: { settings: { serviceUrl: 'https://a.example', bank: { en: 'A', bn: 'ক' } } },
      locked: { serviceUrl: 'group-policy', bank: 'group-policy' },
    });
  });

  it('is none when its key has no value, as Group Policy leaves it after a removal', () => {
    expect(readSample({})).toEqual({ kind: 'none' });
    expect(readSample({ settings: { bank: {} }, leadPin: {} })).toEqual({ kind: 'none' });
  });

  it.each<[string, SampleKey, string]>([
    ['a number as text', { settings: { idleLockMinutes: '3' } }, 'settings.idleLockMinutes'],
    ['a text as number', { settings: { branchCode: 142 } }, 'settings.branchCode'],
    ['a switch that is neither 0 nor 1', { settings: { training: 2 } }, 'settings.training'],
    ['a switch as text', { settings: { training: '1' } }, 'settings.training'],
    ['a list as one text', { serviceHosts: 'kyc.bank.example' }, 'serviceHosts'],
    [
      'a value of a type that no policy uses',
      { settings: { helpline: null } },
      'settings.helpline',
    ],
    ['a group as value', { settings: { bank: 'A Bank' } }, 'settings.bank'],
    ['a value as group', { contact: { en: 'x' } }, 'contact'],
    ['an incomplete group', { settings: { bank: { en: 'A Bank' } } }, 'settings.bank.bn'],
    [
      'a number beyond its limit',
      { settings: { idleLockMinutes: 4_294_967_295 } },
      'settings.idleLockMinutes',
    ],
    ['a choice that does not exist', { settings: { textSize: 110 } }, 'settings.textSize'],
    ['text that is not JSON', { settings: { saneOptions: '{' } }, 'settings.saneOptions'],
    ['JSON with a wrong structure', { settings: { esclScanners: '{}' } }, 'settings.esclScanners'],
    ['an unknown name', { serviceHost: 'x' }, 'serviceHost'],
    ['a setting that does not exist', { settings: { servceUrl: 'x' } }, 'settings.servceUrl'],
    ['a subkey that does not exist', { setings: { training: 1 } }, 'setings'],
    [
      'a setting that is chosen at the counter',
      { settings: { scanner: { dpi: 300 } } },
      'settings.scanner',
    ],
    [
      'a missing file of certificate authorities',
      { certificateAuthorities: '/none' },
      'certificateAuthorities',
    ],
  ])('reports %s as unusable', (_case, sample, place) => {
    const state = readSample(sample);
    expect(state).toEqual({
      kind: 'unusable',
      source: 'group-policy',
      problem: 'wrong-value',
      valuePath: place,
    });
    expect(policyProblemOf(state)).toBe(`HKLM: ${place}`);
  });

  it('leaves the counter without a service address when it cannot be read', async () => {
    const policy = readPolicy({ file: null, mustBeAdminOnly: false, registry: 'unreadable' });
    expect(policyProblemOf(policy)).toBe('HKLM: unreadable');
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'unreadable-'));
    const settings = await createSettings({ dataDir, env: {}, policy });
    rmSync(dataDir, { recursive: true });
    expect(settings.get().serviceUrl).toBe('');
    expect(settings.lockOf('serviceUrl')).toBe('group-policy');
  });
});

describe('policy in the registry and in a file', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'registry-policy-'));
    file = path.join(folder, 'policy.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const writePolicyFile = (content: object): void => writeFileSync(file, JSON.stringify(content));

  it('has each value of the registry, and the other values of the file', async () => {
    writePolicyFile({
      contact: 'from the file',
      serviceHosts: ['file.example'],
      settings: { branchCode: '0001', counterNumber: '4', bank: { en: 'File', bn: 'ফাইল' } },
    });
    const policy = readSample(
      {
        contact: 'from the registry',
        settings: { branchCode: '0142', bank: { en: 'Registry', bn: 'রেজিস্ট্রি' } },
      },
      file,
    );
    expect(policy).toMatchObject({
      policy: {
        contact: 'from the registry',
        serviceHosts: ['file.example'],
        settings: {
          branchCode: '0142',
          counterNumber: '4',
          bank: { en: 'Registry', bn: 'রেজিস্ট্রি' },
        },
      },
    });
    const settings = await createSettings({ dataDir: folder, env: {}, policy });
    expect(settings.get().branchCode).toBe('0142');
    expect(settings.lockOf('branchCode')).toBe('group-policy');
    expect(settings.lockOf('counterNumber')).toBe('policy-file');
    expect(settings.lockOf('helpline')).toBeNull();
    expect(await settings.update({ branchCode: '9' })).toEqual(err('CFG-LOCKED'));
    expect(await settings.update({ counterNumber: '9' })).toEqual(err('CFG-LOCKED'));
  });

  it('does not combine one value from both', () => {
    writePolicyFile({ settings: { bank: { en: 'File', bn: 'ফাইল' } } });
    expect(readSample({ settings: { bank: { en: 'Registry' } } }, file)).toMatchObject({
      kind: 'unusable',
      source: 'group-policy',
      valuePath: 'settings.bank.bn',
    });
  });

  it('reports a wrong value of the file although the registry overrides it', () => {
    writePolicyFile({ settings: { idleLockMinutes: 'never' } });
    expect(readSample({ settings: { idleLockMinutes: 3 } }, file)).toEqual({
      kind: 'unusable',
      source: 'policy-file',
      problem: 'wrong-value',
      valuePath: 'settings.idleLockMinutes',
    });
  });

  it('uses the name of an earlier version in the file below the current one in the registry', () => {
    writePolicyFile({ settings: { counter: '9' } });
    expect(readSample({ settings: { counterNumber: '3' } }, file)).toMatchObject({
      policy: { settings: { counterNumber: '3' } },
      locked: { counterNumber: 'group-policy' },
    });
  });
});
