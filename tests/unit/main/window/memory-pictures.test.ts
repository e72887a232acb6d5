import { describe, expect, it } from 'vitest';
import { createMemoryPictures } from '#main/window/memory-pictures.ts';

describe('createMemoryPictures', () => {
  it('issues random addresses that are invalid after clear', () => {
    const memoryPictures = createMemoryPictures();
    const address = memoryPictures.put(new Uint8Array([1]));
    expect(address).toMatch(/^capture\/[0-9a-f-]{36}$/);
    expect(memoryPictures.get(address)).toEqual(new Uint8Array([1]));
    memoryPictures.clear();
    expect(memoryPictures.get(address)).toBeNull();
  });
});
