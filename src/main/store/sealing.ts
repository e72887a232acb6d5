/**
 * Sealed boxes: AES-256-GCM, `version | nonce (12) | tag (16) | ciphertext`. A box is bound to its registration and its
 * place in it, so that a box moved elsewhere does not open. Every registration has a data key of its own, wrapped by a key
 * derived from the master key: losing the wrapped key loses the registration, whatever a disk keeps of old blocks.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  KeyObject,
  randomBytes,
} from 'node:crypto';

const VERSION = 1;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + NONCE + TAG;
const KEY = 32;

const place = (record: string, part: string): Buffer => Buffer.from(`${record}|${part}`, 'utf8');

/** OpenSSL takes a key object three to five times as fast as raw bytes, even one that is made for a single box. */
const keyObject = (key: KeyObject | Uint8Array): KeyObject =>
  key instanceof KeyObject ? key : createSecretKey(key);

/** Seals bytes for one place (registration id and part name). */
export const seal = (
  key: KeyObject | Uint8Array,
  record: string,
  part: string,
  plain: Uint8Array,
): Buffer => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyObject(key), nonce);
  cipher.setAAD(place(record, part));
  // GCM is a stream: all of the ciphertext comes from `update`. Of a picture, one copy of 300 KB instead of three.
  const box = Buffer.allocUnsafe(HEAD + plain.byteLength);
  cipher.update(plain).copy(box, HEAD);
  cipher.final();
  box[0] = VERSION;
  nonce.copy(box, 1);
  cipher.getAuthTag().copy(box, 1 + NONCE);
  return box;
};

/** @returns null when the box is damaged, from another place, or sealed with another key. */
export const unseal = (
  key: KeyObject | Uint8Array,
  record: string,
  part: string,
  box: Uint8Array,
): Buffer | null => {
  if (box.byteLength < HEAD || box[0] !== VERSION) return null;
  const decipher = createDecipheriv('aes-256-gcm', keyObject(key), box.subarray(1, 1 + NONCE), {
    authTagLength: TAG,
  });
  decipher.setAAD(place(record, part));
  decipher.setAuthTag(box.subarray(1 + NONCE, HEAD));
  try {
    const plain = decipher.update(box.subarray(HEAD));
    // Throws unless the tag is right; no plaintext is returned from it.
    decipher.final();
    return plain;
  } catch {
    return null;
  }
};

export interface Sealer {
  /** A new data key and the same, wrapped for keeping. */
  newKey(record: string): { key: Buffer; wrapped: Buffer };
  /** A key that exists, wrapped for keeping. */
  wrap(record: string, key: Uint8Array): Buffer;
  /** @returns null when it was wrapped for another registration or by another master key. */
  unwrap(record: string, wrapped: Uint8Array): Buffer | null;
  /** What finds a value without telling it: HMAC-SHA256 under a key of its own. */
  index(kind: 'nid' | 'mobile' | 'clerk' | 'name', value: string): Buffer;
  /** The key behind `index`, wrapped for keeping: it outlives a change of the master key. */
  sealIndexKey(): Buffer;
  /** @returns null when it was wrapped by another master key. */
  openIndexKey(box: Uint8Array): Buffer | null;
  /** A box that only the same master key opens; distinguishes a wrong key from a damaged store. */
  keyCheck(): Buffer;
  opensKeyCheck(box: Uint8Array): boolean;
  /** The same keyed hashes under another master key. */
  withMasterKey(masterKey: Uint8Array): Sealer;
  /** Seals what is kept beside the store about the store. */
  sealAnchor(plain: Uint8Array): Buffer;
  /** @returns null when it is damaged or was sealed with another key. */
  openAnchor(box: Uint8Array): Buffer | null;
}

const derive = (masterKey: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, '', `ekyc-branch-kiosk ${purpose}`, KEY));

/**
 * Each purpose gets a key of its own by HKDF-SHA256.
 * @param masterKey 32 bytes.
 * @param indexKey of a store whose master key was changed; a store that has its first one derives it.
 */
export const createSealer = (masterKey: Uint8Array, indexKey?: Uint8Array): Sealer => {
  const wrapping = createSecretKey(derive(masterKey, 'wrap'));
  const indexing = indexKey ?? derive(masterKey, 'index');
  const indexingKey = createSecretKey(indexing);
  const anchoring = createSecretKey(derive(masterKey, 'anchor'));
  return {
    newKey: (record) => {
      const key = randomBytes(KEY);
      return { key, wrapped: seal(wrapping, record, 'key', key) };
    },
    wrap: (record, key) => seal(wrapping, record, 'key', key),
    unwrap: (record, wrapped) => unseal(wrapping, record, 'key', wrapped),
    index: (kind, value) =>
      createHmac('sha256', indexingKey).update(`${kind}|${value}`, 'utf8').digest(),
    sealIndexKey: () => seal(wrapping, 'store', 'index key', indexing),
    openIndexKey: (box) => unseal(wrapping, 'store', 'index key', box),
    keyCheck: () => seal(wrapping, 'store', 'check', Buffer.from('ekyc')),
    opensKeyCheck: (box) => unseal(wrapping, 'store', 'check', box)?.toString() === 'ekyc',
    withMasterKey: (other) => createSealer(other, indexing),
    sealAnchor: (plain) => seal(anchoring, 'store', 'anchor', plain),
    openAnchor: (box) => unseal(anchoring, 'store', 'anchor', box),
  };
};
