/**
 * Hashes PINs with scrypt (RFC 7914) and an individual salt. Six digits can be found from any hash by brute force, so the PIN is
 * protected by the keychain that stores the hash and not by the hash itself.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt parameters. One derivation takes about 100 ms and 32 MB on a counter's PC. */
const SCRYPT_COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export interface PinHash {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const deriveHash = (pin: string, salt: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    scrypt(pin, salt, HASH_BYTES, SCRYPT_COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

export const hashPin = async (pin: string): Promise<PinHash> => {
  const salt = randomBytes(SALT_BYTES);
  return { salt, hash: await deriveHash(pin, salt) };
};

/** Compares in constant time. */
export const matchesPin = async (pin: string, { salt, hash }: PinHash): Promise<boolean> => {
  const derived = await deriveHash(pin, salt);
  return derived.byteLength === hash.byteLength && timingSafeEqual(derived, hash);
};
