/**
 * Client of the store process with the `Store` interface. A crash of the process loses no acknowledged write: the next call
 * restarts it, and a write whose response was lost is looked up.
 */
import * as v from 'valibot';
import { storeNotice, storeNoticeParams } from '#shared/ipc/schemas/store.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { compactCopy } from '#main/process/compact-copy.ts';
import { createHelper, type Helper, type HelperDeps } from '#main/process/helper.ts';
import type { OpenedStoreFile, StoreFileOptions } from '#main/store/open-store-file.ts';
import { storeCalls, type StoreCall } from './calls.ts';
import type { RegistrationChange, Store } from '#main/store/port.ts';

export interface StoreClientDeps {
  readonly fork: HelperDeps['fork'];
  readonly log: Log;
  /** Time limit of one call; a disk that takes longer is treated as failed. */
  readonly timeoutMs?: number;
}

export interface StoreNotice {
  readonly notice: NonNullable<OpenedStoreFile['notice']>;
  readonly params: OpenedStoreFile['params'];
}

export interface StoreClient {
  /** Like `openStoreFile`, but the returned store runs in the process. */
  readonly open: (options: StoreFileOptions) => Promise<Result<OpenedStoreFile>>;
  /**
   * Checks every page of the open store in a second process, if the check was deferred at its opening. A damaged store is closed
   * and opened again, which salvages it.
   * @returns the notice about a damaged store; null when it is intact or cannot be checked now.
   */
  readonly checkFile: () => Promise<StoreNotice | null>;
  /** Closes the store in order and ends the process. */
  readonly stop: () => Promise<void>;
}

/** The parameter `state` in the failure of a restarted process that has not opened the store yet; the call then had no effect. */
export const NOT_OPEN = 'not-open';

const TIMEOUT_MS = 60_000;
/** Calls that read or write a whole store. */
const slowCalls: ReadonlySet<StoreCall> = new Set<StoreCall>([
  'rotate',
  'restoreWithRecoveryKey',
  'transferOut',
  'transferIn',
]);
/** Long, because a damaged store is salvaged record by record. */
const OPEN_TIMEOUT_MS = 15 * 60_000;

const openResponse = v.nullable(
  v.object({
    notice: v.nullable(storeNotice),
    params: v.nullable(storeNoticeParams),
    byOtherKey: v.boolean(),
    checked: v.boolean(),
  }),
);

const withCompactParts = (change: RegistrationChange): RegistrationChange =>
  change.parts
    ? {
        ...change,
        parts: Object.fromEntries(
          Object.entries(change.parts).map(([name, bytes]) => [name, bytes && compactCopy(bytes)]),
        ),
      }
    : change;

export const createStoreClient = ({
  fork,
  log,
  timeoutMs = TIMEOUT_MS,
}: StoreClientDeps): StoreClient => {
  const helper = createHelper({ fork, timeoutMs, failureCode: 'STORE-WRITE', log });

  let isStarted = false;
  /** Options of the open store. */
  let options: StoreFileOptions | null = null;
  let isChecked = true;
  /** Second process, which checks the whole file. */
  let checkingHelper: Helper | null = null;

  const openInProcess = async ({
    dataDir,
    masterKey,
    otherKey,
    deferCheck = true,
    minimumMark,
  }: StoreFileOptions): Promise<Result<v.InferOutput<typeof openResponse>>> => {
    isStarted = true;
    const keys = {
      masterKey: compactCopy(masterKey),
      ...(otherKey && { otherKey: compactCopy(otherKey) }),
    };
    const response = await helper.request(
      'open',
      { dataDir, deferCheck, ...(minimumMark && { minimumMark }), ...keys },
      OPEN_TIMEOUT_MS,
    );
    if (!response.ok) return response;
    const opened = v.parse(openResponse, response.data);
    if (opened) isChecked = opened.checked;
    return ok(opened);
  };

  const createStore = (initialOptions: StoreFileOptions): Store => {
    options = initialOptions;
    const call = async (name: StoreCall, args: unknown[]): Promise<Result<unknown>> => {
      const timeLimitMs = slowCalls.has(name) ? OPEN_TIMEOUT_MS : timeoutMs;
      const firstResponse = await helper.request('call', { name, args }, timeLimitMs);
      if (firstResponse.ok || firstResponse.error.params?.['state'] !== NOT_OPEN)
        return firstResponse;
      const opened = await openInProcess(options ?? initialOptions);
      if (!opened.ok) return opened;
      if (opened.data?.notice) log.error('store.state-mismatch', { code: opened.data.notice });
      return helper.request('call', { name, args }, timeLimitMs);
    };
    const remote = Object.fromEntries(
      storeCalls.map((name) => [name, (...args: unknown[]) => call(name, args)]),
    ) as unknown as Pick<Store, StoreCall>;
    return {
      ...remote,
      persistent: true,
      create: async (draft) => {
        const created = await remote.create(draft);
        if (created.ok || created.error.code !== 'STORE-WRITE') return created;
        // The response may have been lost after the write; a created draft is the open registration.
        const id = await remote.openId();
        const found = id.ok && id.data !== null ? await remote.get(id.data) : created;
        return found.ok &&
          found.data.rev === 0 &&
          found.data.state === 'draft' &&
          found.data.createdAt === draft.at
          ? found
          : created;
      },
      write: async (seen, change, at) => {
        const written = await remote.write(seen, withCompactParts(change), at);
        if (written.ok || written.error.code !== 'STORE-WRITE') return written;
        // There is no other writer, so the next revision with this time is this write.
        const found = await remote.get(seen.id);
        return found.ok && found.data.rev === seen.rev + 1 && found.data.updatedAt === at
          ? found
          : written;
      },
      part: async (id, name) => {
        const bytes = await remote.part(id, name);
        return bytes.ok && bytes.data
          ? ok(Buffer.from(bytes.data.buffer, bytes.data.byteOffset, bytes.data.byteLength))
          : bytes;
      },
      usesKey: (masterKey) => remote.usesKey(compactCopy(masterKey)),
      noteRecovery: (note) =>
        remote.noteRecovery('box' in note ? { ...note, box: compactCopy(note.box) } : note),
      rotate: async (masterKey) => {
        // After a crash during the rotation the process is restarted with both keys, because either may be that of the store.
        const before = options ?? initialOptions;
        options = { ...before, otherKey: masterKey };
        const rotated = await remote.rotate(compactCopy(masterKey));
        if (!rotated.ok && rotated.error.code !== 'STORE-WRITE') return rotated;
        if (rotated.ok) {
          options = {
            ...before,
            masterKey,
            otherKey: rotated.data.anchored ? undefined : before.masterKey,
          };
          return rotated;
        }
        const usesNewKey = await remote.usesKey(compactCopy(masterKey));
        // The anchor may still be sealed with the former key.
        return usesNewKey.ok && usesNewKey.data ? ok({ anchored: false }) : rotated;
      },
      close: () => void stop(),
    };
  };

  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      // The checking process is stopped first, because the last connection to be closed merges the journal into the file.
      await checkingHelper?.stop();
      if (isStarted) await helper.request('close', null);
      await helper.stop();
    })();
    return stopping;
  };

  const checkFile: StoreClient['checkFile'] = async () => {
    if (!options || isChecked || checkingHelper || stopping) return null;
    checkingHelper = createHelper({
      fork,
      timeoutMs: OPEN_TIMEOUT_MS,
      failureCode: 'STORE-WRITE',
      log,
    });
    const found = await checkingHelper.request('check', { dataDir: options.dataDir });
    await checkingHelper.stop();
    checkingHelper = null;
    if (!found.ok) return null;
    isChecked = true;
    if (found.data === true) return null;
    log.error('store.damaged', { code: 'STORE-DAMAGED' });
    const withCheck = { ...options, deferCheck: false };
    options = withCheck;
    await helper.request('close', null);
    const opened = await openInProcess(withCheck);
    return opened.ok && opened.data?.notice
      ? { notice: opened.data.notice, params: opened.data.params }
      : null;
  };

  return {
    open: async ({ minimumMark, ...options }) => {
      // A restarted process opens without `minimumMark`: the comparison with the keychain is made once.
      const opened = await openInProcess({ ...options, ...(minimumMark && { minimumMark }) });
      return opened.ok
        ? ok({
            store: createStore(options),
            notice: opened.data?.notice ?? null,
            params: opened.data?.params ?? null,
            byOtherKey: opened.data?.byOtherKey ?? false,
            checked: opened.data?.checked ?? true,
          })
        : opened;
    },
    checkFile,
    stop,
  };
};
