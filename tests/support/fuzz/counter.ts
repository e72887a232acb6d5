/**
 * Composes the app without Electron for IPC fuzzing: the real handlers, store, imaging and card-reading processes, lock,
 * session, audit trail and log, in training mode with the built-in service.
 *
 * A test file that uses it replaces `electron` and `@napi-rs/keyring` by `fake-electron.ts` and the stand-in's keychain.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compose } from '#main/app/compose.ts';
import { createPaths } from '#main/app/paths.ts';
import { createRateLimit } from '#main/ipc/rate-limit.ts';
import { registerCalls } from '#main/ipc/register.ts';
import { createLog } from '#main/log/log.ts';
import { createSettings } from '#main/settings/settings.ts';
import { createCameraLease } from '#main/window/camera-lease.ts';
import { PAGE_ORIGIN, PAGE_URL } from '#main/window/protocol.ts';
import { lastingFaults } from '#shared/domain/training.ts';
import type { CallInput, CallOutput } from '#shared/ipc/contract.ts';
import { CHANNEL_PREFIX, type CallName } from '#shared/ipc/names.ts';
import type { Result } from '#shared/result.ts';
import { handlersByChannel } from './fake-electron.ts';
import { forkNodeChild } from '#tests/support/node-child.ts';

export const PIN = '135790';
export const LEAD_PIN = '246813';
export const CLERK_MOBILE = '01300000042';
const APP_FRAME = { url: PAGE_URL, parent: null };

export const counterStates = ['signed out', 'locked', 'open registration'] as const;
export type CounterState = (typeof counterStates)[number];

const root = path.resolve(import.meta.dirname, '../../..');
const helperEntries = {
  imaging: 'src/main/imaging/entry.ts',
  store: 'src/main/store/process/entry.ts',
  'card-reading': 'src/main/card-reading/entry.ts',
  wia: 'src/main/scanner/wia/entry.ts',
} as const;
/** Longer than the window of every rate limit, so that no message is refused for its rate. */
const CLOCK_STEP_MS = 120_000;

export interface FuzzCounter {
  /** Sends a message as the app's own page, unless another frame is given. */
  send(channel: string, input: unknown, frame?: unknown): Promise<Result<unknown>>;
  /** Returns the counter to a state that a message may have changed. */
  enter(state: CounterState): Promise<void>;
  /** Ids of registrations that the counter has. */
  readonly registrationIds: readonly string[];
  /** Text of the log and of the audit trail. */
  readRecords(): Promise<string>;
  stop(): Promise<void>;
}

const readAllFiles = async (folder: string): Promise<string> => {
  const directoryEntries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const files = directoryEntries.filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFile(path.join(entry.parentPath, entry.name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
};

/** Starts a counter with its own data folder and keychain file. */
export const startCounter = async (): Promise<FuzzCounter> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiosk-fuzz-'));
  const previousPath = process.env['PATH'];
  // Hides this machine's scanners, because every search for one takes a second.
  process.env['PATH'] = path.join(folder, 'no-programs');
  process.env['STANDIN_KEYCHAIN'] = path.join(folder, 'keychain.json');
  const data = path.join(folder, 'data');
  const paths = createPaths(path.join(root, 'out/main'), data);
  const log = createLog({ file: paths.logFile, stderr: false });
  const settings = await createSettings({
    dataDir: data,
    // Training mode needs no settings and has its own scanner.
    env: { KIOSK_TRAINING: '1', KIOSK_IDLE_LOCK_SECONDS: '0' },
  });
  const services = await compose({
    version: '0.0.0',
    paths,
    settings,
    log,
    forkHelper: (entry) => forkNodeChild(path.join(root, helperEntries[entry])),
    resolveProxy: async () => 'DIRECT',
    lease: createCameraLease(),
    printableContents: () => null,
    printers: () => null,
    onMounted: () => undefined,
    restart: () => undefined,
    lockdown: false,
    clearClipboard: () => undefined,
    leave: () => undefined,
    emit: () => undefined,
    sendToCustomer: () => undefined,
  });
  let clock = 0;
  registerCalls({
    handlers: services.handlers,
    pageOrigin: PAGE_ORIGIN,
    log,
    rateLimit: createRateLimit(() => clock),
    access: Promise.resolve(services.access),
  });
  const ids: string[] = [];

  const send: FuzzCounter['send'] = async (channel, input, frame = APP_FRAME) => {
    clock += CLOCK_STEP_MS;
    const handler = handlersByChannel.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler({ senderFrame: frame }, input);
  };
  const call = async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
    const result = (await send(CHANNEL_PREFIX + name, input)) as Result<CallOutput<N>>;
    if (!result.ok) throw new Error(`${name}: ${result.error.code}`);
    return result.data;
  };
  const signIn = async (): Promise<void> => {
    // A message may have switched on a fault, and some faults prevent the sign-in.
    for (const fault of lastingFaults) await call('training.setFault', { fault, on: false });
    await call('session.requestOtp', { mobile: CLERK_MOBILE });
    const otp = (await call('app.state', undefined)).training?.otp ?? '';
    await call('session.verifyOtp', { mobile: CLERK_MOBILE, otp });
    const { lock } = await call('app.state', undefined);
    if (lock.needsPin) await call('pin.choose', { pin: PIN });
    if (!lock.hasLeadPin) await call('lead.choose', { pin: LEAD_PIN });
  };
  const isUnlocked = (): boolean => services.access.check('unlocked') === null;

  return {
    send,
    registrationIds: ids,
    enter: async (state) => {
      const isSignedIn = services.access.check('clerk') === null;
      if (state === 'signed out') {
        if (isSignedIn) await call('session.signOut', undefined);
        return;
      }
      if (state === 'locked') {
        if (isSignedIn && !isUnlocked()) return;
        if (!isUnlocked()) await signIn();
        await call('pin.lock', undefined);
        return;
      }
      if (!isUnlocked()) await signIn();
      const { id } = await call('registration.start', undefined);
      if (!ids.includes(id)) ids.push(id);
    },
    readRecords: async () =>
      (await readAllFiles(path.dirname(paths.logFile))) +
      (await readAllFiles(path.join(data, 'training/audit'))),
    stop: async () => {
      await services.stop();
      process.env['PATH'] = previousPath;
      handlersByChannel.clear();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
