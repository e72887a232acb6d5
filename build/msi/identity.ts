/** Derives the identifiers of the MSI from its content, so that the same content gives the same package. */
import { createHash } from 'node:crypto';

/** Identifies this product in all its versions: an MSI with the same code upgrades an installed one. Must never change. */
export const UPGRADE_CODE = '7D1F8A52-2A4C-4A7A-9D6E-6B8F6D3B5C01';

/** A name-based UUID (RFC 9562, version 5) in the product's own namespace. */
export const uuidFor = (name: string): string => {
  const hash = createHash('sha1')
    .update(Buffer.from(UPGRADE_CODE.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex').toUpperCase();
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
};

/** An identifier for a table's key: letters and digits, at most 72. */
export const keyFor = (kind: 'cmp' | 'fil' | 'dir', path: string): string =>
  `${kind}${createHash('sha1').update(path).digest('hex').toUpperCase()}`;
