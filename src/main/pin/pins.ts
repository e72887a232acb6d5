/**
 * Sets, compares and counts PINs. An attempt is recorded before it is compared, so that ending the app does not undo it;
 * attempts are serialised, so that concurrent ones are all counted.
 */
import { parsePin, trivialPin } from '#shared/domain/pin.ts';
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
  /** Epoch milliseconds before which a lead PIN was chosen that the policy has voided; null when it has voided none. */
  readonly leadPinResetBefore?: number | null;
  readonly now: () => number;
  readonly log: Log;
}

const { pinTries, leadPinWaitMs } = limits;
const MINUTE = 60_000;

export const createPins = ({
  keychain,
  scope = '',
  leadPinResetBefore = null,
  now,
  log,
}: PinsDeps): Pins => {
  const items = createPinItems({ keychain, scope });

  let previous: Promise<unknown> = Promise.resolve();
  const serialised = <T>(work: () => Promise<T>): Promise<T> => {
    const current = previous.then(work);
    previous = current.catch(() => undefined);
    return current;
  };

  const store = async (
    account: string,
    pin: string,
    mobile: string,
  ): Promise<Result<undefined>> => {
    const digits = parsePin(pin);
    if (!digits) return err('IPC-INPUT');
    const reason = trivialPin(digits, mobile);
    if (reason) return err('PIN-TRIVIAL', { params: { reason } });
    return items.write(account, {
      ...(await hashPin(digits)),
      tries: 0,
      waitUntil: 0,
      chosenAt: now(),
    });
  };

  /** A reset in the future would void the PIN that is chosen now as well: it counts from its moment on. */
  const isReset = (item: PinItem | 'damaged'): boolean =>
    leadPinResetBefore !== null &&
    now() >= leadPinResetBefore &&
    (item === 'damaged' || item.chosenAt < leadPinResetBefore);
  /** The lead PIN with its state; the item only when it can be compared. */
  const readLead = async (): Promise<Result<{ state: LeadPinState; item: PinItem | null }>> => {
    const found = await items.read(items.leadAccount);
    if (!found.ok) return found;
    const item = found.data;
    if (item === null) return ok({ state: 'none', item: null });
    if (isReset(item)) return ok({ state: 'reset', item: null });
    return item === 'damaged'
      ? ok({ state: 'damaged', item: null })
      : ok({ state: 'chosen', item });
  };

  /** Records an attempt, then compares the PIN. */
  const attempt = async (account: string, item: PinItem, pin: string): Promise<Result<boolean>> => {
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
        const lead = await readLead();
        const account = mobile === null ? null : await items.accountOf(mobile);
        const item = account?.ok ? await items.read(account.data) : account;
        const canPin = lead.ok && item?.ok !== false;
        if (!canPin) return { canPin, chosen: false, triesLeft: 0, hasLeadPin: false };
        const found = item?.ok ? item.data : null;
        const tries = found === 'damaged' ? pinTries : (found?.tries ?? 0);
        // A damaged one is no reason to let anybody choose another.
        const hasLeadPin = lead.data.state === 'chosen' || lead.data.state === 'damaged';
        return {
          canPin,
          chosen: found !== null,
          triesLeft: Math.max(0, pinTries - tries),
          hasLeadPin,
        };
      }),

    choose: (mobile, pin) =>
      serialised(async () => {
        const account = await items.accountOf(mobile);
        return account.ok ? store(account.data, pin, mobile) : account;
      }),

    check: (mobile, pin) =>
      serialised(async () => {
        const account = await items.accountOf(mobile);
        if (!account.ok) return account;
        const item = await items.read(account.data);
        if (!item.ok) return item;
        if (item.data === null || item.data === 'damaged' || item.data.tries >= pinTries)
          return err('PIN-BLOCKED');
        const left = pinTries - item.data.tries;
        const digits = parsePin(pin);
        // An input that is not six digits is not counted as an attempt.
        if (!digits) return err('PIN-WRONG', { params: { left } });
        const matched = await attempt(
          account.data,
          { ...item.data, tries: item.data.tries + 1 },
          digits,
        );
        if (!matched.ok) return matched;
        if (matched.data) return ok(undefined);
        log.warn('pin.wrong', {});
        return left > 1 ? err('PIN-WRONG', { params: { left: left - 1 } }) : err('PIN-BLOCKED');
      }),

    resetAfterOtp: (mobile) =>
      serialised(async () => {
        const account = await items.accountOf(mobile);
        const item = account.ok ? await items.read(account.data) : account;
        if (!account.ok || !item.ok || item.data === null) return;
        const blocked = item.data === 'damaged' || item.data.tries >= pinTries;
        const written = blocked
          ? await items.remove(account.data)
          : await items.write(account.data, { ...item.data, tries: 0 });
        if (!written.ok) log.warn('pin.keychain-failed', { code: written.error.code });
      }),

    leadState: () =>
      serialised(async () => {
        const found = await readLead();
        return found.ok ? found.data.state : 'unavailable';
      }),

    chooseLead: (pin, mobile) =>
      serialised(async () => {
        const found = await readLead();
        if (!found.ok) return found;
        if (found.data.state === 'damaged') return err('LEAD-PIN-DAMAGED');
        if (found.data.state === 'chosen') return err('LEAD-PIN-WRONG');
        return store(items.leadAccount, pin, mobile);
      }),

    checkLead: (pin) =>
      serialised(async () => {
        const found = await readLead();
        if (!found.ok) return found;
        if (found.data.state === 'damaged') return err('LEAD-PIN-DAMAGED');
        if (found.data.item === null) return err('LEAD-PIN-NONE');
        let { item } = found.data;
        const remainingMs = item.waitUntil - now();
        if (remainingMs > leadPinWaitMs) {
          // The system clock was ahead when the wait began; the wait is limited to its normal length from now.
          const written = await items.write(items.leadAccount, {
            ...item,
            waitUntil: now() + leadPinWaitMs,
          });
          if (!written.ok) return written;
        }
        if (remainingMs > 0)
          return err('LEAD-PIN-WAIT', {
            params: { minutes: Math.ceil(Math.min(remainingMs, leadPinWaitMs) / MINUTE) },
          });
        if (item.tries >= pinTries) item = { ...item, tries: 0, waitUntil: 0 };
        const left = pinTries - item.tries;
        const digits = parsePin(pin);
        if (!digits) return err('LEAD-PIN-WRONG', { params: { left } });
        // The wait is recorded with the fifth attempt, before the comparison.
        const waitUntil = left > 1 ? 0 : now() + leadPinWaitMs;
        const matched = await attempt(
          items.leadAccount,
          { ...item, tries: item.tries + 1, waitUntil },
          digits,
        );
        if (!matched.ok) return matched;
        if (matched.data) return ok(undefined);
        log.warn('lead-pin.wrong', {});
        if (left > 1) return err('LEAD-PIN-WRONG', { params: { left: left - 1 } });
        return err('LEAD-PIN-WAIT', { params: { minutes: leadPinWaitMs / MINUTE } });
      }),
  };
};
