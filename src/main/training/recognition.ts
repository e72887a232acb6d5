/**
 * Recognises the customer of an uploaded front by its dHash. The card that is on the scanner at the time of the upload cannot be
 * used for this, because uploads can be delayed and in any order, for example after a broken connection.
 */
import type { CardImaging, Imaging } from '#main/imaging/port.ts';
import type { InventedCustomer } from './customers.ts';

/**
 * Maximum Hamming distance of the 64-bit dHashes of the scan and the upload of one front. The fronts of two customers differ in
 * more bits.
 */
const MAX_DIFFERENT_BITS = 3;

export interface Recognition {
  /** Reports that the customer's card was scanned. */
  addScanned(customer: InventedCustomer): void;
  /** @returns the scanned customer with this front, or null. */
  customerOf(front: Uint8Array): Promise<InventedCustomer | null>;
}

const hashToBits = (hash: string): bigint => BigInt(`0x${hash}`);

const hammingDistance = (a: bigint, b: bigint): number => {
  let count = 0;
  for (let differingBits = a ^ b; differingBits > 0n; differingBits &= differingBits - 1n)
    count += 1;
  return count;
};

/** Creates the recognition. @param loadSample reads a picture file of the samples. */
export const createRecognition = (
  imaging: Imaging & CardImaging,
  loadSample: (name: string) => Promise<Uint8Array>,
): Recognition => {
  const scanned = new Set<InventedCustomer>();
  const hashes = new Map<InventedCustomer, bigint>();

  const frontHashOf = async (customer: InventedCustomer): Promise<bigint | null> => {
    const cached = hashes.get(customer);
    if (cached !== undefined) return cached;
    const bytes = await loadSample(customer.pictures.front);
    // The sample is cropped like a scan, so that its hash is comparable with that of an upload.
    const card = await imaging.card({ bytes, side: 'front', origin: 'scanner', dpi: null });
    if (!card.ok) return null;
    const hash = hashToBits(card.data.dhash);
    hashes.set(customer, hash);
    return hash;
  };

  return {
    addScanned: (customer) => void scanned.add(customer),
    customerOf: async (front) => {
      const picture = await imaging.clean({ kind: 'card', bytes: front });
      if (!picture.ok) return null;
      const hash = hashToBits(picture.data.dhash);
      let nearest: InventedCustomer | null = null;
      let fewestBits = MAX_DIFFERENT_BITS + 1;
      for (const customer of scanned) {
        const customerHash = await frontHashOf(customer);
        const bits = customerHash === null ? Infinity : hammingDistance(customerHash, hash);
        if (bits < fewestBits) [nearest, fewestBits] = [customer, bits];
      }
      return nearest;
    },
  };
};
