/** Bytes of the pictures for the pages: only while the counter is open, also at the end of the request. */
import type { Access } from '#main/ipc/access.ts';
import type { Registrations } from '#main/registrations/port.ts';
import { PICTURE_PATH, type MemoryPictures } from '#main/window/memory-pictures.ts';

export type PagePictures = (address: string) => Promise<Uint8Array | null>;

export interface PagePicturesDeps {
  readonly access: Pick<Access, 'check' | 'closings'>;
  readonly memoryPictures: Pick<MemoryPictures, 'get'>;
  readonly registrations: Pick<Registrations, 'pictureBytes'>;
}

/** @returns gives the bytes behind an address that begins with `capture/`, or null. */
export const createPagePictures =
  ({ access, memoryPictures, registrations }: PagePicturesDeps): PagePictures =>
  async (address) => {
    if (access.check('unlocked')) return null;
    const closings = access.closings();
    const bytes =
      memoryPictures.get(address) ??
      (await registrations.pictureBytes(address.slice(PICTURE_PATH.length)));
    return access.closings() === closings ? bytes : null;
  };
