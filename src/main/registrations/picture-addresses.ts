/** Opaque addresses under which the page loads the pictures of the open registration. They are kept in memory only. */
import { randomUUID } from 'node:crypto';
import type { StoredPart } from '#main/record/stored-registration.ts';

export interface PictureAddresses {
  /** URL of a picture of the open registration; it changes only when the picture is replaced. */
  urlOf(id: string, part: StoredPart): string;
  /** @param address the opaque part or the whole URL. @returns null for an unknown or revoked address. */
  find(address: string): { readonly id: string; readonly part: StoredPart } | null;
  /** Invalidates the address of a picture that was replaced; without `part`, all addresses of a registration that was closed. */
  revoke(id: string, part?: StoredPart): void;
  revokeAll(): void;
}

/** @param toUrl URL for the page's `img` elements, from the opaque part. */
export const createPictureAddresses = (toUrl: (address: string) => string): PictureAddresses => {
  const byAddress = new Map<string, { id: string; part: StoredPart }>();
  return {
    urlOf: (id, part) => {
      const existing = [...byAddress].find(
        ([, picture]) => picture.id === id && picture.part === part,
      )?.[0];
      if (existing !== undefined) return toUrl(existing);
      const address = randomUUID();
      byAddress.set(address, { id, part });
      return toUrl(address);
    },
    find: (address) =>
      byAddress.get(address) ??
      [...byAddress].find(([opaque]) => toUrl(opaque) === address)?.[1] ??
      null,
    revoke: (id, part) => {
      for (const [address, picture] of byAddress) {
        if (picture.id === id && (part === undefined || picture.part === part))
          byAddress.delete(address);
      }
    },
    revokeAll: () => byAddress.clear(),
  };
};
