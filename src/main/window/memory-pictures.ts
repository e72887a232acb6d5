/**
 * Stores pictures in memory under random addresses, which are valid until the pictures are cleared. The page can show such pictures
 * without a data URL and without a file on the disk.
 */
import { randomUUID } from 'node:crypto';

export interface MemoryPictures {
  /** @returns an address relative to the page. */
  put(jpeg: Uint8Array): string;
  get(address: string): Uint8Array | null;
  clear(): void;
}

/** Prefix of the addresses. The app's protocol handler serves the pictures under them. */
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
