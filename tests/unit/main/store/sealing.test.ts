import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { createSealer, seal, unseal } from '#main/store/sealing.ts';

const key = randomBytes(32);
const secret = Buffer.from('নওশীন 0123456789');

describe('a sealed box', () => {
  it('opens with its key in its place', () => {
    expect(unseal(key, 'r1', 'body', seal(key, 'r1', 'body', secret))).toEqual(secret);
    expect(unseal(key, 'r1', 'body', seal(key, 'r1', 'body', Buffer.alloc(0)))).toEqual(
      Buffer.alloc(0),
    );
  });

  it('does not open in the place of another part or another registration', () => {
    const box = seal(key, 'r1', 'part front', secret);
    expect(unseal(key, 'r1', 'part back', box)).toBeNull();
    expect(unseal(key, 'r2', 'part front', box)).toBeNull();
  });

  it('does not open with another key', () => {
    expect(unseal(randomBytes(32), 'r1', 'body', seal(key, 'r1', 'body', secret))).toBeNull();
  });

  it('does not open when any byte of it changed, or when some are missing', () => {
    const box = seal(key, 'r1', 'body', secret);
    for (let index = 0; index < box.length; index += 1) {
      const changed = Buffer.from(box);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(unseal(key, 'r1', 'body', changed)).toBeNull();
    }
    for (const length of [0, 1, 28, box.length - 1])
      expect(unseal(key, 'r1', 'body', box.subarray(0, length))).toBeNull();
  });

  it('is made from a picture without concatenating buffers', () => {
    const concat = vi.spyOn(Buffer, 'concat');
    const picture = randomBytes(300_000);
    expect(unseal(key, 'r1', 'part front', seal(key, 'r1', 'part front', picture))).toEqual(
      picture,
    );
    expect(concat).not.toHaveBeenCalled();
    concat.mockRestore();
  });

  it('is never the same twice', () => {
    const boxes = Array.from({ length: 100 }, () =>
      seal(key, 'r1', 'body', secret).toString('hex'),
    );
    expect(new Set(boxes).size).toBe(100);
  });
});

describe('the keys of a store', () => {
  const sealer = createSealer(Buffer.alloc(32, 1));
  const stranger = createSealer(Buffer.alloc(32, 2));

  it('gives every registration a key that only it and the master key can unwrap', () => {
    const { key: own, wrapped } = sealer.newKey('r1');
    expect(sealer.unwrap('r1', wrapped)).toEqual(own);
    expect(sealer.unwrap('r2', wrapped)).toBeNull();
    expect(stranger.unwrap('r1', wrapped)).toBeNull();
    expect(sealer.newKey('r1').key).not.toEqual(own);
  });

  it('finds a value by a hash that another master key, and another kind of value, does not share', () => {
    expect(sealer.index('nid', '0123456789')).toEqual(sealer.index('nid', '0123456789'));
    expect(sealer.index('nid', '0123456789')).not.toEqual(sealer.index('mobile', '0123456789'));
    expect(sealer.index('nid', '0123456789')).not.toEqual(stranger.index('nid', '0123456789'));
  });

  it('distinguishes its own check box from that of another key', () => {
    expect(sealer.opensKeyCheck(sealer.keyCheck())).toBe(true);
    expect(stranger.opensKeyCheck(sealer.keyCheck())).toBe(false);
  });
});
