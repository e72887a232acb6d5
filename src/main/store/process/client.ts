/**
 * Client of the store process with the `Store` interface. A crash of the process loses no acknowledged write: the next call
 * restarts it, and a write whose answer was lost is looked up.
 */
import * as v from 'valibot';
import { storeNotice, storeNoticeParams } from '#shared/ipc/schemas/store.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { compactCopy } from '#main/process/compact-copy.ts';
import { createHelper, type Helper, type HelperDeps } from '#main/process/helper.ts';
import type { OpenedFile, OpenFileOptions } from '#main/store/open-store-file.ts';
import { storeCalls, type StoreCall } from './calls.ts';
import type { Change, Store } from '#main/store/port.ts';

export interface StoreClientDeps {
  readonly fork: HelperDeps['fork'];
  readonly log: Log;
  /** For one question. A disk that takes longer than this is as good as broken. */
  readonly timeoutMs?: number;
}

export interface StoreNotice {
  readonly notice: NonNullable<OpenedFile['notice']>;
  readonly params: OpenedFile['params'];
}

export interface StoreClient {
  /** As `openFile`; the store that it gives answers from the process. */
  readonly open: (options: OpenFileOptions) => Promise<Result<OpenedFile>>;
  /**
   * Checks every page of the store that is open, in a second process beside the one that answers, if its opening left that
   * out. A damaged store is closed and opened again, which salvages it.
   * @returns what happened to the store then; null when it is sound or cannot be checked now.
   */
  readonly checkFile: () => Promise<StoreNotice | null>;
  /** Closes the store in order and ends the process. */
  readonly stop: () => Promise<void>;
}

/** Answer of a restarted process that has not opened the store yet: nothing was done. */
export const NOT_OPEN = 'not-open';

const TIMEOUT_MS = 60_000;
/** These go through the whole store, or through another one. */
const slowCalls: ReadonlySet<StoreCall> = new Set<StoreCall>([
  'rotate',
  'takeBack',
  'transferOut',
  'transferIn',
]);
/** A damaged store is read through record by record. */
const OPEN_TIMEOUT_MS = 15 * 60_000;

const openAnswer = v.nullable(
  v.object({
    notice: v.nullable(storeNotice),
    params: v.nullable(storeNoticeParams),
    byOtherKey: v.boolean(),
    checked: v.boolean(),
  }),
);

const packed = (change: Change): Change =>
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
  const helper = createHelper({ fork, timeoutMs, failure: 'STORE-WRITE', log });

  let started = false;
  /** Of the store that is open. */
  let options: OpenFileOptions | null = null;
  let checked = true;
  /** Reads the whole file beside the process that answers. */
  let checker: Helper | null = null;

  const openThere = async ({
    dataDir,
    masterKey,
    otherKey,
    deferCheck = true,
    least,
  }: OpenFileOptions): Promise<Result<v.InferOutput<typeof openAnswer>>> => {
    started = true;
    const keys = {
      masterKey: compactCopy(masterKey),
      ...(otherKey && { otherKey: compactCopy(otherKey) }),
    };
    const answer = await helper.request(
      'open',
      { dataDir, deferCheck, ...(least && { least }), ...keys },
      OPEN_TIMEOUT_MS,
    );
    if (!answer.ok) return answer;
    const opened = v.parse(openAnswer, answer.data);
    if (opened) checked = opened.checked;
    return ok(opened);
  };

  const createStore = (opening: OpenFileOptions): Store => {
    options = opening;
    const ask = async (name: StoreCall, args: unknown[]): Promise<Result<unknown>> => {
      const timeLimitMs = slowCalls.has(name) ? OPEN_TIMEOUT_MS : timeoutMs;
      const first = await helper.request('call', { name, args }, timeLimitMs);
      if (first.ok || first.error.params?.['state'] !== NOT_OPEN) return first;
      const opened = await openThere(options ?? opening);
      if (!opened.ok) return opened;
      if (opened.data?.notice) log.error('store.state-mismatch', { code: opened.data.notice });
      return helper.request('call', { name, args }, timeLimitMs);
    };
    const asked = Object.fromEntries(
      storeCalls.map((name) => [name, (...args: unknown[]) => ask(name, args)]),
    ) as unknown as Pick<Store, StoreCall>;
    return {
      ...asked,
      persistent: true,
      create: async (draft) => {
        const made = await asked.create(draft);
        if (made.ok || made.error.code !== 'STORE-WRITE') return made;
        const id = await asked.openId();
        const found = id.ok && id.data !== null ? await asked.get(id.data) : made;
        return found.ok &&
          found.data.rev === 0 &&
          found.data.state === 'draft' &&
          found.data.createdAt === draft.at
          ? found
          : made;
      },
      write: async (seen, change, at) => {
        const written = await asked.write(seen, packed(change), at);
        if (written.ok || written.error.code !== 'STORE-WRITE') return written;
        // There is no other writer, so the next revision with this time is this write.
        const found = await asked.get(seen.id);
        return found.ok && found.data.rev === seen.rev + 1 && found.data.updatedAt === at
          ? found
          : written;
      },
      part: async (id, name) => {
        const bytes = await asked.part(id, name);
        return bytes.ok && bytes.data
          ? ok(Buffer.from(bytes.data.buffer, bytes.data.byteOffset, bytes.data.byteLength))
          : bytes;
      },
      usesKey: (masterKey) => asked.usesKey(compactCopy(masterKey)),
      noteRecovery: (note) =>
        asked.noteRecovery('box' in note ? { ...note, box: compactCopy(note.box) } : note),
      rotate: async (masterKey) => {
        // Should the process die meanwhile, it is opened again with whichever of the two the store has by then.
        const before = options ?? opening;
        options = { ...before, otherKey: masterKey };
        const rotated = await asked.rotate(compactCopy(masterKey));
        if (!rotated.ok && rotated.error.code !== 'STORE-WRITE') return rotated;
        if (rotated.ok) {
          options = {
            ...before,
            masterKey,
            otherKey: rotated.data.anchored ? undefined : before.masterKey,
          };
          return rotated;
        }
        const has = await asked.usesKey(compactCopy(masterKey));
        // Its anchor may still be sealed with the one before.
        return has.ok && has.data ? ok({ anchored: false }) : rotated;
      },
      close: () => void stop(),
    };
  };

  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    // Nothing is started only to be closed.
    stopping ??= (async () => {
      // Before the store: its last connection is the one that puts the journal into the file.
      await checker?.stop();
      if (started) await helper.request('close', null);
      await helper.stop();
    })();
    return stopping;
  };

  const checkFile: StoreClient['checkFile'] = async () => {
    if (!options || checked || checker || stopping) return null;
    checker = createHelper({ fork, timeoutMs: OPEN_TIMEOUT_MS, failure: 'STORE-WRITE', log });
    const found = await checker.request('check', { dataDir: options.dataDir });
    await checker.stop();
    checker = null;
    if (!found.ok) return null;
    checked = true;
    if (found.data === true) return null;
    log.error('store.damaged', { code: 'STORE-DAMAGED' });
    const whole = { ...options, deferCheck: false };
    options = whole;
    await helper.request('close', null);
    const opened = await openThere(whole);
    return opened.ok && opened.data?.notice
      ? { notice: opened.data.notice, params: opened.data.params }
      : null;
  };

  return {
    open: async ({ least, ...options }) => {
      // A process that is started again opens what it had open: the folder was held against the keychain once.
      const opened = await openThere({ ...options, ...(least && { least }) });
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
