/** Short sounds for a clerk who looks at the customer. They are synthesised, so that no sound file has to be loaded. */

export type Chime = 'success' | 'attention';

/** Frequencies in hertz (C5, E5, G5; A4 twice), played one after another. */
const NOTE_FREQUENCIES: Readonly<Record<Chime, readonly number[]>> = {
  success: [523.25, 659.25, 783.99],
  attention: [440, 440],
};
const NOTE_SECONDS = 0.12;
/** About a quarter of full scale: audible beside a conversation at the system's usual volume. */
const PEAK_GAIN = 0.25;
/** Gain at the end of a note; not zero, because an exponential ramp cannot reach zero. */
const SILENCE_GAIN = 0.001;

let sharedContext: AudioContext | null = null;

/** Plays a sound. Has no effect on a computer without an audio device. */
export const playChime = (chime: Chime): void => {
  sharedContext ??= new AudioContext();
  const context = sharedContext;
  void context.resume();
  NOTE_FREQUENCIES[chime].forEach((frequency, index) => {
    const startAt = context.currentTime + index * NOTE_SECONDS;
    const oscillator = new OscillatorNode(context, { frequency });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(PEAK_GAIN, startAt);
    gain.gain.exponentialRampToValueAtTime(SILENCE_GAIN, startAt + NOTE_SECONDS);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(startAt);
    oscillator.stop(startAt + NOTE_SECONDS);
  });
};
