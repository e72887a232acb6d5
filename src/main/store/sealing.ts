/**
 * Sealed boxes: AES-256-GCM, `version | nonce (12) | tag (16) | ciphertext`. The registration and the name of the part are
 * additional authenticated data, so that a box moved elsewhere does not open. Every registration has its own data key, wrapped
 * by a key derived from the master key: once the wrapped key is deleted, remains of the data on the disk cannot be decrypted.
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

const BOX_VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
const KEY_BYTES = 32;

const additionalData = (record: string, part: string): Buffer =>
  Buffer.from(`${record}|${part}`, 'utf8');

/** OpenSSL accepts a key object three to five times faster than raw bytes, even if it is created for a single box. */
const keyObject = (key: KeyObject | Uint8Array): KeyObject =>
  key instanceof KeyObject ? key : createSecretKey(key);

/** Seals bytes for one registration and part. @param record id of the registration. */
export const seal = (
  key: KeyObject | Uint8Array,
  record: string,
  part: string,
  plain: Uint8Array,
): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyObject(key), nonce);
  cipher.setAAD(additionalData(record, part));
  // GCM is a stream mode: `update` returns all of the ciphertext, so a picture is copied once instead of three times.
  const box = Buffer.allocUnsafe(HEADER_BYTES + plain.byteLength);
  cipher.update(plain).copy(box, HEADER_BYTES);
  cipher.final();
  box[0] = BOX_VERSION;
  nonce.copy(box, 1);
  cipher.getAuthTag().copy(box, 1 + NONCE_BYTES);
  return box;
};

/** @returns null when the box is damaged, of another registration or part, or sealed with another key. */
export const unseal = (
  key: KeyObject | Uint8Array,
  record: string,
  part: string,
  box: Uint8Array,
): Buffer | null => {
  if (box.byteLength < HEADER_BYTES || box[0] !== BOX_VERSION) return null;
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyObject(key),
    box.subarray(1, 1 + NONCE_BYTES),
    {
      authTagLength: TAG_BYTES,
    },
  );
  decipher.setAAD(additionalData(record, part));
  decipher.setAuthTag(box.subarray(1 + NONCE_BYTES, HEADER_BYTES));
  try {
    const plain = decipher.update(box.subarray(HEADER_BYTES));
    // Throws when the authentication tag does not match.
    decipher.final();
    return plain;
  } catch {
    return null;
  }
};

export interface Sealer {
  /** A new data key, and the same key wrapped for storage. */
  newKey(record: string): { key: Buffer; wrapped: Buffer };
  /** Wraps an existing data key for storage. */
  wrap(record: string, key: Uint8Array): Buffer;
  /** @returns null when it was wrapped for another registration or by another master key. */
  unwrap(record: string, wrapped: Uint8Array): Buffer | null;
  /** Keyed hash (HMAC-SHA256) by which a value is found without being stored in plain text. */
  keyedHash(kind: 'nid' | 'mobile' | 'clerk' | 'name', value: string): Buffer;
  /** The key of `index`, wrapped for storage; it stays the same when the master key is rotated. */
  sealIndexKey(): Buffer;
  /** @returns null when it was wrapped by another master key. */
  openIndexKey(box: Uint8Array): Buffer | null;
  /** A box that only the same master key opens; distinguishes a wrong key from a damaged store. */
  keyCheck(): Buffer;
  opensKeyCheck(box: Uint8Array): boolean;
  /** A sealer for another master key with the same keyed hashes. */
  withMasterKey(masterKey: Uint8Array): Sealer;
  /** Seals the content of the anchor. */
  sealAnchor(plain: Uint8Array): Buffer;
  /** @returns null when it is damaged or was sealed with another key. */
  openAnchor(box: Uint8Array): Buffer | null;
}

const derive = (masterKey: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, '', `ekyc-branch-kiosk ${purpose}`, KEY_BYTES));

/**
 * Derives a separate key for each purpose (HKDF-SHA256, RFC 5869).
 * @param masterKey 32 bytes.
 * @param indexKey stored key of the keyed hashes, after a rotation of the master key; otherwise it is derived.
 */
export const createSealer = (masterKey: Uint8Array, indexKey?: Uint8Array): Sealer => {
  const wrappingKey = createSecretKey(derive(masterKey, 'wrap'));
  const indexKeyBytes = indexKey ?? derive(masterKey, 'index');
  const indexKeyObject = createSecretKey(indexKeyBytes);
  const anchorKey = createSecretKey(derive(masterKey, 'anchor'));
  return {
    newKey: (record) => {
      const key = randomBytes(KEY_BYTES);
      return { key, wrapped: seal(wrappingKey, record, 'key', key) };
    },
    wrap: (record, key) => seal(wrappingKey, record, 'key', key),
    unwrap: (record, wrapped) => unseal(wrappingKey, record, 'key', wrapped),
    keyedHash: (kind, value) =>
      createHmac('sha256', indexKeyObject).update(`${kind}|${value}`, 'utf8').digest(),
    sealIndexKey: () => seal(wrappingKey, 'store', 'index key', indexKeyBytes),
    openIndexKey: (box) => unseal(wrappingKey, 'store', 'index key', box),
    keyCheck: () => seal(wrappingKey, 'store', 'check', Buffer.from('ekyc')),
    opensKeyCheck: (box) => unseal(wrappingKey, 'store', 'check', box)?.toString() === 'ekyc',
    withMasterKey: (other) => createSealer(other, indexKeyBytes),
    sealAnchor: (plain) => seal(anchorKey, 'store', 'anchor', plain),
    openAnchor: (box) => unseal(anchorKey, 'store', 'anchor', box),
  };
};
