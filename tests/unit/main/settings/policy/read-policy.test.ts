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

const write = (content: unknown): void =>
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
const read = (mustBeAdminOnly = false) => readPolicy({ file, mustBeAdminOnly });

describe('readPolicy', () => {
  it('returns none without a file and without a path for one', () => {
    expect(read()).toEqual({ kind: 'none' });
    expect(readPolicy({ file: null, mustBeAdminOnly: true })).toEqual({ kind: 'none' });
  });

  it('returns the values with the names that the file fixes', () => {
    write({ settings: { serviceUrl: 'https://kyc.bank.example', idleLockMinutes: 2 } });
    expect(read()).toMatchObject({
      kind: 'in-force',
      policy: { settings: { serviceUrl: 'https://kyc.bank.example', idleLockMinutes: 2 } },
      locked: { serviceUrl: 'policy-file', idleLockMinutes: 'policy-file' },
    });
  });

  it('reads a file that begins with a byte order mark', () => {
    write('\ufeff{"serviceHosts":["KYC.bank.example"]}');
    expect(read()).toMatchObject({ policy: { serviceHosts: ['kyc.bank.example'] }, locked: {} });
  });

  it.each<[string, unknown, object]>([
    ['text that is no JSON', '{', { problem: 'not-json' }],
    ['an array', [], { problem: 'not-json' }],
    ['a name that no policy has', { serviceHost: [] }, { place: 'serviceHost' }],
    [
      'a setting that does not exist',
      { settings: { servceUrl: 'x' } },
      { place: 'settings.servceUrl' },
    ],
    [
      'a setting with a wrong value',
      { settings: { training: 'no' } },
      { place: 'settings.training' },
    ],
    [
      'what a clerk chooses at the counter',
      { settings: { scanner: {} } },
      { place: 'settings.scanner' },
    ],
    ['a host with a path', { serviceHosts: ['bank.example/kyc'] }, { place: 'serviceHosts.0' }],
    [
      'authorities that are not there',
      { certificateAuthorities: '/none' },
      { place: 'certificateAuthorities' },
    ],
  ])('reports %s and applies no substitute', (_what, content, expected) => {
    write(content);
    expect(read()).toMatchObject({ kind: 'unusable', ...expected });
  });

  it('reports a file that cannot be read', () => {
    mkdirSync(file);
    expect(read()).toEqual({
      kind: 'unusable',
      source: 'policy-file',
      problem: 'unreadable',
    });
  });

  it('gives the certificates of the named file', () => {
    const authority = path.join(folder, 'ca.pem');
    const subject = ['-subj', '/CN=Policy Test CA', '-days', '2', '-nodes'];
    const key = path.join(folder, 'ca.key');
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', authority, ...subject],
      { stdio: 'ignore' },
    );
    write({ certificateAuthorities: authority });
    const state = read();
    expect(state.kind === 'in-force' ? state.certificates : []).toHaveLength(1);
    writeFileSync(authority, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(read()).toMatchObject({ place: 'certificateAuthorities' });
  });
});

// Root owns what it writes here; elsewhere nothing of the test's own is an administrator's.
describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'readPolicy where only an administrator may change the file',
  () => {
    beforeEach(() => {
      chmodSync(folder, 0o755);
      write({});
      chmodSync(file, 0o644);
    });

    it('accepts a file of root in folders of root', () => {
      expect(read(true).kind).toBe('in-force');
    });

    it('refuses a file that others can write', () => {
      chmodSync(file, 0o646);
      expect(read(true)).toMatchObject({ kind: 'unusable', problem: 'not-admin-only' });
    });

    it('refuses a file in a folder that others can write', () => {
      chmodSync(folder, 0o777);
      expect(read(true)).toMatchObject({ kind: 'unusable', problem: 'not-admin-only' });
    });

    it('refuses a link', () => {
      const link = path.join(folder, 'link.json');
      symlinkSync(file, link);
      expect(readPolicy({ file: link, mustBeAdminOnly: true })).toMatchObject({
        kind: 'unusable',
        problem: 'not-admin-only',
      });
    });
  },
);
