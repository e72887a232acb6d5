/** Ed25519 signatures of audit exports. docs/decisions/0015-audit-trail.md states what a signature proves. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** Domain separation: a signature of an export is not valid for any other text. */
const SIGNATURE_CONTEXT = 'ekyc-audit-export 1';
/** DER header of an Ed25519 SubjectPublicKeyInfo, followed by the 32 bytes of the key (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

export interface SigningKey {
  /** 32 bytes in base64. */
  readonly publicKey: string;
  /** @returns the signature in base64. */
  sign(digest: string, summary: string): string;
}

const signedText = (digest: string, summary: string): Buffer =>
  Buffer.from(`${SIGNATURE_CONTEXT}\n${digest}\n${summary}\n`, 'utf8');

/** @returns PKCS #8, DER. */
export const generatePrivateKey = (): Uint8Array =>
  Uint8Array.from(
    generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }),
  );

/** @returns null when the bytes are not an Ed25519 private key (PKCS #8, DER). */
export const parseSigningKey = (privateKey: Uint8Array): SigningKey | null => {
  try {
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyType !== 'ed25519') return null;
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
    return {
      publicKey: spki.subarray(SPKI_PREFIX.length).toString('base64'),
      sign: (digest, summary) => sign(null, signedText(digest, summary), key).toString('base64'),
    };
  } catch {
    return null;
  }
};

const parsePublicKey = (publicKey: string): KeyObject | null => {
  const bytes = Buffer.from(publicKey, 'base64');
  if (bytes.byteLength !== KEY_BYTES) return null;
  try {
    const key = Buffer.concat([SPKI_PREFIX, bytes]);
    return createPublicKey({ key, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
};

/** Whether the text is a public key in the form of exports and of the Diagnostics screen: 32 bytes in base64. */
export const isPublicKey = (text: string): boolean => parsePublicKey(text) !== null;

export const isSignedBy = (
  publicKey: string,
  { digest, summary, signature }: { digest: string; summary: string; signature: string },
): boolean => {
  const key = parsePublicKey(publicKey);
  return (
    key !== null && verify(null, signedText(digest, summary), key, Buffer.from(signature, 'base64'))
  );
};

/** Incremental SHA-256 (hexadecimal) of the lines of an export before its signature line. */
export const createDigest = (): { update(text: string | Buffer): void; digest(): string } => {
  const hash = createHash('sha256');
  return { update: (text) => void hash.update(text), digest: () => hash.digest('hex') };
};
