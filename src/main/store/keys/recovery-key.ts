/**
 * Creates and uses recovery keys, for the case that the keychain has lost the master key. A recovery key is printed on paper only, and
 * the store holds the master key sealed with it, so that both are needed to open the store.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { toGroups } from '#shared/domain/key-groups.ts';
import { seal, unseal } from '#main/store/sealing.ts';

export const RECOVERY_BYTES = 32;
const DERIVED_KEY_BYTES = 32;
/** Number of characters that identify a printed key, and of the derived bytes that they encode. */
const NUMBER_CHARACTERS = 4;
const NUMBER_BYTES = 3;

export interface RecoveryKey {
  /** 32 bytes, for the paper. */
  readonly secret: Buffer;
  /** The master key, sealed with it. */
  readonly box: Buffer;
  /** `NUMBER_CHARACTERS` characters that identify the printed key and reveal nothing about it. */
  readonly number: string;
}

const derive = (secret: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `ekyc-branch-kiosk ${purpose}`, DERIVED_KEY_BYTES));

export const makeRecoveryKey = (masterKey: Uint8Array): RecoveryKey => {
  const secret = randomBytes(RECOVERY_BYTES);
  const number = (
    toGroups(derive(secret, 'recovery number').subarray(0, NUMBER_BYTES))[0] ?? ''
  ).slice(0, NUMBER_CHARACTERS);
  return { secret, box: seal(derive(secret, 'recovery'), 'store', 'recovery', masterKey), number };
};

/** @returns the master key, or null when the box was sealed with another recovery key. */
export const openWithRecoveryKey = (secret: Uint8Array, box: Uint8Array): Buffer | null =>
  unseal(derive(secret, 'recovery'), 'store', 'recovery', box);
