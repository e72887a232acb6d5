// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { playChime } from '#renderer/lib/chimes.ts';

/** A played note, with its frequency in Hz and its times in seconds. */
interface PlayedNote {
  readonly frequency: number;
  readonly from: number;
  readonly to: number;
}
const playedNotes: PlayedNote[] = [];

class FakeAudioContext {
  readonly currentTime = 5;
  readonly destination = {};
  resume = (): Promise<void> => Promise.resolve();
}
class FakeGainNode {
  readonly gain = { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
  connect = <T>(target: T): T => target;
}
class FakeOscillatorNode {
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
    playedNotes.push({ frequency: this.#frequency, from: this.#from, to: at });
  };
}
vi.stubGlobal('AudioContext', FakeAudioContext);
vi.stubGlobal('GainNode', FakeGainNode);
vi.stubGlobal('OscillatorNode', FakeOscillatorNode);
afterEach(() => {
  playedNotes.length = 0;
});

describe('playChime', () => {
  it('rises for success and repeats a lower note for attention', () => {
    playChime('success');
    const rising = playedNotes.map(({ frequency }) => frequency);
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    playedNotes.length = 0;
    playChime('attention');
    expect(new Set(playedNotes.map(({ frequency }) => frequency)).size).toBe(1);
    expect(playedNotes[0]!.frequency).toBeLessThan(rising[0]!);
  });

  it('plays its notes one after another and ends within half a second', () => {
    playChime('success');
    playedNotes.forEach(({ from }, index) => expect(from).toBeCloseTo(5 + index * 0.12));
    expect(playedNotes.at(-1)!.to - 5).toBeLessThan(0.5);
  });
});
