/**
 * Key operations and transfers that need the lead PIN. A recovery key or transfer code that is shown is held in memory only,
 * until it is used or dropped.
 */
import { randomBytes } from 'node:crypto';
import { dayStamp } from '#shared/domain/file-stamp.ts';
import { parseGroups, toGroups } from '#shared/domain/key-groups.ts';
import type { ParsedInput, CallOutput } from '#shared/ipc/contract.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Exchange } from '#main/exchange/port.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { TRANSFER_CODE_BYTES } from '#main/store/transfer/transfer-file.ts';
import type { Store } from '#main/store/port.ts';
import { makeRecoveryKey, RECOVERY_BYTES } from './recovery-key.ts';
import { findKeyInUse, rotateKey } from './rotation.ts';

/** Paths behind the ids of listed folders and files. */
export type TransferFiles = Pick<Exchange, 'newFilePath' | 'transferFilePath'>;

export interface KeyServiceDeps {
  readonly store: Store;
  readonly keychain: Keychain;
  readonly scope: string;
  readonly location: { readonly branchCode: string; readonly counterNumber: string };
  readonly checkLeadPin: (pin: string) => Promise<Result<undefined>>;
  readonly files: TransferFiles;
  /** Notifies the registration service of changed registrations. */
  readonly notifyChanged: (ids: readonly string[]) => Promise<void>;
  /** Notifies the registration service of registrations from another counter. */
  readonly notifyTransferredIn: (ids: readonly string[]) => Promise<void>;
  readonly now: () => number;
  readonly log: Log;
}

export interface KeyService {
  state(): Promise<Result<Omit<CallOutput<'keys.state'>, 'isLeadPinEntered'>>>;
  makeRecovery(leadPin: string): Promise<Result<CallOutput<'keys.makeRecovery'>>>;
  /** Activates the recovery key that was shown last and is now printed. REG-STATE when none was shown. */
  confirmRecovery(): Promise<Result<undefined>>;
  declineRecovery(leadPin: string): Promise<Result<undefined>>;
  restoreWithRecoveryKey(
    input: ParsedInput<'keys.restoreWithRecoveryKey'>,
  ): Promise<Result<CallOutput<'keys.restoreWithRecoveryKey'>>>;
  rotate(leadPin: string): Promise<Result<undefined>>;
  prepareTransfer(leadPin: string): Promise<Result<CallOutput<'transfer.prepare'>>>;
  /** REG-STATE when no code was shown; FILE-… when the folder cannot be used. */
  transferOut(input: ParsedInput<'transfer.out'>): Promise<Result<CallOutput<'transfer.out'>>>;
  transferIn(input: ParsedInput<'transfer.in'>): Promise<Result<CallOutput<'transfer.in'>>>;
  abandonTransfer(input: ParsedInput<'transfer.abandon'>): Promise<Result<undefined>>;
  /** Discards a shown key or code that was not used, when the dialog is closed or the counter locked. */
  discardDisplayedSecret(): void;
}

/** Parses a typed key or code. Failures: KEY-GROUP (params `group`) for the first group that is wrong or missing. */
const parseSecret = (typed: string, length: number): Result<Uint8Array> => {
  const parsed = parseGroups(typed, length);
  if ('bytes' in parsed) return ok(parsed.bytes);
  return err('KEY-GROUP', {
    params: { group: 'wrongGroup' in parsed ? parsed.wrongGroup : parsed.complete + 1 },
  });
};

export const createKeyService = (deps: KeyServiceDeps): KeyService => {
  const { store, keychain, scope, checkLeadPin, files, now, log } = deps;
  /** This counter (`0142-3`). Computed on every use, because the settings may change it. */
  const currentCounter = (): string => `${deps.location.branchCode}-${deps.location.counterNumber}`;
  let displayedRecoveryKey: { readonly box: Uint8Array; readonly number: string } | null = null;
  let displayedCode: Buffer | null = null;

  const discardDisplayedSecret = (): void => {
    displayedRecoveryKey = null;
    displayedCode?.fill(0);
    displayedCode = null;
  };
  /** Runs a job after the lead PIN was verified. */
  const withLeadPin = async <T>(
    leadPin: string,
    job: () => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    if (!store.persistent) return err('KEY-UNAVAILABLE');
    const allowed = await checkLeadPin(leadPin);
    return allowed.ok ? job() : allowed;
  };

  return {
    state: async () => {
      if (!store.persistent)
        return ok({
          persistent: false,
          recovery: null,
          declinedAt: null,
          setAside: [],
          transferable: 0,
          incompleteFile: null,
          counter: currentCounter(),
        });
      const [notes, setAside, transferable, incompleteFile] = [
        await store.keyNotes(),
        await store.setAsideStores(),
        await store.transferable(),
        await store.finishTransfer(),
      ];
      if (!notes.ok) return notes;
      if (!setAside.ok) return setAside;
      if (!transferable.ok) return transferable;
      return ok({
        persistent: true,
        ...notes.data,
        setAside: setAside.data.map(({ at, records, number }) => ({ at, records, number })),
        transferable: transferable.data,
        incompleteFile: incompleteFile.ok ? incompleteFile.data : null,
        counter: currentCounter(),
      });
    },
    makeRecovery: (leadPin) =>
      withLeadPin(leadPin, async () => {
        const inUse = await findKeyInUse({ keychain, scope, store });
        if (!inUse.ok) return inUse;
        const { secret, box, number } = makeRecoveryKey(inUse.data.key);
        const groups = toGroups(secret);
        secret.fill(0);
        displayedRecoveryKey = { box, number };
        return ok({ groups, number, at: now() });
      }),
    confirmRecovery: async () => {
      if (!displayedRecoveryKey) return err('REG-STATE');
      const noted = await store.noteRecovery({ ...displayedRecoveryKey, at: now() });
      if (!noted.ok) return noted;
      log.info('keys.recovery-printed', {});
      discardDisplayedSecret();
      return ok(undefined);
    },
    declineRecovery: (leadPin) =>
      withLeadPin(leadPin, () => store.noteRecovery({ declinedAt: now() })),
    restoreWithRecoveryKey: ({ leadPin, groups }) => {
      // Parsed first, so that a typing mistake uses no attempt at the PIN.
      const secret = parseSecret(groups, RECOVERY_BYTES);
      if (!secret.ok) return Promise.resolve(secret);
      return withLeadPin(leadPin, async () => {
        const restored = await store.restoreWithRecoveryKey(secret.data, now());
        if (!restored.ok) return restored;
        log.info('keys.recovered', { count: restored.data.imported });
        await deps.notifyChanged([]);
        return restored;
      });
    },
    rotate: (leadPin) => withLeadPin(leadPin, () => rotateKey({ keychain, scope, store, log })),
    prepareTransfer: (leadPin) =>
      withLeadPin(leadPin, async () => {
        const transferable = await store.transferable();
        if (!transferable.ok) return transferable;
        if (transferable.data === 0) return err('TRANSFER-NONE');
        discardDisplayedSecret();
        displayedCode = randomBytes(TRANSFER_CODE_BYTES);
        return ok({ groups: toGroups(displayedCode), records: transferable.data });
      }),
    transferOut: async ({ to, folder }) => {
      if (!displayedCode) return err('REG-STATE');
      const target = to.includes('-') ? to : `${deps.location.branchCode}-${to}`;
      if (target === currentCounter())
        return err('TRANSFER-COUNTER', { params: { counter: currentCounter() } });
      const name = `ekyc-${currentCounter()}-to-${target}-${dayStamp(now())}.ekycmove`;
      const file = await files.newFilePath(folder, name);
      if (!file.ok) return file;
      const transferred = await store.transferOut({
        file: file.data,
        code: Uint8Array.from(displayedCode),
        from: currentCounter(),
        to: target,
        at: now(),
      });
      if (!transferred.ok) return transferred;
      const { ids, stayed, finished } = transferred.data;
      log.info('keys.transferred-out', { count: ids.length });
      discardDisplayedSecret();
      await deps.notifyChanged(ids);
      return ok({ transferred: ids.length, stayed, finished });
    },
    transferIn: async ({ leadPin, groups, file: chosen }) => {
      const code = parseSecret(groups, TRANSFER_CODE_BYTES);
      if (!code.ok) return code;
      return withLeadPin(leadPin, async () => {
        const file = await files.transferFilePath(chosen);
        if (!file.ok) return file;
        const transferred = await store.transferIn({
          file: file.data,
          code: code.data,
          counter: currentCounter(),
          at: now(),
        });
        if (!transferred.ok) return transferred;
        const { ids, existing, underReview, removed } = transferred.data;
        log.info('keys.transferred-in', { count: ids.length });
        await deps.notifyTransferredIn(ids);
        return ok({ transferred: ids.length, existing, underReview, removed });
      });
    },
    abandonTransfer: ({ leadPin }) =>
      withLeadPin(leadPin, async () => {
        const abandoned = await store.finishTransfer(true);
        return abandoned.ok ? ok(undefined) : abandoned;
      }),
    discardDisplayedSecret,
  };
};
