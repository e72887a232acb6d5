/** Provides picture bytes to the pages, only if the counter is open from the beginning to the end of the request. */
import type { Access } from '#main/ipc/access.ts';
import type { Registrations } from '#main/registrations/port.ts';
import { PICTURE_PATH, type MemoryPictures } from '#main/window/memory-pictures.ts';

export type ReadPicture = (address: string) => Promise<Uint8Array | null>;

export interface PictureReaderDeps {
  readonly access: Pick<Access, 'check' | 'closeCount'>;
  readonly memoryPictures: Pick<MemoryPictures, 'get'>;
  readonly registrations: Pick<Registrations, 'pictureBytes'>;
}

/** @returns a function that returns the bytes for an address that begins with `capture/`, or null. */
export const createPictureReader =
  ({ access, memoryPictures, registrations }: PictureReaderDeps): ReadPicture =>
  async (address) => {
    if (access.check('unlocked')) return null;
    const closeCount = access.closeCount();
    const bytes =
      memoryPictures.get(address) ??
      (await registrations.pictureBytes(address.slice(PICTURE_PATH.length)));
    return access.closeCount() === closeCount ? bytes : null;
  };
