import { describe, expect, it } from 'vitest';
import { createCameraLease } from '#main/window/camera-lease.ts';

describe('createCameraLease', () => {
  it('is held from `take` until `release`', () => {
    const lease = createCameraLease();
    expect(lease.isHeld()).toBe(false);
    lease.acquire('photo');
    expect(lease.isHeld()).toBe(true);
    lease.release();
    expect(lease.isHeld()).toBe(false);
  });
});
