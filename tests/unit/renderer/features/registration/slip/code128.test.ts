import { describe, expect, it } from 'vitest';
import {
  encodeCode128,
  encodeCode128Values,
} from '#renderer/features/registration/slip/code128.ts';

describe('code128', () => {
  it('begins with start B and ends with the check value and stop', () => {
    // Calculated by hand: 104 + 1·('P'-32=48) + 2·('J'-32=42) + 3·35 ('C') = 341; 341 mod 103 = 32.
    expect(encodeCode128Values('PJC')).toEqual([104, 48, 42, 35, 32, 106]);
  });

  it('has eleven modules per symbol, thirteen for stop, and begins and ends with a bar', () => {
    const encoded = encodeCode128('0142-3-0038');
    expect(encoded?.widthModules).toBe((11 + 2) * 11 + 13);
    expect(encoded?.bars[0]).toEqual({ x: 0, width: 2 });
    const last = encoded?.bars.at(-1);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBe(encoded?.widthModules);
  });

  it('has an even number of dark modules in every symbol, as the standard requires', () => {
    for (let code = 32; code < 127; code++) {
      const encoded = encodeCode128(String.fromCharCode(code));
      const dark = (encoded?.bars ?? [])
        .filter((bar) => bar.x >= 11 && bar.x < 22)
        .reduce((sum, bar) => sum + bar.width, 0);
      expect(dark % 2).toBe(0);
    }
  });

  it('refuses text that code set B cannot encode', () => {
    expect(encodeCode128('')).toBeNull();
    expect(encodeCode128('০১৪২')).toBeNull();
  });
});
