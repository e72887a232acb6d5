import { describe, expect, it } from 'vitest';
import { resolveMachine, refusedArguments } from '#main/app/machine.ts';

const hostileEnv = {
  KIOSK_DATA_DIR: '/home/clerk/data',
  KIOSK_POLICY_FILE: '/home/clerk/policy.json',
  EKYC_BASE_URL: 'https://evil.example',
  KIOSK_IDLE_LOCK_SECONDS: '0',
  KIOSK_TRAINING: '1',
  ProgramData: 'D:\\clerk',
};

describe('resolveMachine', () => {
  it('uses paths and values of the environment when the app is not packaged', () => {
    const machine = resolveMachine({
      packaged: false,
      platform: 'linux',
      appPath: '/src',
      env: hostileEnv,
    });
    expect(machine).toEqual({
      dataFolder: '/home/clerk/data',
      policyFile: '/home/clerk/policy.json',
      policyKey: null,
      lockdown: false,
      env: hostileEnv,
    });
  });

  it.each([
    {
      platform: 'win32' as const,
      appPath: 'C:\\Program Files\\eKYC Branch Kiosk\\resources\\app.asar',
      dataFolder: 'C:\\ProgramData\\eKYC Branch Kiosk',
      policyFile: 'C:\\Program Files\\eKYC Branch Kiosk\\policy.json',
      policyKey: 'SOFTWARE\\Policies\\eKYC Branch Kiosk',
    },
    {
      platform: 'linux' as const,
      appPath: '/opt/ekyc-branch-kiosk/resources/app.asar',
      dataFolder: '/var/lib/ekyc-branch-kiosk',
      policyFile: '/etc/ekyc-branch-kiosk/policy.json',
      policyKey: null,
    },
  ])(
    'ignores the environment of a packaged app on $platform',
    ({ platform, appPath, ...paths }) => {
      const machine = resolveMachine({ packaged: true, platform, appPath, env: hostileEnv });
      expect(machine).toEqual({ ...paths, lockdown: true, env: {} });
    },
  );
});

describe('refusedArguments', () => {
  const appPath = '/opt/ekyc-branch-kiosk/resources/app.asar';
  it.each([
    ['--remote-debugging-port=9222', '--remote-debugging-port'],
    ['--remote-debugging-pipe', '--remote-debugging-pipe'],
    ['--inspect-brk', '--inspect-brk'],
    ['--js-flags=--expose-gc', '--js-flags'],
    ['--no-sandbox', '--no-sandbox'],
    ['--user-data-dir=/tmp/x', '--user-data-dir'],
    ['--host-resolver-rules=MAP * 127.0.0.1', '--host-resolver-rules'],
    ['--ignore-certificate-errors', '--ignore-certificate-errors'],
    ['--proxy-server=127.0.0.1:1', '--proxy-server'],
    ['-r', '-r'],
    ['other.js', 'other.js'],
  ])('refuses %s', (argument, name) => {
    expect(refusedArguments([argument], appPath)).toEqual([name]);
  });

  it('refuses nothing when the app is started without options', () => {
    expect(refusedArguments([], appPath)).toEqual([]);
    expect(refusedArguments([`${appPath}/out/main/index.js`], appPath)).toEqual([]);
  });
});
