import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicy } from '#main/settings/policy/read-policy.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'policy-'));
  file = path.join(folder, 'policy.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const writePolicy = (content: unknown): void =>
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
const readTestPolicy = (mustBeAdminOnly = false) => readPolicy({ file, mustBeAdminOnly });

describe('readPolicy', () => {
  it('returns none without a file and without a path for one', () => {
    expect(readTestPolicy()).toEqual({ kind: 'none' });
    expect(readPolicy({ file: null, mustBeAdminOnly: true })).toEqual({ kind: 'none' });
  });

  it('returns the values and the names of the settings that the file fixes', () => {
    writePolicy({ settings: { serviceUrl: 'https://kyc.bank.example', idleLockMinutes: 2 } });
    expect(readTestPolicy()).toMatchObject({
      kind: 'in-force',
      policy: { settings: { serviceUrl: 'https://kyc.bank.example', idleLockMinutes: 2 } },
      locked: { serviceUrl: 'policy-file', idleLockMinutes: 'policy-file' },
    });
  });

  it('reads a file that begins with a byte order mark', () => {
    writePolicy('\ufeff{"serviceHosts":["KYC.bank.example"]}');
    expect(readTestPolicy()).toMatchObject({
      policy: { serviceHosts: ['kyc.bank.example'] },
      locked: {},
    });
  });

  it.each<[string, unknown, object]>([
    ['text that is not JSON', '{', { problem: 'not-json' }],
    ['an array', [], { problem: 'not-json' }],
    ['an unknown name', { serviceHost: [] }, { valuePath: 'serviceHost' }],
    [
      'a setting that does not exist',
      { settings: { servceUrl: 'x' } },
      { valuePath: 'settings.servceUrl' },
    ],
    [
      'a setting with a wrong value',
      { settings: { training: 'no' } },
      { valuePath: 'settings.training' },
    ],
    [
      'a setting that is chosen at the counter',
      { settings: { scanner: {} } },
      { valuePath: 'settings.scanner' },
    ],
    ['a host with a path', { serviceHosts: ['bank.example/kyc'] }, { valuePath: 'serviceHosts.0' }],
    [
      'a missing file of certificate authorities',
      { certificateAuthorities: '/none' },
      { valuePath: 'certificateAuthorities' },
    ],
  ])('reports %s as unusable', (_case, content, expected) => {
    writePolicy(content);
    expect(readTestPolicy()).toMatchObject({ kind: 'unusable', ...expected });
  });

  it('reports a file that cannot be read', () => {
    mkdirSync(file);
    expect(readTestPolicy()).toEqual({
      kind: 'unusable',
      source: 'policy-file',
      problem: 'unreadable',
    });
  });

  it('returns the certificates of the configured file', () => {
    const authority = path.join(folder, 'ca.pem');
    const subject = ['-subj', '/CN=Policy Test CA', '-days', '2', '-nodes'];
    const key = path.join(folder, 'ca.key');
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', authority, ...subject],
      { stdio: 'ignore' },
    );
    writePolicy({ certificateAuthorities: authority });
    const state = readTestPolicy();
    expect(state.kind === 'in-force' ? state.certificates : []).toHaveLength(1);
    writeFileSync(authority, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(readTestPolicy()).toMatchObject({ valuePath: 'certificateAuthorities' });
  });
});

// Only the root account can create files that belong to an administrator.
describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'readPolicy with mustBeAdminOnly',
  () => {
    beforeEach(() => {
      chmodSync(folder, 0o755);
      writePolicy({});
      chmodSync(file, 0o644);
    });

    it('accepts a file of the root account in folders of the root account', () => {
      expect(readTestPolicy(true).kind).toBe('in-force');
    });

    it('refuses a file that others can write', () => {
      chmodSync(file, 0o646);
      expect(readTestPolicy(true)).toMatchObject({ kind: 'unusable', problem: 'not-admin-only' });
    });

    it('refuses a file in a folder that others can write', () => {
      chmodSync(folder, 0o777);
      expect(readTestPolicy(true)).toMatchObject({ kind: 'unusable', problem: 'not-admin-only' });
    });

    it('refuses a symbolic link', () => {
      const link = path.join(folder, 'link.json');
      symlinkSync(file, link);
      expect(readPolicy({ file: link, mustBeAdminOnly: true })).toMatchObject({
        kind: 'unusable',
        problem: 'not-admin-only',
      });
    });
  },
);
