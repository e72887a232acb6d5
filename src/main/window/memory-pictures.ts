/**
 * Holds pictures in memory under opaque addresses that expire with it. Pixel data never becomes part of a document, a store
 * or a URL in the page.
 */
import { randomUUID } from 'node:crypto';

export interface MemoryPictures {
  /** @returns an address relative to the page. */
  put(jpeg: Uint8Array): string;
  get(address: string): Uint8Array | null;
  clear(): void;
}

/** Prefix of the addresses, which the page's protocol handler serves. */
export const PICTURE_PATH = 'capture/';

export const createMemoryPictures = (): MemoryPictures => {
  const pictures = new Map<string, Uint8Array>();
  return {
    put: (jpeg) => {
      const address = PICTURE_PATH + randomUUID();
      pictures.set(address, jpeg);
      return address;
    },
    get: (address) => pictures.get(address) ?? null,
    clear: () => pictures.clear(),
  };
};
