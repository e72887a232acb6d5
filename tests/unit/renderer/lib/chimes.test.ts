// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { playChime } from '#renderer/lib/chimes.ts';

interface Played {
  readonly frequency: number;
  readonly from: number;
  readonly to: number;
}
const played: Played[] = [];

class FakeContext {
  readonly currentTime = 5;
  readonly destination = {};
  resume = (): Promise<void> => Promise.resolve();
}
class FakeGain {
  readonly gain = { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
  connect = <T>(target: T): T => target;
}
class FakeOscillator {
  readonly #frequency: number;
  #from = 0;
  constructor(_context: unknown, options: { frequency: number }) {
    this.#frequency = options.frequency;
  }
  connect = <T>(target: T): T => target;
  start = (at: number): void => {
    this.#from = at;
  };
  stop = (at: number): void => {
    played.push({ frequency: this.#frequency, from: this.#from, to: at });
  };
}
vi.stubGlobal('AudioContext', FakeContext);
vi.stubGlobal('GainNode', FakeGain);
vi.stubGlobal('OscillatorNode', FakeOscillator);
afterEach(() => {
  played.length = 0;
});

describe('a chime', () => {
  it('rises for success and repeats a lower note for attention', () => {
    playChime('success');
    const rising = played.map(({ frequency }) => frequency);
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    played.length = 0;
    playChime('attention');
    expect(new Set(played.map(({ frequency }) => frequency)).size).toBe(1);
    expect(played[0]!.frequency).toBeLessThan(rising[0]!);
  });

  it('plays its notes one after another and ends within half a second', () => {
    playChime('success');
    played.forEach(({ from }, index) => expect(from).toBeCloseTo(5 + index * 0.12));
    expect(played.at(-1)!.to - 5).toBeLessThan(0.5);
  });
});
