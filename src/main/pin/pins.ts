/**
 * Sets and verifies PINs and limits wrong attempts. An attempt is recorded before the PIN is compared, so that terminating the
 * app does not undo it. Attempts are serialised, so that concurrent ones are all counted.
 */
import { parsePin, trivialPinReason } from '#shared/domain/pin.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { hashPin, matchesPin } from './hash.ts';
import { createPinItems, type PinItem } from './pin-items.ts';
import type { LeadPinState, Pins } from './port.ts';

export interface PinsDeps {
  readonly keychain: Keychain;
  /** Empty for normal operation, `training` for training mode. */
  readonly scope?: string;
  /** Time in epoch milliseconds: the policy voids lead PINs that were chosen before it. Null: the policy voids none. */
  readonly leadPinResetBefore?: number | null;
  readonly now: () => number;
  readonly log: Log;
}

const { pinMaxAttempts, leadPinLockoutMs } = limits;
const MINUTE_MS = 60_000;

export const createPins = ({
  keychain,
  scope = '',
  leadPinResetBefore = null,
  now,
  log,
}: PinsDeps): Pins => {
  const items = createPinItems({ keychain, scope });

  let previous: Promise<unknown> = Promise.resolve();
  /** Runs an action after all earlier ones have ended. */
  const serialised = <T>(action: () => Promise<T>): Promise<T> => {
    const current = previous.then(action);
    previous = current.catch(() => undefined);
    return current;
  };

  const writePin = async (
    account: string,
    pin: string,
    mobile: string,
    chosenAt: number,
  ): Promise<Result<undefined>> => {
    const digits = parsePin(pin);
    if (!digits) return err('IPC-INPUT');
    const reason = trivialPinReason(digits, mobile);
    if (reason) return err('PIN-TRIVIAL', { params: { reason } });
    return items.write(account, {
      ...(await hashPin(digits)),
      tries: 0,
      waitUntil: 0,
      chosenAt,
    });
  };

  let isChosenAtStored = false;
  const storeChosenAt = async (chosenAt: number): Promise<void> => {
    const written = await items.writeLeadChosenAt(chosenAt);
    if (!written.ok) log.warn('pin.keychain-failed', { code: written.error.code });
    isChosenAtStored = written.ok;
  };
  /**
   * Time at which the lead PIN was chosen. If the item is damaged and the time was not stored, the current time is stored and
   * used, so that a later reset by the policy applies.
   */
  const leadChosenAt = async (item: PinItem | 'damaged'): Promise<Result<number>> => {
    if (item !== 'damaged' && isChosenAtStored) return ok(item.chosenAt);
    const stored = await items.readLeadChosenAt();
    if (!stored.ok) return stored;
    const chosenAt = item === 'damaged' ? (stored.data ?? now()) : item.chosenAt;
    if (stored.data === chosenAt) isChosenAtStored = true;
    else await storeChosenAt(chosenAt);
    return ok(chosenAt);
  };
  /**
   * Whether a lead PIN is void by the policy. A reset whose time is in the future has no effect yet, because it also applies to
   * every PIN that is chosen until then.
   */
  const isVoidByPolicy = (chosenAt: number): boolean =>
    leadPinResetBefore !== null && now() >= leadPinResetBefore && chosenAt < leadPinResetBefore;
  /** State of the lead PIN, and its item; null when no PIN can be compared with it. */
  const readLeadPin = async (): Promise<Result<{ state: LeadPinState; item: PinItem | null }>> => {
    const found = await items.read(items.leadAccount);
    if (!found.ok) return found;
    const item = found.data;
    if (item === null) return ok({ state: 'none', item: null });
    const chosenAt = await leadChosenAt(item);
    if (!chosenAt.ok) return chosenAt;
    if (isVoidByPolicy(chosenAt.data)) return ok({ state: 'reset', item: null });
    return item === 'damaged'
      ? ok({ state: 'damaged', item: null })
      : ok({ state: 'chosen', item });
  };

  /** Records an attempt, then compares the PIN. */
  const recordAndCompare = async (
    account: string,
    item: PinItem,
    pin: string,
  ): Promise<Result<boolean>> => {
    const counted = await items.write(account, item);
    if (!counted.ok) return counted;
    if (!(await matchesPin(pin, item))) return ok(false);
    const cleared = await items.write(account, { ...item, tries: 0, waitUntil: 0 });
    if (!cleared.ok) log.warn('pin.keychain-failed', { code: cleared.error.code });
    return ok(true);
  };

  return {
    stateOf: (mobile) =>
      serialised(async () => {
        const lead = await readLeadPin();
        const account = mobile === null ? null : await items.accountOf(mobile);
        const item = account?.ok ? await items.read(account.data) : account;
        const supportsPins = lead.ok && item?.ok !== false;
        if (!supportsPins)
          return {
            canUsePin: false,
            chosen: false,
            remainingAttempts: 0,
            hasLeadPin: false,
          };
        const found = item?.ok ? item.data : null;
        const tries = found === 'damaged' ? pinMaxAttempts : (found?.tries ?? 0);
        // A damaged item counts as a lead PIN, so that damaging it does not allow another PIN to be chosen.
        const hasLeadPin = lead.data.state === 'chosen' || lead.data.state === 'damaged';
        return {
          canUsePin: true,
          chosen: found !== null,
          remainingAttempts: Math.max(0, pinMaxAttempts - tries),
          hasLeadPin,
        };
      }),

    choose: (mobile, pin) =>
      serialised(async () => {
        const account = await items.accountOf(mobile);
        return account.ok ? writePin(account.data, pin, mobile, now()) : account;
      }),

    check: (mobile, pin) =>
      serialised(async () => {
        const account = await items.accountOf(mobile);
        if (!account.ok) return account;
        const item = await items.read(account.data);
        if (!item.ok) return item;
        if (item.data === null || item.data === 'damaged' || item.data.tries >= pinMaxAttempts)
          return err('PIN-BLOCKED');
        const remainingAttempts = pinMaxAttempts - item.data.tries;
        const digits = parsePin(pin);
        // An input that is not six digits is rejected without counting as an attempt.
        if (!digits) return err('PIN-WRONG', { params: { left: remainingAttempts } });
        const matched = await recordAndCompare(
          account.data,
          { ...item.data, tries: item.data.tries + 1 },
          digits,
        );
        if (!matched.ok) return matched;
        if (matched.data) return ok(undefined);
        log.warn('pin.wrong', {});
        return remainingAttempts > 1
          ? err('PIN-WRONG', { params: { left: remainingAttempts - 1 } })
          : err('PIN-BLOCKED');
      }),

    resetAfterOtp: (mobile) =>
      serialised(async () => {
        const account = await items.accountOf(mobile);
        const item = account.ok ? await items.read(account.data) : account;
        if (!account.ok || !item.ok || item.data === null) return;
        const blocked = item.data === 'damaged' || item.data.tries >= pinMaxAttempts;
        const written = blocked
          ? await items.remove(account.data)
          : await items.write(account.data, { ...item.data, tries: 0 });
        if (!written.ok) log.warn('pin.keychain-failed', { code: written.error.code });
      }),

    leadPinState: () =>
      serialised(async () => {
        const found = await readLeadPin();
        return found.ok ? found.data.state : 'unavailable';
      }),

    chooseLeadPin: (pin, mobile) =>
      serialised(async () => {
        const found = await readLeadPin();
        if (!found.ok) return found;
        if (found.data.state === 'damaged') return err('LEAD-PIN-DAMAGED');
        if (found.data.state === 'chosen') return err('LEAD-PIN-WRONG');
        const chosenAt = now();
        const stored = await writePin(items.leadAccount, pin, mobile, chosenAt);
        if (stored.ok) await storeChosenAt(chosenAt);
        return stored;
      }),

    checkLeadPin: (pin) =>
      serialised(async () => {
        const found = await readLeadPin();
        if (!found.ok) return found;
        if (found.data.state === 'damaged') return err('LEAD-PIN-DAMAGED');
        if (found.data.item === null) return err('LEAD-PIN-NONE');
        let { item } = found.data;
        const remainingMs = item.waitUntil - now();
        if (remainingMs > leadPinLockoutMs) {
          // The system clock was ahead when the wait began, so the wait is reduced to its normal length from now on.
          const written = await items.write(items.leadAccount, {
            ...item,
            waitUntil: now() + leadPinLockoutMs,
          });
          if (!written.ok) return written;
        }
        if (remainingMs > 0)
          return err('LEAD-PIN-WAIT', {
            params: { minutes: Math.ceil(Math.min(remainingMs, leadPinLockoutMs) / MINUTE_MS) },
          });
        if (item.tries >= pinMaxAttempts) item = { ...item, tries: 0, waitUntil: 0 };
        const remainingAttempts = pinMaxAttempts - item.tries;
        const digits = parsePin(pin);
        if (!digits) return err('LEAD-PIN-WRONG', { params: { left: remainingAttempts } });
        // The wait is recorded with the last permitted attempt, before the comparison.
        const waitUntil = remainingAttempts > 1 ? 0 : now() + leadPinLockoutMs;
        const matched = await recordAndCompare(
          items.leadAccount,
          { ...item, tries: item.tries + 1, waitUntil },
          digits,
        );
        if (!matched.ok) return matched;
        if (matched.data) return ok(undefined);
        log.warn('lead-pin.wrong', {});
        if (remainingAttempts > 1)
          return err('LEAD-PIN-WRONG', { params: { left: remainingAttempts - 1 } });
        return err('LEAD-PIN-WAIT', { params: { minutes: leadPinLockoutMs / MINUTE_MS } });
      }),
  };
};
