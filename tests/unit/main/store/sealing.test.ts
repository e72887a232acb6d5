import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { createSealer, seal, unseal } from '#main/store/sealing.ts';

const key = randomBytes(32);
const secret = Buffer.from('নওশীন 0123456789');

describe('seal and unseal', () => {
  it('return the plaintext with the same key, registration and part', () => {
    expect(unseal(key, 'r1', 'body', seal(key, 'r1', 'body', secret))).toEqual(secret);
    expect(unseal(key, 'r1', 'body', seal(key, 'r1', 'body', Buffer.alloc(0)))).toEqual(
      Buffer.alloc(0),
    );
  });

  it('return null for another part or another registration', () => {
    const box = seal(key, 'r1', 'part front', secret);
    expect(unseal(key, 'r1', 'part back', box)).toBeNull();
    expect(unseal(key, 'r2', 'part front', box)).toBeNull();
  });

  it('return null for another key', () => {
    expect(unseal(randomBytes(32), 'r1', 'body', seal(key, 'r1', 'body', secret))).toBeNull();
  });

  it('return null when any byte changed or bytes are missing', () => {
    const box = seal(key, 'r1', 'body', secret);
    for (let index = 0; index < box.length; index += 1) {
      const changed = Buffer.from(box);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(unseal(key, 'r1', 'body', changed)).toBeNull();
    }
    for (const length of [0, 1, 28, box.length - 1])
      expect(unseal(key, 'r1', 'body', box.subarray(0, length))).toBeNull();
  });

  it('process a picture without concatenating buffers', () => {
    const concat = vi.spyOn(Buffer, 'concat');
    const picture = randomBytes(300_000);
    expect(unseal(key, 'r1', 'part front', seal(key, 'r1', 'part front', picture))).toEqual(
      picture,
    );
    expect(concat).not.toHaveBeenCalled();
    concat.mockRestore();
  });

  it('produce a different box each time', () => {
    const boxes = Array.from({ length: 100 }, () =>
      seal(key, 'r1', 'body', secret).toString('hex'),
    );
    expect(new Set(boxes).size).toBe(100);
  });
});

describe('createSealer', () => {
  const sealer = createSealer(Buffer.alloc(32, 1));
  const otherSealer = createSealer(Buffer.alloc(32, 2));

  it('creates a key per registration that is unwrapped only with its id and the same master key', () => {
    const { key: registrationKey, wrapped } = sealer.newKey('r1');
    expect(sealer.unwrap('r1', wrapped)).toEqual(registrationKey);
    expect(sealer.unwrap('r2', wrapped)).toBeNull();
    expect(otherSealer.unwrap('r1', wrapped)).toBeNull();
    expect(sealer.newKey('r1').key).not.toEqual(registrationKey);
  });

  it('hashes equal values equally, and differently for another kind of value or another master key', () => {
    expect(sealer.keyedHash('nid', '0123456789')).toEqual(sealer.keyedHash('nid', '0123456789'));
    expect(sealer.keyedHash('nid', '0123456789')).not.toEqual(
      sealer.keyedHash('mobile', '0123456789'),
    );
    expect(sealer.keyedHash('nid', '0123456789')).not.toEqual(
      otherSealer.keyedHash('nid', '0123456789'),
    );
  });

  it('opens its own key check and not that of another key', () => {
    expect(sealer.opensKeyCheck(sealer.keyCheck())).toBe(true);
    expect(otherSealer.opensKeyCheck(sealer.keyCheck())).toBe(false);
  });
});
